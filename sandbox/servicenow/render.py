"""How rows look on the wire: raw values, display values or both; references with or without links; dot-walking."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.servicenow.access import AccessRules
from sandbox.servicenow.accounts import User
from sandbox.servicenow.choices import Choices
from sandbox.servicenow.journals import Journals
from sandbox.servicenow.schema import Column, Table
from sandbox.servicenow.stamps import duration_text
from sandbox.servicenow.store import Row, Store
from sandbox.servicenow.tables_platform import TABLES


@dataclass
class Renderer:
    """
    Renders rows for one user. `mode` is sysparm_display_value: "false", "true" or "all".

    A plain value is a string; an empty one `""`, an empty reference too. A reference is `{"link", "value"}`, with
    display values `{"display_value", "link"}`, with both all three; `exclude_link` leaves the link out.
    """

    store: Store
    choices: Choices
    journals: Journals
    access: AccessRules
    user: User
    base_url: str
    mode: str = "false"
    exclude_link: bool = False

    def record(self, table: Table, row: Row, fields: Iterable[str] = ()) -> dict[str, Any]:
        """The row as JSON. Unknown names in `fields` are left out, and so is what the user may not see."""
        readable = self.access.readable_field(self.user, table.name)
        names = fields or table.columns
        found = {name: self._field(table, row, name, readable) for name in names}
        return {name: value for name, value in found.items() if value is not None}

    def _field(self, table: Table, row: Row, path: str, readable: Callable[[str], bool]) -> Any:
        name, _, rest = path.partition(".")
        column = table.columns.get(name)
        if column is None or not readable(name):
            return None
        if not rest:
            return self.value(table, column, row)
        if column.kind != "reference" or column.reference not in TABLES:
            return None
        target = TABLES[column.reference]
        if rest.partition(".")[0] not in target.columns:
            return None
        referred = self.store.get(target.name, row[name]) if row[name] else None
        if referred is None or not self.access.may_read(self.user, target.name, referred):
            return {"display_value": "", "value": ""} if self.mode == "all" else ""
        return self._field(target, referred, rest, self.access.readable_field(self.user, target.name))

    def value(self, table: Table, column: Column, row: Row) -> Any:
        """One column in the shape `mode` asks for."""
        if column.kind == "reference":
            return self._reference(column, row[column.name])
        if column.is_journal:
            raw, display = "", self.journals.text(row["sys_id"], column, self.user) if self.mode != "false" else ""
        else:
            raw = row[column.name]
            display = self.display(table, column, row) if self.mode != "false" else ""
        if self.mode == "all":
            return {"display_value": display, "value": raw}
        return display if self.mode == "true" else raw

    def display(self, table: Table, column: Column, row: Row) -> str:
        """What a person reads: label, local time, name of the row referred to."""
        raw = row[column.name]
        if not raw:
            return ""
        if column.choice:
            owner = row.get("sys_class_name") if table.name == "task" else table.name
            return self.choices.labels(owner or table.name, column.name, self.user.language).get(raw, raw)
        if column.kind == "glide_date_time":
            return self.user.local(raw)
        if column.kind == "glide_duration":
            return duration_text(raw)
        if column.kind == "integer":
            return f"{int(raw):,}"
        if column.name == "sys_class_name" and raw in TABLES:
            return TABLES[raw].label
        return self.name_of(column.reference, raw) if column.kind == "reference" else raw

    def name_of(self, table: str, sys_id: str) -> str:
        """The display value of a row; empty when there is none."""
        if sys_id == "global":
            return "global"
        row = self.store.get(table, sys_id) if table in TABLES else None
        if row is None:
            return ""
        column = TABLES[table].columns[TABLES[table].display]
        return self.name_of(column.reference, row[column.name]) if column.kind == "reference" else row[column.name]

    def _reference(self, column: Column, sys_id: str) -> Any:
        if not sys_id:
            return {"display_value": "", "value": ""} if self.mode == "all" else ""
        link = f"{self.base_url}/api/now/table/{column.reference}/{sys_id}"
        if self.mode == "false":
            return sys_id if self.exclude_link else {"link": link, "value": sys_id}
        display = self.name_of(column.reference, sys_id)
        if self.mode == "true":
            return display if self.exclude_link else {"display_value": display, "link": link}
        both = {"display_value": display, "value": sys_id}
        return both if self.exclude_link else {"display_value": display, "link": link, "value": sys_id}
