"""Follow: take over what ServiceNow says of tickets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import batched

from connector.application.container import Container
from connector.domain.connection import Connection
from connector.domain.record import Record
from connector.domain.ticket import Ticket
from connector.ports import RESERVED, Change

_SAVED_AT_ONCE = 50
SEEN_MAX = 50_000
"""Tickets whose newest change a process remembers: some megabytes, and more than change within a sync's overlap."""


def apply_records(connection: Connection, records: Mapping[str, Record], c: Container) -> int:
    """Take over what these records say of their tickets. Returns how many tickets changed."""
    fresh = {id_: record for id_, record in records.items() if c.seen.get(id_, -1) < record.mod_count}
    tickets = c.tickets.get_many(connection.tenant_id, fresh)
    ours = [t for t in tickets.values() if t.record is not None and t.connection_id == connection.connection_id]
    now = c.clock.now()
    pairs = [(ticket, ticket.followed(fresh[ticket.ticket_id], now)) for ticket in ours]
    for before, after in pairs:
        if before == after:
            _remember(before.ticket_id, fresh[before.ticket_id], c)
    return follow(pairs, c)


def follow(pairs: Iterable[tuple[Ticket, Ticket]], c: Container) -> int:
    """
    Save tickets as ServiceNow has them now. A ticket that someone else wrote meanwhile is left to the next sync; one
    that reopened while its action has another open ticket is followed without a reservation.

    Returns:
        How many changed.
    """
    changes = [Change(before, after) for before, after in pairs if before != after]
    changed = 0
    for some in batched(changes, _SAVED_AT_ONCE, strict=False):
        results = c.tickets.save(some[0].after.tenant_id, some)
        crowded = [change for change in some if results[change.after.ticket_id] == RESERVED]
        if crowded:
            second = [Change(change.before, replace(change.after, reserves=False)) for change in crowded]
            results |= c.tickets.save(some[0].after.tenant_id, second)
        for ticket_id, result in results.items():
            if isinstance(result, Ticket) and result.record is not None:
                _remember(ticket_id, result.record, c)
        changed += sum(isinstance(result, Ticket) for result in results.values())
    return changed


def _remember(ticket_id: str, record: Record, c: Container) -> None:
    """Note that this change of the record needs no look any more."""
    if len(c.seen) >= SEEN_MAX and ticket_id not in c.seen:
        c.seen.clear()  # What is forgotten costs one storage read when a row is shown again.
    c.seen[ticket_id] = record.mod_count
