"""Tables and their columns: what the instance's dictionary (`sys_dictionary`, `sys_db_object`) would tell.

The tables themselves stand in `tables_task.py` and `tables_platform.py`; this module has the words they are written in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column. `kind` is the dictionary's internal type: string, integer, boolean, reference, glide_date_time,
    glide_duration, journal_input (two notes columns), journal_list (both together) or GUID.
    """

    name: str
    label: str
    kind: str = "string"
    length: int = 40
    reference: str = ""
    choice: bool = False
    default: str = ""
    system: bool = False  # kept by the instance; ignored when sent

    @property
    def is_journal(self) -> bool:
        """Whether its text lives in `sys_journal_field`."""
        return self.kind in ("journal_input", "journal_list")


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `display` names the column that stands for a row, `prefix` begins its numbers."""

    name: str
    label: str
    columns: dict[str, Column] = field(repr=False)
    display: str = "sys_id"
    parent: str = ""
    prefix: str = ""

    @property
    def stored(self) -> list[Column]:
        """The columns that have a place in the database."""
        return [column for column in self.columns.values() if not column.is_journal]


def text(name: str, label: str, length: int = 40, **more: object) -> Column:
    """A string column."""
    return Column(name, label, length=length, **more)  # type: ignore[arg-type]


def choice(name: str, label: str, kind: str = "string", default: str = "", length: int = 40) -> Column:
    """A column whose labels stand in `sys_choice`."""
    return Column(name, label, kind, length, choice=True, default=default)


def flag(name: str, label: str, default: str = "false") -> Column:
    """A boolean column."""
    return Column(name, label, "boolean", default=default)


def stamp(name: str, label: str) -> Column:
    """A date-time column, kept in UTC."""
    return Column(name, label, "glide_date_time")


def reference(name: str, label: str, table: str) -> Column:
    """A column that holds the sys_id of a row of another table."""
    return Column(name, label, "reference", 32, reference=table)


SYSTEM_COLUMNS = (
    Column("sys_id", "Sys ID", "GUID", 32),
    Column("sys_created_on", "Created", "glide_date_time", system=True),
    Column("sys_created_by", "Created by", system=True),
    Column("sys_updated_on", "Updated", "glide_date_time", system=True),
    Column("sys_updated_by", "Updated by", system=True),
    Column("sys_mod_count", "Updates", "integer", system=True, default="0"),
    Column("sys_tags", "Tags", system=True),
)


def table(
    name: str,
    label: str,
    columns: Iterable[Column],
    *,
    display: str = "name",
    parent: Table | None = None,
    prefix: str = "",
) -> Table:
    """A table with the system columns, its parent's columns and its own; its own win."""
    inherited = parent.columns.values() if parent else SYSTEM_COLUMNS
    merged = {column.name: column for column in (*inherited, *columns)}
    return Table(name, label, merged, display, parent.name if parent else "", prefix)
