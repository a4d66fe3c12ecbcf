"""The instance's rows: one in-memory SQLite table per ServiceNow table, every value as the text the wire shows.

Integers have a numeric column so that they sort and compare as numbers; empty is `''` everywhere, never NULL. `task`
is a view over the tables that extend it, with the rows of class `task` in a table of their own.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sandbox.servicenow.schema import Table
from sandbox.servicenow.tables_platform import TABLES
from sandbox.servicenow.tables_task import TASK, TASK_TABLES

Row = dict[str, str]

FIRST_NUMBERS = {"CHG": 30_001}
FIRST_NUMBER = 10_001
"""Numbers the instance hands out begin here, `INC0010001`, unless their prefix begins elsewhere."""

_TASK_INDEXES = (
    ("number",),
    ("correlation_id",),
    ("sys_updated_on", "sys_id"),
    ("correlation_display", "sys_updated_on", "sys_id"),
    ("sys_created_on",),
)
_INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(("task_rows", "incident", "change_request", "problem"), _TASK_INDEXES),
    "sys_journal_field": (("element_id",),),
    "sys_user": (("user_name",),),
    "sys_user_has_role": (("user",),),
}


class DuplicateKeyError(Exception):
    """A row with this sys_id is there already."""


class Store:
    """Rows of every table. Knows nothing of rights or rules."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._numbers: Counter[str] = Counter()
        self.writes: Counter[str] = Counter()
        """Writes per table since the start: a cheap way to know that something cached is stale."""
        for table in TABLES.values():
            self._create(table)
        columns = ", ".join(f'"{column.name}"' for column in TASK.stored)
        parts = [f"SELECT {columns} FROM {_physical(table.name)}" for table in TASK_TABLES]  # noqa: S608 - our own names
        self._db.execute(f"CREATE VIEW task AS {' UNION ALL '.join(parts)}")

    def close(self) -> None:
        """Give the memory back."""
        self._db.close()

    def _create(self, table: Table) -> None:
        name = _physical(table.name)
        columns = [f'"{column.name}" {_sql_type(column.kind)}' for column in table.stored]
        self._db.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        self._db.execute(f"CREATE UNIQUE INDEX {name}_key ON {name} (sys_id)")
        for number, fields in enumerate(_INDEXES.get(name, ())):
            self._db.execute(f"CREATE INDEX {name}_{number} ON {name} ({', '.join(fields)})")

    def get(self, table: str, sys_id: str) -> Row | None:
        """The row with this sys_id."""
        return self.first(table, "sys_id = ?", (sys_id,))

    def first(self, table: str, where: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row that meets an SQL condition."""
        found = self.select(table, where, values, limit=1)
        return found[0] if found else None

    def select(
        self,
        table: str,
        where: str = "1",
        values: Sequence[Any] = (),
        *,
        order: str = "",
        limit: int = -1,
        offset: int = 0,
    ) -> list[Row]:
        """Rows that meet an SQL condition; `order` is an SQL list of columns."""
        ordering = f" ORDER BY {order}" if order else ""
        sql = f'SELECT * FROM "{table}" WHERE {where}{ordering} LIMIT ? OFFSET ?'  # noqa: S608 - names from the schema
        return [_row(found) for found in self._db.execute(sql, (*values, limit, offset))]

    def count(self, table: str, where: str = "1", values: Sequence[Any] = ()) -> int:
        """How many rows meet an SQL condition."""
        # Counting in each table of the view lets every one use its index; counting in the view would read them whole.
        parts = [_physical(part.name) for part in TASK_TABLES] if table == "task" else [table]
        counts = [f'(SELECT COUNT(*) FROM "{part}" WHERE {where})' for part in parts]  # noqa: S608 - schema names
        return int(self.scalar(f"SELECT {' + '.join(counts)}", [*values] * len(parts)))

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a whole SQL statement, as tuples."""
        return [tuple(found) for found in self._db.execute(sql, values)]

    def scalar(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first value of a whole SQL statement."""
        return self._db.execute(sql, values).fetchone()[0]

    def insert(self, table: str, row: Mapping[str, str]) -> None:
        """Add a row; missing columns are empty. Raises DuplicateKeyError."""
        self.insert_many(table, [row])

    def insert_many(self, table: str, rows: Iterable[Mapping[str, str]]) -> None:
        """Add rows, all or none. Raises DuplicateKeyError."""
        names = [column.name for column in TABLES[table].stored]
        sql = f"INSERT INTO {_physical(table)} VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - names from the schema
        self._db.execute("BEGIN")
        try:
            self._db.executemany(sql, ([row.get(name, "") for name in names] for row in rows))
        except sqlite3.IntegrityError as error:
            self._db.execute("ROLLBACK")
            raise DuplicateKeyError(table) from error
        self._db.execute("COMMIT")
        self.writes[table] += 1

    def update(self, table: str, sys_id: str, changes: Mapping[str, str]) -> None:
        """Set columns of one row."""
        sets = ", ".join(f'"{name}" = ?' for name in changes)
        sql = f"UPDATE {_physical(table)} SET {sets} WHERE sys_id = ?"  # noqa: S608 - names from the schema
        self._db.execute(sql, (*changes.values(), sys_id))
        self.writes[table] += 1

    def delete(self, table: str, sys_id: str) -> None:
        """Remove one row."""
        self._db.execute(f"DELETE FROM {_physical(table)} WHERE sys_id = ?", (sys_id,))  # noqa: S608
        self.writes[table] += 1

    def next_number(self, prefix: str, count: int = 1) -> int:
        """Take `count` consecutive numbers of a prefix; the first of them."""
        first = FIRST_NUMBERS.get(prefix, FIRST_NUMBER) + self._numbers[prefix]
        self._numbers[prefix] += count
        return first


def _physical(table: str) -> str:
    return "task_rows" if table == "task" else table


def _sql_type(kind: str) -> str:
    return "INTEGER" if kind == "integer" else "TEXT COLLATE NOCASE"


def _row(found: sqlite3.Row) -> Row:
    return {
        name: value if isinstance(value, str) else str(value) for name, value in zip(found.keys(), found, strict=True)
    }
