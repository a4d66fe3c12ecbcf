"""Follow: take over what ServiceNow says of tickets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import batched

from connector.application.container import Container
from connector.domain.connection import Connection
from connector.domain.record import Record
from connector.domain.ticket import Ticket
from connector.ports import RESERVED, Change

_SAVED_AT_ONCE = 50
SEEN_MAX = 50_000
"""Records whose newest change a process remembers: some megabytes, and more than change within a sync's overlap."""


def apply_records(connection: Connection, rows: Sequence[tuple[str, Record]], c: Container) -> int:
    """
    Take over what these records say of their tickets. A record that only bears a ticket's id, as a copy made in
    ServiceNow does, is not its record.

    Args:
        rows: (ticket id, record), as `TicketDesk.changed` gives them.

    Returns:
        How many tickets changed.
    """
    fresh = [(ticket_id, record) for ticket_id, record in rows if c.seen.get(record.sys_id) != record.revision]
    tickets = c.tickets.get_many(connection.tenant_id, {ticket_id for ticket_id, _ in fresh})
    now = c.clock.now()
    pairs: list[tuple[Ticket, Ticket]] = []
    for ticket_id, record in fresh:
        ticket = tickets.get(ticket_id)
        if ticket is None or ticket.connection_id != connection.connection_id or not ticket.has(record):
            continue
        pairs.append((ticket, after := ticket.followed(record, now)))
        if after == ticket:
            _remember(record, c)
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
        for result in results.values():
            if isinstance(result, Ticket) and result.record is not None:
                _remember(result.record, c)
        changed += sum(isinstance(result, Ticket) for result in results.values())
    return changed


def _remember(record: Record, c: Container) -> None:
    """Note that this change of the record needs no look any more. One that was taken for deleted may be shown again."""
    if record.deleted:
        c.seen.pop(record.sys_id, None)
        return
    if len(c.seen) >= SEEN_MAX and record.sys_id not in c.seen:
        c.seen.clear()  # What is forgotten costs one storage read when a row is shown again.
    c.seen[record.sys_id] = record.revision
