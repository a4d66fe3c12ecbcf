"""What one deployment carries, from counted work and published targets: `docs/limits.md` is written here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import costs, standing
from bench.prices import Assumptions, PriceList
from bench.work import Kinds

FILE = Path(__file__).with_name("targets.json")
CUSTOMERS = (1, 10, 100, 1_000)
INSTANCE_MB = (512, 2_048)
_TICKETS_A_YEAR = 10_000
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Target:
    """How much of something a service promises to carry, and who says so."""

    target: float
    of: str
    source: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """Under one target: so many of `what`."""

    target: Target
    what: str
    carries: float


def targets() -> tuple[str, dict[str, Target]]:
    """When they were looked up, and each by name. The file is the only place with any."""
    content: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    looked_up = str(content.pop("looked_up"))
    return looked_up, {name: Target(**target) for name, target in content.items()}


def capacities(kinds: Kinds, assumed: Assumptions, known: Mapping[str, Target]) -> list[Capacity]:
    """What each target lets one storage account, queue or vault carry."""
    storage, queue, vault = (
        known[f"{name}_a_second"] for name in ("storage_requests", "queue_messages", "vault_operations")
    )
    single, bulk, idle = (_storage(work.meters) for work in (kinds.single_ticket, kinds.bulk_ticket, kinds.idle_sync))
    per_s = assumed.syncs_per_day / _SECONDS_A_DAY
    renewals_per_s = assumed.renewals_per_day / _SECONDS_A_DAY
    return [
        Capacity(storage, "tickets shared singly a second", storage.target / single),
        Capacity(storage, "tickets shared in bulk a second", storage.target / bulk),
        Capacity(storage, "connections in one deployment, synced on schedule", storage.target / (idle * per_s)),
        Capacity(queue, "tickets shared singly a second: a message each", queue.target),
        Capacity(
            vault,
            "connections whose tokens are renewed",
            vault.target / (kinds.renewal.meters["vault"] * renewals_per_s),
        ),
    ]


def tables(kinds: Kinds, prices: PriceList) -> str:
    """Both tables, as Markdown."""
    looked_up, known = targets()
    lines = [
        f"Targets as published on {looked_up}; the pages are named below.",
        "",
        "| target | carries |",
        "| --- | --- |",
    ]
    lines += [
        f"| {each.target.target:,.0f} {each.target.of} | {each.carries:,.0f} {each.what} |"
        for each in capacities(kinds, prices.assumptions, known)
    ]
    of_a_month = "list price a month, no free grants"
    memory = known["region_memory_mb"]
    lines += [
        "",
        f"| customers, a deployment each, {_TICKETS_A_YEAR:,} tickets a year | vaults, accounts, apps"
        f" | {of_a_month} | of it alerts | with the private network |"
        + "".join(f" regions or subscriptions, all awake at once with {size:,} MB |" for size in INSTANCE_MB),
        f"| ---: | ---: | ---: | ---: | ---: |{' ---: |' * len(INSTANCE_MB)}",
    ]
    work = prices.cost(costs.year(kinds, prices.assumptions, _TICKETS_A_YEAR).meters) / 12
    alerts, private = (prices.standing_month(standing.numbers(), private_network=network) for network in (False, True))
    for customers in CUSTOMERS:
        quotas = "".join(f" {-(-customers * size // int(memory.target)):,} |" for size in INSTANCE_MB)
        of = " | ".join(f"${each * customers:,.2f}" for each in (work + alerts, alerts, work + private))
        lines.append(f"| {customers:,} | {customers:,} | {of} |{quotas}")
    lines += ["", "| target | page |", "| --- | --- |"]
    lines += [f"| {target.of} | <{target.source}> |" for target in known.values()]
    return "\n".join(lines)


def _storage(meters: Mapping[str, float]) -> float:
    return meters["table"] + meters["queue"]
