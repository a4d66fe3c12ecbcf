"""The Import Set API: rows go to a staging table and through a transform map, which may coalesce (upsert)."""

from __future__ import annotations

from typing import Any

from sandbox.servicenow import errors
from sandbox.servicenow.accounts import User
from sandbox.servicenow.errors import ApiError
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.rest import Answer, Call, Route, versions
from sandbox.servicenow.tables_platform import TABLES
from sandbox.servicenow.transform import TransformMap


class ImportSetApi:
    """Answers `/api/now/import/{staging_table}` for the staging tables somebody set up."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def routes(self) -> list[Route]:
        """With and without version."""
        return [Route(path, "Import Set API", {"POST": self.insert}) for path in versions("/api/now/import/{table}")]

    def insert(self, call: Call, table: str) -> Answer:
        """201, whether or not the transform succeeded; `result[0].status` tells."""
        transform = self._instance.transform_maps.get(table)
        if transform is None:
            raise errors.invalid_table(table)
        if not call.user.has_any("import_set_loader", "import_transformer"):
            raise errors.not_authorized()
        sent = call.json_object()
        number = self._instance.store.next_number("ISET")
        result = self._transform(call, transform, sent)
        payload = {"import_set": f"ISET{number:07d}", "staging_table": table, "result": [result]}
        return Answer(201, payload)

    def _transform(self, call: Call, transform: TransformMap, sent: dict[str, Any]) -> dict[str, str]:
        table = TABLES[transform.table]
        values = {transform.fields.get(name, name): value for name, value in sent.items()}
        result = {"transform_map": transform.name, "table": table.name}
        try:
            status, sys_id = self._upsert(call.user, transform, values)
        except ApiError as error:
            return result | {"status": "error", "error_message": str(error.detail), "status_message": error.message}
        row = self._instance.store.get(table.name, sys_id) or {}
        return result | {
            "display_name": table.display,
            "display_value": row.get(table.display, ""),
            "record_link": f"{call.base_url}/api/now/table/{table.name}/{sys_id}",
            "status": status,
            "sys_id": sys_id,
        }

    def _upsert(self, user: User, transform: TransformMap, values: dict[str, Any]) -> tuple[str, str]:
        records, table = self._instance.records, TABLES[transform.table]
        keys = [name for name in transform.coalesce if name in table.columns]
        found = None
        if keys:
            where = " AND ".join(f'"{name}" = ?' for name in keys)
            found = self._instance.store.first(table.name, where, [str(values.get(name, "")) for name in keys])
        if found is None:
            return "inserted", records.create(user, table, values)["sys_id"]
        after = records.update(user, table, found, values)
        return ("ignored" if after == found else "updated"), found["sys_id"]
