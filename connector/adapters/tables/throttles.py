"""ThrottleStore over the table `connections`: partition `throttle`, row key = connection id."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from azure.data.tables import TableClient

from connector.adapters.tables.rows import utc_or_none
from connector.adapters.tables.service import Entity, find, write
from connector.domain.throttle import Throttle

_PARTITION = "throttle"


class ThrottleTable:
    """One row for each connection that ever was in trouble."""

    def __init__(self, table: TableClient) -> None:
        self._table = table

    def get(self, connection_id: str) -> Throttle:
        """The connection's throttle; one that is none when there is no row."""
        row = find(self._table, _PARTITION, connection_id)
        return Throttle(connection_id) if row is None else _throttle(row)

    def save(self, throttle: Throttle) -> Throttle:
        """Store. Raises ConflictError when someone wrote first."""
        return throttle.stored(write(self._table, _entity(throttle), throttle.version))


def _entity(throttle: Throttle) -> Entity:
    return {
        "PartitionKey": _PARTITION,
        "RowKey": throttle.connection_id,
        "started_at": throttle.started_at,
        "paused_until": throttle.paused_until,
        "changed_at": throttle.changed_at,
        "width": throttle.width,
        "successes": throttle.successes,
        "strikes": throttle.strikes,
        "lapses": throttle.lapses,
        "down_since": throttle.down_since,
        "reason": throttle.reason,
        "turns": json.dumps({id_: taken_at.isoformat() for id_, taken_at in throttle.turns.items()}),
    }


def _throttle(entity: Any) -> Throttle:
    return Throttle(
        connection_id=entity["RowKey"],
        started_at=utc_or_none(entity.get("started_at")),
        paused_until=utc_or_none(entity.get("paused_until")),
        changed_at=utc_or_none(entity.get("changed_at")),
        width=entity["width"],
        successes=entity["successes"],
        strikes=entity["strikes"],
        lapses=entity.get("lapses", 0),
        down_since=utc_or_none(entity.get("down_since")),
        reason=entity["reason"],
        turns={id_: datetime.fromisoformat(at) for id_, at in json.loads(entity["turns"]).items()},
        version=entity.metadata["etag"],
    )
