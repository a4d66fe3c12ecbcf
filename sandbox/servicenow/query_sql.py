"""What an encoded query means: SQL conditions over one table, under the regime for invalid parts this instance has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.servicenow import errors, scripts
from sandbox.servicenow.accounts import User
from sandbox.servicenow.query import RANGE_OPERATORS, Condition, EncodedQuery
from sandbox.servicenow.schema import Column, Table
from sandbox.servicenow.stamps import read_stamp
from sandbox.servicenow.switches import Switches
from sandbox.servicenow.tables_platform import TABLES

_COMPARISONS = {"<", "<=", ">", ">="}
_SEARCHED = ("number", "short_description", "description", "name", "label")


class InvalidConditionError(Exception):
    """The condition names no column, has no known operator, or a value of the wrong form."""


@dataclass
class Selection:
    """An SQL condition with its values, and an SQL list of columns to order by."""

    where: str = "1"
    values: list[Any] = field(default_factory=list)
    order: str = ""


@dataclass
class QueryCompiler:
    """Compiles for one user and moment. `readable(table)` tells which of a table's columns the user may see."""

    switches: Switches
    user: User
    now: datetime
    readable: Callable[[str], Callable[[str], bool]]

    def compile(self, table: Table, query: EncodedQuery) -> Selection:
        """The rows a query means. Raises ApiError 403 where the instance refuses the query."""
        self._check_range_right(query)
        groups: list[str] = []
        values: list[Any] = []
        for group in query.groups:
            clauses = [compiled for clause in group if (compiled := self._clause(table, clause))]
            groups.append(" AND ".join(sql for sql, _ in clauses) or "1")
            values.extend(value for _, found in clauses for value in found)
        where = " OR ".join(f"({group})" for group in groups) if len(groups) > 1 else "".join(groups) or "1"
        order = [sql for name, descending in query.order if (sql := self._ordering(table, name, descending))]
        return Selection(where, values, ", ".join(order))

    def _check_range_right(self, query: EncodedQuery) -> None:
        if not self.switches.deny_range_queries or self.user.is_admin:
            return
        conditions = [condition for group in query.groups for clause in group for condition in clause]
        if query.order or any(condition.operator in RANGE_OPERATORS for condition in conditions):
            raise errors.unreadable_query()

    def _clause(self, table: Table, clause: list[Condition]) -> tuple[str, list[Any]] | None:
        parts: list[str] = []
        values: list[Any] = []
        for condition in clause:
            try:
                sql, found = self._condition(table, condition, condition.field)
            except (InvalidConditionError, scripts.ScriptError):
                if self.switches.invalid_query == "drop":
                    continue
                sql, found = self._refused(), []
            parts.append(sql)
            values.extend(found)
        if not parts:
            return None
        return (f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]), values

    def _refused(self) -> str:
        if self.switches.invalid_query == "forbidden":
            raise errors.unreadable_query()
        return "0"

    def _ordering(self, table: Table, name: str, descending: bool) -> str:
        column = table.columns.get(name)
        if column is None or column.is_journal or not self.readable(table.name)(name):
            if self.switches.invalid_query == "forbidden":
                raise errors.unreadable_query()
            return ""
        return f'"{name}" DESC' if descending else f'"{name}"'

    def _condition(self, table: Table, condition: Condition, path: str) -> tuple[str, list[Any]]:
        if condition.operator == "TEXT":
            return _text_search(table, condition.value)
        name, _, rest = path.partition(".")
        column = table.columns.get(name)
        if not condition.operator or column is None or column.is_journal or not self.readable(table.name)(name):
            raise InvalidConditionError(path)
        if not rest:
            return self._comparison(table, column, condition)
        if column.kind != "reference" or column.reference not in TABLES:
            raise InvalidConditionError(path)
        sql, values = self._condition(TABLES[column.reference], condition, rest)
        return f'"{name}" IN (SELECT sys_id FROM "{column.reference}" WHERE {sql})', values  # noqa: S608 - schema names

    def _comparison(self, table: Table, column: Column, condition: Condition) -> tuple[str, list[Any]]:
        name, operator = f'"{column.name}"', condition.operator
        if operator in ("ISEMPTY", "EMPTYSTRING"):
            return f"{name} = ''", []
        if operator == "ISNOTEMPTY":
            return f"{name} <> ''", []
        if operator == "ANYTHING":
            return "1", []
        if operator in ("SAMEAS", "NSAMEAS"):
            if condition.value not in table.columns:
                raise InvalidConditionError(condition.value)
            return f'{name} {"=" if operator == "SAMEAS" else "<>"} "{condition.value}"', []
        if operator in ("IN", "NOT IN"):
            items = [self._value(column, item) for item in condition.value.split(",")]
            return f"{name} {operator} ({', '.join('?' * len(items))})", items
        if operator in ("LIKE", "NOT LIKE", "STARTSWITH", "ENDSWITH"):
            return _matching(name, operator, self._value(column, condition.value))
        return self._ordered(name, column, condition)

    def _ordered(self, name: str, column: Column, condition: Condition) -> tuple[str, list[Any]]:
        operator = condition.operator
        if operator == "DYNAMIC":
            raise InvalidConditionError(operator)
        if operator == "BETWEEN":
            low, separator, high = condition.value.partition("@")
            if not separator:
                raise InvalidConditionError(condition.value)
            return f"{name} BETWEEN ? AND ?", [self._bound(column, low), self._bound(column, high)]
        if operator in _COMPARISONS:
            return f"({name} {operator} ? AND {name} <> '')", [self._bound(column, condition.value)]
        value = self._value(column, condition.value)
        return f"{name} {'<>' if operator == '!=' else '='} ?", ["" if value == "NULL" else value]

    def _value(self, column: Column, text: str) -> str:
        if text.startswith("javascript:"):
            text = scripts.evaluate(text.removeprefix("javascript:"), self.user, self.now)
        if column.kind == "boolean":
            return {"1": "true", "0": "false"}.get(text, text)
        return text

    def _bound(self, column: Column, text: str) -> str:
        value = self._value(column, text)
        if column.kind == "glide_date_time":
            return _date_bound(value)
        if column.kind == "integer" and not value.removeprefix("-").isdecimal():
            raise InvalidConditionError(value)
        return value


def _date_bound(value: str) -> str:
    try:
        return read_stamp(value)
    except ValueError as error:
        raise InvalidConditionError(value) from error


def _matching(name: str, operator: str, value: str) -> tuple[str, list[Any]]:
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = {"STARTSWITH": f"{escaped}%", "ENDSWITH": f"%{escaped}"}.get(operator, f"%{escaped}%")
    return f"{name} {'NOT ' if operator == 'NOT LIKE' else ''}LIKE ? ESCAPE '\\'", [pattern]


def _text_search(table: Table, words: str) -> tuple[str, list[Any]]:
    columns = [name for name in _SEARCHED if name in table.columns]
    if not columns:
        raise InvalidConditionError(words)
    parts = [_matching(f'"{name}"', "LIKE", words) for name in columns]
    return f"({' OR '.join(sql for sql, _ in parts)})", [value for _, values in parts for value in values]
