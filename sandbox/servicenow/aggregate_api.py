"""The Aggregate API: counts, sums, averages, lowest and highest values, grouped or not. All numbers are strings."""

from __future__ import annotations

from typing import Any

from sandbox.servicenow import errors
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.query_sql import Selection
from sandbox.servicenow.rest import Answer, Call, Route, versions
from sandbox.servicenow.schema import Table
from sandbox.servicenow.table_api import renderer_for, select, table_named

_FUNCTIONS = {"avg": "AVG", "sum": "SUM", "min": "MIN", "max": "MAX"}
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


class AggregateApi:
    """Answers `/api/now/stats/{table}`."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def routes(self) -> list[Route]:
        """With and without version."""
        return [Route(path, "Aggregate API", {"GET": self.stats}) for path in versions("/api/now/stats/{table}")]

    def stats(self, call: Call, table: str) -> Answer:
        """One object of statistics, or a list of them by group. Rows are counted whether or not the user sees them."""
        schema = table_named(table)
        if not self._instance.access.may_read_table(call.user, table):
            raise errors.unreadable(f"No permission to read table '{table}'")
        selection = select(self._instance, call, schema)
        groups = [name for name in call.params.get("sysparm_group_by", "").split(",") if name in schema.columns]
        wanted = _wanted(call, schema)
        rows = self._rows(call, schema, selection, groups, wanted)
        if not groups:
            return Answer(payload={"result": {"stats": _stats(wanted, rows[0])}})
        results = []
        for row in rows:
            fields = [self._group_field(call, schema, name, row[at]) for at, name in enumerate(groups)]
            results.append({"stats": _stats(wanted, row[len(groups) :]), "groupby_fields": fields})
        return Answer(payload={"result": results})

    def _rows(
        self, call: Call, table: Table, selection: Selection, groups: list[str], wanted: list[tuple[str, str]]
    ) -> list[tuple[Any, ...]]:
        columns = [f'"{name}"' for name in groups] + [_sql(function, field) for function, field in wanted]
        # The Table API's names for tables are the database's, and every column name comes from the schema.
        sql = f'SELECT {", ".join(columns) or "1"} FROM "{table.name}" WHERE {selection.where}'  # noqa: S608
        values = list(selection.values)
        if groups:
            listed = ", ".join(f'"{name}"' for name in groups)
            having, limit = _having(call, table)
            sql += f" GROUP BY {listed}{having} ORDER BY {listed}"
            values += limit
        return self._instance.store.query(sql, values)

    def _group_field(self, call: Call, table: Table, name: str, value: Any) -> dict[str, str]:
        found = {"field": name, "value": str(value)}
        renderer = renderer_for(self._instance, call)
        if renderer.mode == "false":
            return found
        display = renderer.display(table, table.columns[name], {name: str(value)})
        return found | {"display_value": display} if renderer.mode == "all" else {"field": name, "value": display}


def _wanted(call: Call, table: Table) -> list[tuple[str, str]]:
    wanted = [("count", "")] if call.flag("sysparm_count") else []
    for function in _FUNCTIONS:
        names = call.params.get(f"sysparm_{function}_fields", "").split(",")
        wanted += [(function, name) for name in names if name in table.columns and not table.columns[name].is_journal]
    return wanted


def _sql(function: str, field: str) -> str:
    return "COUNT(*)" if function == "count" else f"{_FUNCTIONS[function]}(NULLIF(\"{field}\", ''))"


def _having(call: Call, table: Table) -> tuple[str, list[Any]]:
    parts = call.params.get("sysparm_having", "").split("^")
    if len(parts) != 4 or parts[2] not in _COMPARISONS:
        return "", []
    function, field, comparison, limit = parts
    function = function.lower()
    if function != "count" and (function not in _FUNCTIONS or field not in table.columns):
        return "", []
    return f" HAVING {_sql(function, field)} {comparison} CAST(? AS REAL)", [limit]


def _stats(wanted: list[tuple[str, str]], values: tuple[Any, ...]) -> dict[str, Any]:
    stats: dict[str, Any] = {}
    for (function, field), value in zip(wanted, values, strict=False):
        text = "" if value is None else f"{value:.4f}" if function == "avg" else str(value)
        if function == "count":
            stats["count"] = text
        else:
            stats.setdefault(function, {})[field] = text
    return stats
