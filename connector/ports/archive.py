"""Whole tables, row by row, for a backup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

ArchivedRow = Mapping[str, str | int | bool | float]
"""One row as JSON holds it. A column that is none of these has its type beside it, as `<column>@odata.type`."""


class Archive(Protocol):
    """Everything this app keeps outside the vault and the queues."""

    def tables(self) -> Sequence[str]:
        """Names of the tables, in the order in which they are restored."""
        ...

    def is_empty(self, table: str) -> bool:
        """Whether the table has no row."""
        ...

    def rows(self, table: str) -> Iterator[ArchivedRow]:
        """Every row, in order of its keys."""
        ...

    def put(self, table: str, rows: Iterable[ArchivedRow]) -> int:
        """Write rows, each in the place of the one with its keys. Returns how many. Raises ValueError: not a row."""
        ...
