"""Notes on records: every write appends a row to `sys_journal_field`; nothing is ever replaced or de-duplicated."""

from __future__ import annotations

from sandbox.servicenow.accounts import User
from sandbox.servicenow.ids import Randomness
from sandbox.servicenow.schema import Column
from sandbox.servicenow.store import Store
from sandbox.servicenow.tables_task import TASK


class Journals:
    """The notes of all records."""

    def __init__(self, store: Store, random: Randomness) -> None:
        self._store = store
        self._random = random

    def append(self, table: str, sys_id: str, element: str, text: str, user: User, stamp: str) -> None:
        """Add an entry to one record's `comments` or `work_notes`."""
        self._store.insert(
            "sys_journal_field",
            {
                "sys_id": self._random.sys_id(),
                "name": table,
                "element_id": sys_id,
                "element": element,
                "value": text,
                "sys_created_on": stamp,
                "sys_created_by": user.user_name,
                "sys_updated_on": stamp,
                "sys_updated_by": user.user_name,
                "sys_mod_count": "0",
            },
        )

    def text(self, sys_id: str, column: Column, reader: User) -> str:
        """The whole log of a column as the instance shows it: newest first, in the reader's time zone."""
        elements = ("comments", "work_notes") if column.kind == "journal_list" else (column.name,)
        rows = self._store.select(
            "sys_journal_field", "element_id = ?", (sys_id,), order="sys_created_on DESC, rowid DESC"
        )
        return "".join(
            f"{reader.local(row['sys_created_on'])} - {self._author(row['sys_created_by'])} "
            f"({TASK.columns[row['element']].label})\n{row['value']}\n\n"
            for row in rows
            if row["element"] in elements
        )

    def _author(self, user_name: str) -> str:
        user = self._store.first("sys_user", "user_name = ?", (user_name,))
        return user["name"] if user else user_name
