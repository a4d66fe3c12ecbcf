"""Changes as the Change Management API shows them: every field an object, numbers as floats, booleans as such."""

from __future__ import annotations

from typing import Any

from sandbox.servicenow.render import Renderer
from sandbox.servicenow.schema import Column
from sandbox.servicenow.store import Row
from sandbox.servicenow.tables_task import CHANGE_REQUEST


def change_json(renderer: Renderer, row: Row) -> dict[str, Any]:
    """One change; dates carry `display_value_internal` too."""
    readable = renderer.access.readable_field(renderer.user, CHANGE_REQUEST.name)
    return {name: _field(renderer, column, row) for name, column in CHANGE_REQUEST.columns.items() if readable(name)}


def _field(renderer: Renderer, column: Column, row: Row) -> dict[str, Any]:
    if column.is_journal:
        return {"display_value": renderer.journals.text(row["sys_id"], column, renderer.user), "value": ""}
    raw = row[column.name]
    found: dict[str, Any] = {"display_value": renderer.display(CHANGE_REQUEST, column, row), "value": raw}
    if column.kind == "integer" and raw:
        found["value"] = float(raw)
    elif column.kind == "boolean":
        found["value"] = raw == "true"
    elif column.kind == "glide_date_time":
        found["display_value_internal"] = renderer.user.local(raw)
    return found
