"""Fill a lab with tickets that were created long ago: rows in Azurite and records in ServiceNow, written directly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any

from azure.core.exceptions import ServiceResponseError

from bench.drafts import ACTIONS, SHARER, make_draft
from bench.lab import Lab, Place
from connector.adapters.servicenow.fields import CORRELATION_DISPLAY, format_stamp
from connector.adapters.tables import rows
from connector.adapters.tables.figures import SHARDS
from connector.application.container import Container
from connector.domain.counting import figure_of
from connector.domain.draft import Kind
from connector.domain.ids import new_id
from connector.domain.reconciling import Pass
from connector.domain.record import Record
from connector.domain.ticket import Ticket
from connector.ports import SyncJob, SyncState
from sandbox import seed

LONG_AGO = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)
"""When all of them were last changed in ServiceNow."""
UP_TO_DATE = LONG_AGO + timedelta(minutes=10)
"""How far the last sync came: farther behind than it looks back lies all that was there."""
_LATER = timedelta(minutes=5)
_STATES = {Kind.INCIDENT: ("1", "2"), Kind.CHANGE_REQUEST: ("-5", "-4")}
_SIDE_BY_SIDE = 4
_TRIES = 5
_DAYS = 90


@dataclass(slots=True)
class Filled:
    """A connected tenant and its open tickets' ids by kind, half of them each."""

    place: Place
    ids: dict[Kind, list[str]]
    changes: int = 0

    @property
    def job(self) -> SyncJob:
        """What the timer enqueues for it."""
        return SyncJob(self.place.connection.connection_id)


def fill(lab: Lab, c: Container, count: int, *, tenant_id: str = "") -> Filled:
    """`count` open tickets (an even number), their records, and the figures of 90 days; the sync is up to date."""
    place = lab.new_place(c, tenant_id)
    ids = {kind: [_id(position * 2 + half) for position in range(count // 2)] for half, kind in enumerate(Kind)}
    totals: Counter[str] = Counter()
    entities: list[dict[str, Any]] = []
    for kind in Kind:
        model = _ticket(place, kind)
        entity = rows.to_entity(model)
        entities += [_copy(entity, id_) for id_ in ids[kind]]
        totals[figure_of(model)] = len(ids[kind])
        _add_records(lab, kind, ids[kind])
    _write(lab, entities + _figures(place, totals))
    now = c.clock.now()
    marks, passes = dict.fromkeys(Kind, UP_TO_DATE), dict.fromkeys(Kind, Pass(now, is_done=True))
    connection = place.connection
    c.connections.save_sync_state(
        SyncState(connection.connection_id, place.tenant_id, marks, {}, synced_at=now, passes=passes, choices_at=now)
    )
    return Filled(place, ids)


def change(lab: Lab, filled: Filled, count: int) -> None:
    """Somebody at ServiceNow moves `count` tickets to another state, each time some minutes later."""
    filled.changes += 1
    stamp = format_stamp(UP_TO_DATE + _LATER * filled.changes)
    for kind, ids in filled.ids.items():
        state = _STATES[kind][filled.changes % 2]
        for id_ in ids[:: len(ids) * 2 // count]:
            wish = {"fields": {"state": state}, "force": True, "updatedOn": stamp}
            lab.control("PATCH", f"records/{kind.value}/{id_}", wish)


def _id(position: int) -> str:
    return new_id(LONG_AGO - timedelta(days=1) + timedelta(milliseconds=position))


def _ticket(place: Place, kind: Kind) -> Ticket:
    id_ = _id(0)
    ticket = Ticket.shared(
        replace(make_draft(0), kind=kind),
        action=ACTIONS[0],
        ticket_id=id_,
        tenant_id=place.tenant_id,
        connection_id=place.connection.connection_id,
        sharer=SHARER,
        now=LONG_AGO,
    ).beside()
    link = f"{place.connection.instance}/nav_to.do?uri={kind.value}.do?sys_id={id_}"
    record = Record(id_, "INC0010001", _STATES[kind][0], "New", True, LONG_AGO, 0, link)
    return ticket.claimed(LONG_AGO, lease=timedelta(minutes=5)).created(record, (), LONG_AGO)


def _copy(entity: dict[str, Any], id_: str) -> dict[str, Any]:
    return {**entity, "RowKey": rows.ticket_key(id_), "ticket_id": id_, "record_sys_id": id_}


def _figures(place: Place, totals: Counter[str]) -> list[dict[str, Any]]:
    """The totals in one shard, and 90 days in all shards, as a busy installation has them."""
    moves = json.dumps({f"{kind.value}/opened": 3 for kind in Kind})
    days = [LONG_AGO.date() - timedelta(days=back) for back in range(_DAYS)]
    keys = [f"figure_{day:%Y%m%d}_{shard}" for day in days for shard in range(SHARDS)]
    figures = [{"PartitionKey": place.tenant_id, "RowKey": key, "counts": moves} for key in keys]
    return [*figures, {"PartitionKey": place.tenant_id, "RowKey": "figure_total_0", "counts": json.dumps(totals)}]


def _add_records(lab: Lab, kind: Kind, ids: Sequence[str]) -> None:
    template = {"short_description": "one of many", "correlation_display": CORRELATION_DISPLAY[kind]}
    wish = {"table": kind.value, "count": len(ids), "template": template, "updatedOn": format_stamp(LONG_AGO)}
    lab.control("POST", "bulk", {**wish, "sysIds": ids, "correlationIds": ids, "as": seed.INTEGRATION_USER.name})


def _write(lab: Lab, entities: Sequence[dict[str, Any]]) -> None:
    table = lab.table("tickets")

    def write(some: tuple[dict[str, Any], ...]) -> None:
        for tries_left in reversed(range(_TRIES)):
            try:
                table.submit_transaction([("upsert", entity) for entity in some])  # May be repeated.
            except ServiceResponseError:  # A busy Azurite ends a connection that another request is just taking.
                if not tries_left:
                    raise
            else:
                return

    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        list(pool.map(write, batched(entities, 100, strict=False)))
