"""Three months of work: tickets of today, moved back in time where the app keeps them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from azure.data.tables import TableClient, UpdateMode

from connector.adapters.tables.rows import TICKET, end_of, to_entity, to_ticket
from connector.domain.ticket import Delivery, Ticket
from connector.domain.timeline import What

SPAN = timedelta(days=84)
STEP_MAX = timedelta(days=9, hours=5)
"""Between two changes of a state."""
WORK = (What.STATE_CHANGED, What.CLOSED, What.REOPENED)

Days = dict[date, Counter[str]]


def make_history(storage: str) -> None:
    """
    The oldest ticket becomes as old as `SPAN`, the newest one of today; each keeps its moves and its place.

    Args:
        storage: Connection string of the tables.
    """
    days: Days = defaultdict(Counter)
    with TableClient.from_connection_string(storage, "tickets") as table:
        found = list(table.query_entities(f"RowKey ge '{TICKET}' and RowKey lt '{end_of(TICKET)}'"))
        newest_first = [to_ticket(entity, etag="") for entity in found]
        for place, ticket in enumerate(newest_first):
            old = aged(ticket, _age(ticket, place, len(newest_first)))
            table.update_entity(to_entity(old), mode=UpdateMode.REPLACE)
            _count(old, days)
        _replace_days(table, newest_first[0].tenant_id, days)


def aged(ticket: Ticket, age: timedelta) -> Ticket:
    """The ticket as if it had been shared so long ago, and worked on since."""
    moves = [replace(move, at=move.at - age) for move in ticket.timeline]
    worked = [index for index, move in enumerate(moves) if move.what in WORK]
    step = min(age / (len(worked) + 1), STEP_MAX) if worked else timedelta()
    for turn, index in enumerate(worked, start=1):
        moves[index] = replace(moves[index], at=moves[0].at + step * turn)
    return replace(
        ticket,
        shared_at=ticket.shared_at - age,
        queued_at=ticket.queued_at - age,
        changed_at=moves[-1].at,
        due_date=ticket.due_date - timedelta(days=age.days),
        timeline=tuple(moves),
    )


def _age(ticket: Ticket, place: int, count: int) -> timedelta:
    if ticket.delivery is not Delivery.CREATED:
        return timedelta(hours=2 * (place + 1))
    uneven = timedelta(hours=7 * (place * 5 % 9))
    return max(SPAN * place / (count - 1) - uneven, timedelta(hours=20))


def _count(ticket: Ticket, days: Days) -> None:
    """Opened when its record was made or opened again, closed when it ended, as the app counts while it happens."""
    counted = {What.CREATED: "opened", What.REOPENED: "opened", What.CLOSED: "closed"}
    for move in ticket.timeline:
        if moved := counted.get(move.what):
            days[move.at.date()][f"{ticket.kind}/{moved}"] += 1


def _replace_days(table: TableClient, tenant_id: str, days: Days) -> None:
    for row in table.query_entities("RowKey ge 'figure_0' and RowKey lt 'figure_a'", select=["PartitionKey", "RowKey"]):
        table.delete_entity(row)
    for day, counts in days.items():
        entity: dict[str, Any] = {"PartitionKey": tenant_id, "RowKey": f"figure_{day:%Y%m%d}_0"}
        table.create_entity(entity | {"counts": json.dumps(counts)})
