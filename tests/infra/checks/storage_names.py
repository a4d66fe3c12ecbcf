"""Queues and tables: those that the code names exist, every queue has its poison twin, and there are no others."""

from __future__ import annotations

import re
from pathlib import Path

from tests.infra.checks.bicep import read

_QUEUES = re.compile(r'queue_name="([^"]+)"|\.queue\(\s*"([^"]+)"')
_TABLES = re.compile(r'\.table\(\s*"([^"]+)"')


def problems(infra: Path, connector: Path) -> list[str]:
    """What storage.bicep lacks or has too much."""
    variables = read(infra / "modules" / "storage.bicep").variables
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(connector.rglob("*.py")))
    queues = {first or second for first, second in _QUEUES.findall(source)}
    jobs = {queue.removesuffix("-poison") for queue in queues}
    wanted = queues | jobs | {f"{queue}-poison" for queue in jobs}
    return [
        *_compare("queue", set(variables["queues"]), wanted),
        *_compare("table", set(variables["tables"]), set(_TABLES.findall(source))),
    ]


def _compare(kind: str, declared: set[str], wanted: set[str]) -> list[str]:
    missing = [f"{kind} {name} is not declared" for name in sorted(wanted - declared)]
    return missing + [f"{kind} {name} is declared, but nobody uses it" for name in sorted(declared - wanted)]
