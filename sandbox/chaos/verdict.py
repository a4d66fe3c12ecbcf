"""The verdict: what stands in ServiceNow beside what clients were told and what the app shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.demo.servicenow_end import Record

Json = dict[str, Any]


@dataclass
class Verdict:
    """Figures, and in words whatever is wrong; nothing wrong: the run holds."""

    records: int = 0
    """Records that ServiceNow has from this run."""
    duplicates: int = 0
    """Records beyond one per ticket."""
    lost: int = 0
    """Accepted tickets without a record, waiting ones not counted."""
    stuck: int = 0
    """Tickets that still wait for their record."""
    failed: int = 0
    """Tickets whose delivery was given up."""
    wrong_numbers: int = 0
    """Tickets that show another number, kind, state or sys_id than their record has."""
    problems: list[str] = field(default_factory=list)


def judge(accepted: Mapping[str, Json], shown: Iterable[Json], records: Collection[Record], *, shares: int) -> Verdict:
    """
    Compare three sides.

    Args:
        accepted: Tickets by id as clients were answered.
        shown: Every ticket as the app lists it now.
        records: Those of this run, of both tables, whatever their sys_id: their correlation_id names the ticket.
        shares: How many there should be.
    """
    verdict = Verdict(records=len(records))
    tickets = {ticket["id"]: ticket for ticket in shown}
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.correlation_id, []).append(record)
    say = verdict.problems.append
    if len(records) != shares:
        say(f"{len(records)} records instead of {shares}")
    if len(accepted) != shares:
        say(f"clients were given {len(accepted)} tickets instead of {shares}")
    for ticket_id in accepted.keys() - tickets.keys():
        say(f"ticket {ticket_id} was accepted and is not in the app's list")
    for ticket_id in tickets.keys() - accepted.keys():
        say(f"ticket {ticket_id} is in the app's list and no client was given it")
    for record in records:
        if record.correlation_id not in accepted:
            say(f"{record.number} in ServiceNow belongs to no accepted ticket")
    for ticket_id in accepted:
        _judge_ticket(ticket_id, tickets.get(ticket_id), found.get(ticket_id, []), verdict)
    return verdict


def _judge_ticket(ticket_id: str, ticket: Json | None, records: list[Record], verdict: Verdict) -> None:
    say = verdict.problems.append
    delivery = ticket["delivery"] if ticket else "missing"
    if len(records) > 1:
        verdict.duplicates += len(records) - 1
        say(f"ticket {ticket_id} has {len(records)} records: {', '.join(record.number for record in records)}")
    if delivery in ("queued", "creating"):
        verdict.stuck += 1
        say(f"ticket {ticket_id} is still {delivery}: {ticket.get('error') if ticket else ''}")
    elif delivery == "failed":
        verdict.failed += 1
        say(f"ticket {ticket_id} failed: {ticket.get('error') if ticket else ''}")
    if not records:
        verdict.lost += delivery not in ("queued", "creating")
        say(f"ticket {ticket_id} has no record")
    elif ticket and delivery == "created" and not any(_matches(ticket, record) for record in records):
        verdict.wrong_numbers += 1
        record = records[0]
        say(
            f"ticket {ticket_id} shows {ticket['kind']} {ticket['number']} {ticket['state']} {ticket['sysId']}, "
            f"its record is {record.table} {record.number} {record.state} {record.sys_id}"
        )


def _matches(ticket: Json, record: Record) -> bool:
    shown = (ticket["kind"], ticket["number"], ticket["state"], ticket["sysId"])
    return shown == (record.table, record.number, record.state, record.sys_id)


def judge_figures(summary: Json, shown: Iterable[Json]) -> list[str]:
    """Where the app's own counts differ from a recount of its tickets."""
    tickets = list(shown)
    wrong = []
    for card in summary["cards"]:
        own = [ticket for ticket in tickets if ticket["kind"] == card["kind"]]
        counted = Counter(_figure(ticket) for ticket in own)
        said = Counter({state["state"]: state["count"] for state in card["states"]})
        said += Counter({name: card[name] for name in ("queued", "failed", "deleted")})
        if +counted != +said or card["total"] != len(own):
            wrong.append(f"{card['kind']}: the summary says {dict(said)}, the tickets are {dict(counted)}")
        opened = sum(day["opened"] - day["closed"] for day in card["days"])
        # Days count records: a ticket that waits for its own is open, and not yet in them.
        if opened != (still_open := sum(ticket["isOpen"] and ticket["delivery"] == "created" for ticket in own)):
            wrong.append(f"{card['kind']}: by days {opened} are open, by tickets {still_open}")
    return wrong


def _figure(ticket: Json) -> str:
    if ticket["delivery"] == "failed":
        return "failed"
    if ticket["delivery"] != "created":
        return "queued"
    return "deleted" if ticket["deleted"] else str(ticket["state"])
