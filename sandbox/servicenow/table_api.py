"""The Table API: list, read, create, change and delete records."""

from __future__ import annotations

from urllib.parse import urlencode

from sandbox.servicenow import errors
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.query import EncodedQuery, parse
from sandbox.servicenow.query_sql import QueryCompiler, Selection
from sandbox.servicenow.render import Renderer
from sandbox.servicenow.rest import Answer, Call, Route, versions
from sandbox.servicenow.schema import Table
from sandbox.servicenow.store import Row
from sandbox.servicenow.tables_platform import TABLES

DEFAULT_LIMIT = 10_000
CANCELLED = "Transaction cancelled: maximum execution time exceeded"
CANCELLED_HINT = "Check logs for error trace or enable glide.rest.debug property to verify REST request processing"


class TableApi:
    """Answers `/api/now/table/...`."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def routes(self) -> list[Route]:
        """With and without version."""
        one = {"GET": self.get, "PUT": self.update, "PATCH": self.update, "DELETE": self.delete}
        many = {"GET": self.list, "POST": self.create}
        return [
            Route(path, "Table API", verbs)
            for base, verbs in (("/api/now/table/{table}/{sys_id}", one), ("/api/now/table/{table}", many))
            for path in versions(base)
        ]

    def list(self, call: Call, table: str) -> Answer:
        """Rows a query finds: limited first, then filtered by what the user may see."""
        schema = table_named(table)
        readable = self._check_readable(call, table)
        selection = select(self._instance, call, schema)
        limit, offset = self._page(call)
        scattered = "sys_id" if self._instance.switches.unordered == "scattered" else ""
        rows = []
        if readable:
            order = selection.order or scattered
            rows = self._instance.store.select(
                table, selection.where, selection.values, order=order, limit=limit, offset=offset
            )
        renderer = renderer_for(self._instance, call)
        fields = _fields(call)
        visible = [row for row in rows if self._sees(call, table, row)]
        answer = Answer(payload={"result": [renderer.record(schema, row, fields) for row in visible]})
        self._add_page_headers(call, answer, schema, selection if readable else Selection("0"), limit, offset)
        if call.path.startswith("/api/now/v1/") and not visible:
            raise errors.no_record()
        self._cut(answer)
        return answer

    def get(self, call: Call, table: str, sys_id: str) -> Answer:
        """One row by sys_id."""
        schema = table_named(table)
        row = self._visible(call, table, sys_id)
        return Answer(payload={"result": renderer_for(self._instance, call).record(schema, row, _fields(call))})

    def create(self, call: Call, table: str) -> Answer:
        """A new row: 201 with its address and all its fields."""
        schema = table_named(table)
        sent = call.json_object()
        row = self._instance.records.create(call.user, schema, sent, display=call.flag("sysparm_input_display_value"))
        record = renderer_for(self._instance, call).record(schema, row, _fields(call))
        address = f"{call.base_url}/api/now/table/{table}/{row['sys_id']}"
        return Answer(201, {"result": record}, {"Location": address})

    def update(self, call: Call, table: str, sys_id: str) -> Answer:
        """PUT and PATCH alike change only the named fields."""
        schema = table_named(table)
        sent = call.json_object()
        before = self._visible(call, table, sys_id)
        display = call.flag("sysparm_input_display_value")
        row = self._instance.records.update(call.user, schema, before, sent, display=display)
        return Answer(payload={"result": renderer_for(self._instance, call).record(schema, row, _fields(call))})

    def delete(self, call: Call, table: str, sys_id: str) -> Answer:
        """Remove a row: 204."""
        schema = table_named(table)
        self._instance.records.delete(call.user, schema, self._visible(call, table, sys_id))
        return Answer(204)

    def _visible(self, call: Call, table: str, sys_id: str) -> Row:
        row = self._instance.store.get(table, sys_id)
        if row is None or not self._sees(call, table, row):
            raise errors.no_record()
        return row

    def _sees(self, call: Call, table: str, row: Row) -> bool:
        return self._instance.records.is_settled(row["sys_id"]) and self._instance.access.may_read(
            call.user, table, row
        )

    def _check_readable(self, call: Call, table: str) -> bool:
        readable = self._instance.access.may_read_table(call.user, table)
        if not readable and self._instance.switches.unreadable_tables == "forbidden":
            raise errors.unreadable()
        return readable

    def _page(self, call: Call) -> tuple[int, int]:
        limit = call.number("sysparm_limit", DEFAULT_LIMIT)
        offset = call.number("sysparm_offset", 0)
        if offset < 0:
            raise errors.bad_request("sysparm_offset must not be negative")
        if limit < 0 or (limit == 0 and self._instance.switches.zero_limit == "default"):
            limit = DEFAULT_LIMIT
        return limit, offset

    def _add_page_headers(
        self, call: Call, answer: Answer, table: Table, selection: Selection, limit: int, offset: int
    ) -> None:
        if call.flag("sysparm_no_count"):
            return
        total = self._instance.store.count(table.name, selection.where, selection.values)
        answer.headers["X-Total-Count"] = str(total)
        if call.flag("sysparm_suppress_pagination_header") or limit == 0:
            return
        last = (total - 1) // limit * limit if total else 0
        places = {"first": 0, "prev": max(0, offset - limit), "next": offset + limit, "last": last}
        if offset == 0:
            del places["prev"]
        if offset + limit >= total:
            del places["next"]
        links = (f'<{_page_url(call, limit, place)}>;rel="{name}"' for name, place in places.items())
        answer.headers["Link"] = ",".join(links)

    def _cut(self, answer: Answer) -> None:
        most = self._instance.switches.trailing_error_after
        if 0 <= most < len(answer.payload["result"]):
            answer.payload["result"] = answer.payload["result"][:most]
            answer.payload |= errors.envelope(CANCELLED, f"{CANCELLED} {CANCELLED_HINT}")


def table_named(name: str) -> Table:
    """The table. Raises ApiError 400."""
    if name not in TABLES:
        raise errors.invalid_table(name)
    return TABLES[name]


def renderer_for(instance: Instance, call: Call) -> Renderer:
    """A renderer in the shape the call's parameters ask for."""
    mode = call.params.get("sysparm_display_value", "").lower()
    return Renderer(
        instance.store,
        instance.choices,
        instance.journals,
        instance.access,
        call.user,
        call.base_url,
        mode if mode in ("true", "all") else "false",
        call.flag("sysparm_exclude_reference_link"),
    )


