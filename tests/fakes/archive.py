"""A fake of the archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from connector.ports import ArchivedRow


class FakeArchive:
    """Tables as lists of rows; `content` may be looked at and set."""

    def __init__(self) -> None:
        self.content: dict[str, list[ArchivedRow]] = {"connections": [], "events": [], "tickets": []}

    def tables(self) -> Sequence[str]:
        """Names of the tables."""
        return tuple(self.content)

    def is_empty(self, table: str) -> bool:
        """Whether the table has no row."""
        return not self.content[table]

    def rows(self, table: str) -> Iterator[ArchivedRow]:
        """Every row."""
        yield from sorted(self.content[table], key=_keys)

    def put(self, table: str, rows: Iterable[ArchivedRow]) -> int:
        """Write rows, each in the place of the one with its keys."""
        given = {_keys(row): row for row in rows}
        others = [row for row in self.content[table] if _keys(row) not in given]
        self.content[table] = others + list(given.values())
        return len(given)


def _keys(row: ArchivedRow) -> tuple[str, str]:
    if not all(isinstance(row.get(key), str) for key in ("PartitionKey", "RowKey")):
        raise ValueError("a row needs PartitionKey and RowKey")
    return str(row["PartitionKey"]), str(row["RowKey"])
