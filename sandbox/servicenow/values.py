"""How a value from outside becomes the text that is kept: by column kind, and as raw or display value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sandbox.servicenow.accounts import User
from sandbox.servicenow.choices import Choices
from sandbox.servicenow.errors import ApiError
from sandbox.servicenow.schema import Column, Table
from sandbox.servicenow.stamps import read_stamp
from sandbox.servicenow.store import Store
from sandbox.servicenow.switches import Switches
from sandbox.servicenow.tables_platform import TABLES


@dataclass
class ValueReader:
    """Reads values for one user; `display` is sysparm_input_display_value."""

    store: Store
    choices: Choices
    switches: Switches
    user: User
    display: bool = False

    def read(self, table: Table, column: Column, value: Any) -> str:
        """The text to keep. Wrong dates become empty, wrong numbers 0, long text is cut or refused (ApiError 403)."""
        text = _plain(value)
        if not text:
            return ""
        if column.kind == "glide_date_time":
            return self._date(text)
        if column.kind == "boolean":
            return "true" if text.lower() in ("true", "1", "yes") else "false"
        if self.display and column.choice:
            text = self.choices.value_of(table.name, column.name, text, self.user.language) or text
        if self.display and column.kind == "reference":
            text = self._referred(column, text)
        if column.kind == "integer":
            return _integer(text)
        return self._fitting(column, text)

    def _date(self, text: str) -> str:
        try:
            if self.display:
                return self.user.to_utc(text)
            return read_stamp(text)
        except ValueError:
            return ""

    def _referred(self, column: Column, text: str) -> str:
        target = TABLES.get(column.reference)
        if target is None or self.store.get(target.name, text):
            return text
        found = self.store.first(target.name, f'"{target.display}" = ?', (text,))
        return found["sys_id"] if found else text

    def _fitting(self, column: Column, text: str) -> str:
        if len(text) <= column.length:
            return text
        if self.switches.long_text == "error":
            raise ApiError(403, "Operation Failed", f"{column.label} is longer than {column.length} characters")
        return text[: column.length]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict) and ("value" in value or "display_value" in value):
        return _plain(value.get("value", value.get("display_value")))
    return value if isinstance(value, str) else json.dumps(value)


def _integer(text: str) -> str:
    try:
        return str(int(float(text)))
    except (ValueError, OverflowError):
        return "0"