def select(instance: Instance, call: Call, table: Table) -> Selection:
    """The rows `sysparm_query`, or the call's other name=value pairs, mean. Raises ApiError 403."""
    query = _encoded_query(instance, call, table)
    compiler = QueryCompiler(
        instance.switches, call.user, instance.clock.now(), lambda name: instance.access.readable_field(call.user, name)
    )
    return compiler.compile(table, query)


def _encoded_query(instance: Instance, call: Call, table: Table) -> EncodedQuery:
    switches = instance.switches
    if "sysparm_query" in call.params:
        return parse(
            call.params["sysparm_query"],
            caret_escape=switches.caret_escape,
            or_binds_to_previous=switches.or_binding == "previous",
        )
    terms = []
    for name, value in call.params.items():
        column = table.columns.get(name)
        if name.startswith("sysparm_") or column is None:
            continue
        if column.choice:
            value = instance.choices.value_of(table.name, name, value, call.user.language) or value
        if value and column.reference in TABLES and not instance.store.get(column.reference, value):
            name = f"{name}.{TABLES[column.reference].display}"
        terms.append(f"{name}={value.replace('^', '^^')}")
    return parse("^".join(terms))


def _fields(call: Call) -> list[str]:
    return [name for name in call.params.get("sysparm_fields", "").replace(" ", "").split(",") if name]


def _page_url(call: Call, limit: int, offset: int) -> str:
    params = dict(call.params) | {"sysparm_limit": str(limit), "sysparm_offset": str(offset)}
    return f"{call.base_url}{call.path}?{urlencode(params)}"
