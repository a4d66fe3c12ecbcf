"""Transactions of the tickets table: whole units, as many as fit, without the ones that conflict."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from azure.core.exceptions import HttpResponseError
from azure.data.tables import TableClient, TableTransactionError

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.figures import Shards
from connector.adapters.tables.service import MOST_BYTES, MOST_OPERATIONS, SERVICE, Operation
from connector.errors import RemoteUnavailableError

_OPERATION_BYTES = 3_000
"""Headers and column types of one operation, generously."""
_FIGURE_TRIES = 20


class Part(Enum):
    """Which row of a unit was in the way."""

    TICKET = "ticket"
    RESERVATION = "reservation"
    IDEMPOTENCY = "idempotency"
    PENDING = "pending"


@dataclass(slots=True)
class Unit:
    """All rows that change with one ticket. They are written together or not at all."""

    ticket_id: str
    operations: list[tuple[Part, Operation]] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    day: date = date.min
    day_moves: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Written:
    """The ticket row's new ETag."""

    etag: str


class _UnitConflictError(Exception):
    def __init__(self, unit: Unit, part: Part) -> None:
        super().__init__(part.value)
        self.unit, self.part = unit, part


Existing = Callable[[Collection[str]], Collection[str]]
"""Which of these row keys the tenant has."""


def commit(
    table: TableClient, shards: Shards, tenant_id: str, units: Sequence[Unit], *, existing: Existing
) -> dict[str, Written | Part]:
    """
    Write the units in as few transactions as possible.

    Returns:
        By ticket id: the new ETag, or the part that stood in the way; nothing of such a unit is written.

    Raises:
        RemoteUnavailableError: the table does not answer; what was not returned may or may not be written.
    """
    results: dict[str, Written | Part] = {}
    waiting = list(units)
    looked: set[Part] = set()
    while waiting:
        chunk = next(_chunks(waiting))
        try:
            results |= _submit(table, shards, tenant_id, chunk)
            waiting = waiting[len(chunk) :]
        except _UnitConflictError as conflict:
            occupied = {conflict.unit.ticket_id}
            if conflict.part not in looked:
                # A repeat meets its own rows all along: looked for at once, they cost no transaction each.
                looked.add(conflict.part)
                occupied |= _occupied(waiting, conflict.part, existing)
            results |= dict.fromkeys(occupied, conflict.part)
            waiting = [unit for unit in waiting if unit.ticket_id not in occupied]
    return results


def _occupied(units: Sequence[Unit], part: Part, existing: Existing) -> set[str]:
    """Ids of those units whose new row of this part is there already."""
    owners = {
        str(operation[1]["RowKey"]): unit.ticket_id
        for unit in units
        for name, operation in unit.operations
        if name is part and operation[0] == "create"
    }
    return {owners[key] for key in existing(owners.keys())} if len(owners) > 1 else set()


def _chunks(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Units of one transaction each: at most 100 operations, totals and days included, and within its size."""
    chunk: list[Unit] = []
    used = size = 0
    for unit in units:
        days = {other.day for other in chunk} | {unit.day}
        weight = _weight(unit)
        full = used + len(unit.operations) + 1 + len(days) > MOST_OPERATIONS or size + weight > MOST_BYTES
        if chunk and full:
            yield chunk
            chunk, used, size = [], 0, 0
        chunk.append(unit)
        used += len(unit.operations)
        size += weight
    if chunk:
        yield chunk


def _weight(unit: Unit) -> int:
    """Bytes that a unit takes on the wire, at most."""
    return sum(len(json.dumps(operation[1], default=str)) + _OPERATION_BYTES for _, operation in unit.operations)


def _submit(table: TableClient, shards: Shards, tenant_id: str, units: Sequence[Unit]) -> dict[str, Written | Part]:
    totals, days = Counter[str](), dict[date, Counter[str]]()
    for unit in units:
        totals.update(unit.totals)
        days.setdefault(unit.day, Counter()).update(unit.day_moves)
    totals = Counter({figure: count for figure, count in totals.items() if count})
    parts = [(unit, part, operation) for unit in units for part, operation in unit.operations]
    for _ in range(_FIGURE_TRIES):
        with shards.borrow(tenant_id) as shard, azure_errors(SERVICE):
            figures = shard.operations(table, totals, days)
            try:
                answers = table.submit_transaction([operation for _, _, operation in parts] + figures)
            except TableTransactionError as error:
                _raise_conflict(error, parts)
                shards.drop(shard)
                continue
            etags = [str(answer.get("etag", "")) for answer in answers]
            shard.keep(etags[len(parts) :])
            return {
                unit.ticket_id: Written(etag)
                for (unit, part, _), etag in zip(parts, etags, strict=False)
                if part is Part.TICKET
            }
    raise RemoteUnavailableError(SERVICE, "figure rows are contended")


def _raise_conflict(error: TableTransactionError, parts: Sequence[tuple[Unit, Part, Operation]]) -> None:
    """Raise for the unit in the way; return when a figure row was: another shard may be free."""
    if error.status_code not in (404, 409, 412):
        raise HttpResponseError(message=error.message, response=error.response)
    if error.index < len(parts):
        unit, part, _ = parts[error.index]
        raise _UnitConflictError(unit, part) from error
