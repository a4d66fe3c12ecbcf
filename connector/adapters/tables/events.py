"""EventLog over the table `events`: who did what, append only, newest first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from azure.data.tables import TableClient

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.rows import newest_first, utc
from connector.adapters.tables.transactions import SERVICE
from connector.domain.ids import is_id, new_id
from connector.errors import InvalidRequestError
from connector.ports import Clock, Event, EventPage

_LONGEST_FACT = 4_000
"""Characters; a table property holds 32,768."""


class EventTable:
    """Events of all tenants, a partition each."""

    def __init__(self, table: TableClient, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def append(self, tenant_id: str, name: str, *, by: str, facts: Mapping[str, str]) -> None:
        """Keep one event."""
        now = self._clock.now()
        entity = {
            "PartitionKey": tenant_id,
            "RowKey": newest_first(new_id(now)),
            "name": name,
            "by": by,
            "at": now,
            "facts": json.dumps({name: text[:_LONGEST_FACT] for name, text in facts.items()}, ensure_ascii=False),
        }
        with azure_errors(SERVICE):
            self._table.create_entity(entity)

    def page(self, tenant_id: str, *, cursor: str | None, limit: int) -> EventPage:
        """One page, newest first; the cursor is the last row's key."""
        if cursor and not is_id(cursor):
            raise InvalidRequestError({"cursor": "not_a_cursor"})
        wanted = "PartitionKey eq @tenant and RowKey gt @after"
        parameters = {"tenant": tenant_id, "after": cursor or ""}
        with azure_errors(SERVICE):
            pages = self._table.query_entities(wanted, parameters=parameters, results_per_page=limit).by_page()
            rows = list(next(pages, ()))
        return EventPage([_event(row) for row in rows], rows[-1]["RowKey"] if len(rows) == limit else None)


def _event(row: Any) -> Event:
    return Event(name=row["name"], by=row["by"], at=utc(row["at"]), facts=json.loads(row["facts"]))
