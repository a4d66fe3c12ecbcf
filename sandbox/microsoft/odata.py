"""The query options of the two Secure Score lists, and their pages."""

from __future__ import annotations

import re
import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sandbox.microsoft.graph_errors import bad_request

OPTIONS = frozenset({"$count", "$filter", "$skip", "$top"})
"""What the manual names for these lists. Others are refused, so that no client comes to rely on them."""
MAX_TOP, MAX_SKIP = 1000, 500
KEPT_TOKENS = 10_000
_FILTER = re.compile(r"(\w+) eq (?:'((?:[^']|'')*)'|(true|false|null|-?\d+(?:\.\d+)?))", re.IGNORECASE)

Item = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One answer's worth. `next_query` is the query string of the next page, None at the end."""

    items: Sequence[Item]
    total: int | None
    next_query: str | None


@dataclass(frozen=True)
class Cursor:
    """What a skip token stands for: the list it belongs to, where it goes on, and whether an empty page comes first."""

    path: str
    offset: int
    empty_first: bool


class Pager:
    """
    Cuts lists into pages and remembers what its opaque skip tokens mean.

    `page_size` is the size without `$top`; with `empty_pages`, an empty page with a next link follows each full one.
    """

    def __init__(self, page_size: int) -> None:
        self._start_size = page_size
        self.reset()

    def reset(self) -> None:
        """The page size of the start; every token so far is unknown."""
        self.page_size, self.empty_pages = self._start_size, False
        self._cursors: OrderedDict[str, Cursor] = OrderedDict()

    def page(self, path: str, query: Mapping[str, str], items: Sequence[Item]) -> Page:
        """The page of a list this query asks for. Raises GraphError."""
        if unknown := set(query) - OPTIONS - {"$skiptoken"}:
            raise bad_request(f"Query option '{sorted(unknown)[0]}' is not supported on this collection.")
        items = _filtered(items, query.get("$filter"))
        size = min(_number(query, "$top", 1, MAX_TOP) or self.page_size, MAX_TOP)
        if "$skiptoken" in query:
            cursor = self._cursor(path, query["$skiptoken"])
        else:
            cursor = Cursor(path, _number(query, "$skip", 0, MAX_SKIP) or 0, empty_first=False)
        shown = [] if cursor.empty_first else items[cursor.offset : cursor.offset + size]
        following = Cursor(path, cursor.offset + len(shown), empty_first=self.empty_pages and bool(shown))
        has_more = following.offset < len(items)
        total = len(items) if query.get("$count", "false").lower() == "true" else None
        return Page(shown, total, self._next_query(query, following) if has_more else None)

    def _cursor(self, path: str, token: str) -> Cursor:
        cursor = self._cursors.get(token)
        if cursor is None or cursor.path != path:
            raise bad_request("The skip token is not valid.")
        return cursor

    def _next_query(self, query: Mapping[str, str], cursor: Cursor) -> str:
        token = str(uuid.uuid4())
        self._cursors[token] = cursor
        if len(self._cursors) > KEPT_TOKENS:
            self._cursors.popitem(last=False)
        kept = {name: value for name, value in query.items() if name not in ("$skip", "$skiptoken")}
        return "&".join(f"{name}={quote(value)}" for name, value in (kept | {"$skiptoken": token}).items())


def _number(query: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    if name not in query:
        return None
    if not re.fullmatch(r"\d{1,9}", query[name]) or not least <= int(query[name]) <= most:
        raise bad_request(f"Invalid value '{query[name]}' for query option '{name}': {least} to {most}.")
    return int(query[name])


def _filtered(items: Sequence[Item], condition: str | None) -> Sequence[Item]:
    if condition is None:
        return items
    match = _FILTER.fullmatch(condition.strip())
    if match is None:
        raise bad_request("Invalid filter clause: only {property} eq {value} is supported.")
    name, text, literal = match.groups()
    if items and not any(name in item for item in items):
        raise bad_request(f"Could not find a property named '{name}'.")
    wanted = text.replace("''", "'") if text is not None else literal.lower()
    return [item for item in items if _as_text(item.get(name), quoted=text is not None) == wanted]


def _as_text(value: object, *, quoted: bool) -> str | None:
    if quoted:
        return value if isinstance(value, str) else None
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return f"{value:g}" if isinstance(value, int | float) else None
