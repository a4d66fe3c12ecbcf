"""EventLog over the table `events`: who did what, append only, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import batched
from typing import Any

from azure.data.tables import TableClient

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.rows import first_before, newest_first, utc
from connector.adapters.tables.service import MOST_OPERATIONS, SERVICE
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

    def forget(self, tenant_id: str, before: datetime) -> int:
        """Delete what is older: the end of the range."""
        wanted = "PartitionKey eq @tenant and RowKey ge @first"
        parameters = {"tenant": tenant_id, "first": first_before(before)}
        return self._apply("delete", self._rows(wanted, parameters, select=["PartitionKey", "RowKey"]))

    def erase(self, tenant_id: str, object_id: str, *, name: str) -> int:
        """Put `name` in the place of a person."""
        wanted = "PartitionKey eq @tenant and by eq @person"
        rows = self._rows(wanted, {"tenant": tenant_id, "person": object_id})
        return self._apply("update", ({**row, "by": name, "facts": _without_address(row["facts"])} for row in rows))

    def _rows(self, wanted: str, parameters: dict[str, str], **options: Any) -> Iterator[Any]:
        with azure_errors(SERVICE):
            yield from self._table.query_entities(wanted, parameters=parameters, **options)

    def _apply(self, operation: str, rows: Iterable[Any]) -> int:
        count = 0
        for some in batched(rows, MOST_OPERATIONS, strict=False):
            with azure_errors(SERVICE):
                self._table.submit_transaction([(operation, row) for row in some])
            count += len(some)
        return count


def _without_address(facts: str) -> str:
    return json.dumps({name: text for name, text in json.loads(facts).items() if name != "from"}, ensure_ascii=False)


def _event(row: Any) -> Event:
    return Event(name=row["name"], by=row["by"], at=utc(row["at"]), facts=json.loads(row["facts"]))
