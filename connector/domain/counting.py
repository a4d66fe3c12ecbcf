"""What cards and charts count: how one change of a ticket moves the figures.

A figure is named by words joined with "/": `incident/queued`, `incident/failed`, `incident/deleted`,
`incident/detached`, `change_request/state/-5`. Waiting and being created count alike as queued. A day's figures are
`incident/opened` and `incident/closed`.
"""

from __future__ import annotations

from collections import Counter

from connector.domain.draft import Kind
from connector.domain.ticket import Delivery, Ticket


def figure_of(ticket: Ticket) -> str:
    """The figure a ticket counts in now."""
    record = ticket.record
    state, deleted = (record.state, record.deleted) if record else (None, False)
    return figure_name(ticket.kind, ticket.delivery, state=state, deleted=deleted, detached=ticket.detached)


def figure_name(kind: Kind, delivery: Delivery, *, state: str | None, deleted: bool, detached: bool) -> str:
    """The figure of a ticket with these marks; `state` None: it has no record."""
    if delivery is Delivery.FAILED:
        place = "failed"
    elif state is None or delivery is not Delivery.CREATED:
        place = "queued"
    elif detached:
        place = "detached"
    elif deleted:
        place = "deleted"
    else:
        place = f"state/{state}"
    return f"{kind.value}/{place}"


def total_moves(before: Ticket | None, after: Ticket) -> Counter[str]:
    """What a change adds to and takes from the totals; empty when nothing moves."""
    moves = Counter({figure_of(after): 1})
    if before is not None:
        moves.subtract({figure_of(before): 1})
    return Counter({figure: count for figure, count in moves.items() if count})


def removal_moves(ticket: Ticket) -> Counter[str]:
    """What deleting a ticket takes from the totals. Days keep what happened on them."""
    return Counter({figure_of(ticket): -1})


def day_moves(before: Ticket | None, after: Ticket) -> Counter[str]:
    """
    What a change adds to its day: opened when the record is made or opens again, closed when it ends. A delivery that
    waits, fails or is retried opens and closes nothing: so all days together, opened less closed, are the active
    records.
    """
    was_active = before is not None and before.is_active
    is_new = after.record is not None and (before is None or before.record is None)
    moves: Counter[str] = Counter()
    if is_new or (after.is_active and not was_active):
        moves[f"{after.kind.value}/opened"] = 1
    if (is_new or was_active) and not after.is_active:
        moves[f"{after.kind.value}/closed"] = 1
    return moves
