"""EventLog over the table `events`: who did what, append only, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import batched
from typing import Any

from azure.data.tables import TableClient, UpdateMode

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.rows import first_before, newest_first, utc
from connector.adapters.tables.service import MOST_OPERATIONS, SERVICE
from connector.domain.ids import is_id, new_id
from connector.errors import InvalidRequestError
from connector.ports import Clock, Event, EventPage

_FACTS = "facts"
"""Column of an event's facts as JSON; the next ones, where that is too long, are facts_1, facts_2 and so on."""
_COLUMN_LENGTH = 16_000
"""Characters in one column; it holds 32,768 UTF-16 units, of which a character may take two."""


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
            **_columns(facts),
        }
        with azure_errors(SERVICE):
            self._table.create_entity(entity)

    def page(self, tenant_id: str, *, cursor: str | None, limit: int) -> EventPage:
        """
        One page, newest first; the cursor is the last row's key.

        The service may answer with fewer rows than asked for, or none, while more follow: its token says so.
        """
        if cursor and not is_id(cursor):
            raise InvalidRequestError({"cursor": "not_a_cursor"})
        wanted = "PartitionKey eq @tenant and RowKey gt @after"
        parameters = {"tenant": tenant_id, "after": cursor or ""}
        with azure_errors(SERVICE):
            found = self._table.query_entities(wanted, parameters=parameters, results_per_page=limit)
            pages: Any = found.by_page()
            rows = list(next(pages, ()))
            while not rows and pages.continuation_token:
                rows = list(next(pages, ()))
        return EventPage([_event(row) for row in rows], rows[-1]["RowKey"] if pages.continuation_token else None)

    def forget(self, tenant_id: str, before: datetime) -> int:
        """Delete what is older: the end of the range."""
        wanted = "PartitionKey eq @tenant and RowKey ge @first"
        parameters = {"tenant": tenant_id, "first": first_before(before)}
        return self._apply("delete", self._rows(wanted, parameters, select=["PartitionKey", "RowKey"]))

    def erase(self, tenant_id: str, object_id: str, *, name: str) -> int:
        """Put `name` in the place of a person."""
        wanted = "PartitionKey eq @tenant and by eq @person"
        rows = self._rows(wanted, {"tenant": tenant_id, "person": object_id})
        return self._apply("update", (_erased(row, name) for row in rows), {"mode": UpdateMode.REPLACE})

    def _rows(self, wanted: str, parameters: dict[str, str], **options: Any) -> Iterator[Any]:
        with azure_errors(SERVICE):
            yield from self._table.query_entities(wanted, parameters=parameters, **options)

    def _apply(self, operation: str, rows: Iterable[Any], options: dict[str, Any] | None = None) -> int:
        count = 0
        for some in batched(rows, MOST_OPERATIONS, strict=False):
            with azure_errors(SERVICE):
                self._table.submit_transaction([(operation, row, options or {}) for row in some])
            count += len(some)
        return count


def _erased(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The whole row, without the person and the address."""
    facts = {fact: text for fact, text in _facts(row).items() if fact != "from"}
    others = {column: value for column, value in row.items() if not column.startswith(_FACTS)}
    return {**others, "by": name, **_columns(facts)}


def _columns(facts: Mapping[str, str]) -> dict[str, str]:
    text = json.dumps(dict(facts), ensure_ascii=False)
    pieces = range(0, len(text), _COLUMN_LENGTH)
    return {
        f"{_FACTS}_{number}" if number else _FACTS: text[start : start + _COLUMN_LENGTH]
        for number, start in enumerate(pieces)
    }


def _facts(row: Mapping[str, Any]) -> dict[str, str]:
    pieces = [row[_FACTS]]
    while (piece := row.get(f"{_FACTS}_{len(pieces)}")) is not None:
        pieces.append(piece)
    facts: dict[str, str] = json.loads("".join(pieces))
    return facts


def _event(row: Any) -> Event:
    return Event(name=row["name"], by=row["by"], at=utc(row["at"]), facts=_facts(row))
