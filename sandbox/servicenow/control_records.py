"""Control of records: read them raw, change them as someone else, add many at once, add choices."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.seed import AGENT_USER
from sandbox.servicenow.accounts import User
from sandbox.servicenow.bulk import add_many
from sandbox.servicenow.control import bad, json_object
from sandbox.servicenow.errors import ApiError
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.schema import Table
from sandbox.servicenow.store import DuplicateKeyError, Row
from sandbox.servicenow.tables_platform import TABLES
from sandbox.servicenow.transform import TransformMap

KINDS = ("incident", "change_request")
_CHANGE_KEYS = {"as", "fields", "updatedOn", "force", "touch"}
_DUPLICATES = " + ".join(
    f"(SELECT COALESCE(SUM(n - 1), 0) FROM (SELECT COUNT(*) n FROM {kind} WHERE correlation_id <> '' "  # noqa: S608
    "GROUP BY correlation_id HAVING n > 1))"
    for kind in KINDS
)
_IN_BOTH = (
    "(SELECT COUNT(DISTINCT correlation_id) FROM change_request WHERE correlation_id <> '' "
    "AND correlation_id IN (SELECT correlation_id FROM incident))"
)


class RecordControl:
    """Answers the control paths that touch rows."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def routes(self) -> list[web.RouteDef]:
        """The control paths."""
        return [
            web.get("/_sandbox/records/{table}", self.show),
            web.patch("/_sandbox/records/{table}/{sys_id}", self.change),
            web.delete("/_sandbox/records/{table}/{sys_id}", self.remove),
            web.get("/_sandbox/counts", self.counts),
            web.post("/_sandbox/choices", self.add_choice),
            web.post("/_sandbox/bulk", self.bulk),
            web.post("/_sandbox/transform-maps", self.add_transform_map),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """Raw rows: `correlationIdPrefix`, `correlationId`, `sysId` narrow, `limit` (default 1000) bounds."""
        table = self._table(request.match_info["table"])
        where, values = "1", []
        for name, condition in (
            ("correlationIdPrefix", "correlation_id LIKE ? || '%'"),
            ("correlationId", "correlation_id = ?"),
            ("sysId", "sys_id = ?"),
        ):
            if name in request.query:
                where += f" AND {condition}"
                values.append(request.query[name])
        limit = request.query.get("limit", "1000")
        if not limit.isdecimal():
            raise bad("limit must be a number")
        store = self._instance.store
        rows = store.select(table.name, where, values, order="sys_created_on, sys_id", limit=int(limit))
        return web.json_response({"total": store.count(table.name, where, values), "records": rows})

    async def counts(self, _: web.Request) -> web.Response:
        """How many tickets of each kind, and how many share their correlation_id with an earlier one."""
        store = self._instance.store
        answer: dict[str, Any] = {kind: store.count(kind) for kind in KINDS}
        answer["byCorrelationId"] = {"duplicates": store.scalar(f"SELECT {_DUPLICATES} + {_IN_BOTH}")}
        return web.json_response(answer)

    async def change(self, request: web.Request) -> web.Response:
        """Change a record as a user: {"as", "fields", "updatedOn"?, "force"?, "touch"?}; the row as it then is."""
        wish = await json_object(request)
        if set(wish) - _CHANGE_KEYS or not isinstance(wish.get("fields", {}), dict):
            raise bad(f"known: {', '.join(sorted(_CHANGE_KEYS))}; fields is an object")
        table, before = self._record(request)
        user = self._user(str(wish.get("as", AGENT_USER.name)))
        records = self._instance.records
        try:
            records.update(user, table, before, wish.get("fields", {}), force=bool(wish.get("force")))
        except ApiError as error:
            return web.json_response(error.payload, status=error.status)
        name = self._class_of(table, before)
        touch = bool(wish.get("touch", True))
        records.restamp(name, before["sys_id"], before, updated_on=wish.get("updatedOn"), touch=touch)
        return web.json_response({"record": self._instance.store.get(name, before["sys_id"])})

    async def remove(self, request: web.Request) -> web.Response:
        """Delete a record, as an administrator would."""
        table, row = self._record(request)
        self._instance.store.delete(self._class_of(table, row), row["sys_id"])
        return web.json_response({})

    async def add_choice(self, request: web.Request) -> web.Response:
        """{"table", "value", "label"} and optionally "language", "element": a new choice, by default of `state`."""
        wish = await json_object(request)
        table = self._table(str(wish.get("table", "")))
        if not all(str(wish.get(name, "")) for name in ("value", "label")):
            raise bad("table, value and label are needed")
        element, language = str(wish.get("element", "state")), str(wish.get("language", "en"))
        count = self._instance.store.count("sys_choice", "name = ? AND element = ?", (table.name, element))
        row = {"name": table.name, "element": element, "value": str(wish["value"]), "label": str(wish["label"])}
        row |= {"language": language, "inactive": "false", "sequence": str(count + 1)}
        row["sys_id"] = self._instance.random.sys_id()
        self._instance.store.insert("sys_choice", row)
        return web.json_response({"sysId": row["sys_id"]})

    async def bulk(self, request: web.Request) -> web.Response:
        """Add `count` records of `table` at once; see `add_many` for the rest of the wish."""
        wish = await json_object(request)
        table = self._table(str(wish.get("table", "")))
        if type(wish.get("count")) is not int or wish["count"] < 0:
            raise bad("count must be a positive integer")
        user = self._user(str(wish.get("as", AGENT_USER.name)))
        try:
            sys_ids = add_many(
                self._instance.records,
                user,
                table,
                wish["count"],
                template=wish.get("template", {}),
                updated_on=wish.get("updatedOn"),
                sys_ids=wish.get("sysIds"),
                correlation_ids=wish.get("correlationIds"),
            )
        except (DuplicateKeyError, ValueError) as error:
            raise bad(f"nothing was added: {error}") from error
        return web.json_response({"count": len(sys_ids), "first": sys_ids[:1], "last": sys_ids[-1:]})

    async def add_transform_map(self, request: web.Request) -> web.Response:
        """{"stagingTable", "table", "fields"?, "coalesce"?}: a staging table and the map that empties it."""
        wish = await json_object(request)
        table = self._table(str(wish.get("table", "")))
        coalesce = tuple(str(name) for name in wish.get("coalesce", ()))
        transform = TransformMap(f"To {table.name}", table.name, dict(wish.get("fields", {})), coalesce)
        self._instance.transform_maps[str(wish.get("stagingTable", ""))] = transform
        return web.json_response({"name": transform.name})

    def _table(self, name: str) -> Table:
        if name not in TABLES:
            raise bad(f"no such table: {name}")
        return TABLES[name]

    def _class_of(self, table: Table, row: Row) -> str:
        name = row.get("sys_class_name", "")
        return name if name in TABLES and TABLES[name].parent == "task" else table.name

    def _record(self, request: web.Request) -> tuple[Table, Row]:
        table = self._table(request.match_info["table"])
        row = self._instance.store.get(table.name, request.match_info["sys_id"])
        if row is None:
            raise web.HTTPNotFound(text="no such record")
        return table, row

    def _user(self, name: str) -> User:
        user = self._instance.accounts.named(name)
        if user is None:
            raise bad(f"no such user: {name}")
        return user
