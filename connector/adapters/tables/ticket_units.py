"""Which rows change with a ticket: its own, its reservation, its waiting mark, its Idempotency-Key, its figures."""

from __future__ import annotations

from typing import Any

from connector.adapters.tables import rows
from connector.adapters.tables.service import unchanged, whole
from connector.adapters.tables.transactions import Part, Unit
from connector.domain.counting import day_moves, removal_moves, total_moves
from connector.domain.ticket import IDEMPOTENCY_LIFE, Ticket
from connector.ports import Change


def unit_of(change: Change, key: str | None = None) -> Unit:
    """All rows that change with a ticket; `key` is the Idempotency-Key that makes a new one."""
    before, after = change.before, change.after
    unit = Unit(
        after.ticket_id,
        totals=total_moves(before, after),
        day=after.changed_at.date(),
        day_moves=day_moves(before, after),
    )
    mark = {"PartitionKey": after.tenant_id, "ticket_id": after.ticket_id, "action_id": after.action_id}
    if key is not None:  # First: of several rows in the way the service names the first, and a repeat meets them all.
        remembered = {**mark, "RowKey": rows.idempotency_key(key), "expires_at": after.shared_at + IDEMPOTENCY_LIFE}
        unit.operations.append((Part.IDEMPOTENCY, ("create", remembered)))
    unit.operations.append((Part.TICKET, whole(rows.to_entity(after), before.version if before else None)))
    for part, row_key, was, is_now in (
        (Part.RESERVATION, rows.action_key(after.action_id), before is not None and before.reserves, after.reserves),
        (Part.PENDING, rows.pending_key(after.ticket_id), before is not None and before.is_pending, after.is_pending),
    ):
        if was != is_now:
            unit.operations.append((part, ("create" if is_now else "delete", {**mark, "RowKey": row_key})))
    return unit


def removal_of(ticket: Ticket) -> Unit:
    """The row of a ticket that holds nothing else any more."""
    key: dict[str, Any] = {"PartitionKey": ticket.tenant_id, "RowKey": rows.ticket_key(ticket.ticket_id)}
    return Unit(
        ticket.ticket_id,
        operations=[(Part.TICKET, ("delete", key, unchanged(ticket.version)))],
        totals=removal_moves(ticket),
        day=ticket.changed_at.date(),
    )
