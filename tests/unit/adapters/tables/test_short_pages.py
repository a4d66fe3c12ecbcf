"""What the Table service may answer: fewer rows than were asked for, or none, while more follow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from connector.adapters.tables.archive import TableArchive
from connector.adapters.tables.events import EventTable
from tests.builders import NOW, TENANT_ID, make_id
from tests.fakes import FakeClock


class Pages:
    """The SDK's pages: each is asked for one by one, and says whether another follows."""

    def __init__(self, pages: list[list[dict[str, Any]]]) -> None:
        self._left = list(pages)
        self.continuation_token: str | None = None

    def by_page(self) -> Pages:
        """The same, page by page."""
        return self

    def __next__(self) -> list[dict[str, Any]]:
        """One answer of the service."""
        if not self._left:
            raise StopIteration
        page = self._left.pop(0)
        self.continuation_token = "more" if self._left else None
        return page

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Row by row, across pages, as the SDK's own iterator goes."""
        for page in self._left:
            yield from page


class Table:
    """A table that answers with these pages."""

    def __init__(self, *pages: list[dict[str, Any]]) -> None:
        self._pages = list(pages)

    def query_entities(self, *_: Any, **__: Any) -> Pages:
        """Rows of a range."""
        return Pages(self._pages)

    def list_entities(self, **_: Any) -> Pages:
        """All rows."""
        return Pages(self._pages)


def row(name: str) -> dict[str, Any]:
    """An event's row."""
    return {"RowKey": make_id(), "name": name, "by": "person", "at": NOW, "facts": json.dumps({})}


def test_short_page_of_events_is_not_the_last() -> None:
    """
    The cursor goes on as long as the service says that more follow; an empty answer is passed over.
    """
    first, second = row("first"), row("second")

    page = EventTable(Table([], [first], [second]), FakeClock()).page(TENANT_ID, cursor=None, limit=100)  # type: ignore[arg-type]

    assert ([event.name for event in page.events], page.cursor) == (["first"], first["RowKey"])


def test_last_page_of_events_has_no_cursor() -> None:
    """
    Also when it is as long as was asked for, or empty.
    """
    full = EventTable(Table([row("only")]), FakeClock()).page(TENANT_ID, cursor=None, limit=1)  # type: ignore[arg-type]
    empty = EventTable(Table([]), FakeClock()).page(TENANT_ID, cursor=None, limit=1)  # type: ignore[arg-type]

    assert (len(full.events), full.cursor, empty.events, empty.cursor) == (1, None, [], None)


def test_table_whose_first_answer_is_empty_is_not_empty() -> None:
    """
    A restore must not take it for a new one.
    """
    archive = TableArchive({"tickets": Table([], [{"RowKey": "x"}]), "events": Table([])})  # type: ignore[dict-item]

    assert (archive.is_empty("tickets"), archive.is_empty("events")) == (False, True)
