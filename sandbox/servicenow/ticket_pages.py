"""Pages on which a person finds a ticket, reads it and moves it on, at the addresses links from elsewhere use."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from aiohttp import web

from sandbox.servicenow.accounts import User
from sandbox.servicenow.errors import ApiError
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.login_pages import LoginPages
from sandbox.servicenow.pages import error_page
from sandbox.servicenow.query import parse
from sandbox.servicenow.query_sql import QueryCompiler
from sandbox.servicenow.store import Row
from sandbox.servicenow.tables_platform import TABLES
from sandbox.servicenow.ticket_html import EDITABLE, TicketView, list_page, ticket_page

KINDS = ("incident", "change_request")
PAGE_SIZE = 50


class TicketPages:
    """`/incident_list.do`, `/incident.do`, their twins for changes, and the addresses that lead there."""

    def __init__(self, instance: Instance, login: LoginPages) -> None:
        self._instance = instance
        self._login = login

    def routes(self) -> list[web.RouteDef]:
        """The classic addresses and the newer frame around them."""
        kind = f"{{kind:{'|'.join(KINDS)}}}"
        return [
            web.get(f"/{kind}_list.do", self.list),
            web.get(f"/{kind}.do", self.show),
            web.post(f"/{kind}.do", self.save),
            web.get("/nav_to.do", self.navigate),
            web.get("/now/nav/ui/classic/params/target/{target:.*}", self.navigate),
        ]

    async def navigate(self, request: web.Request) -> web.StreamResponse:
        """Go to the page named by `uri`; only this instance's ticket pages are followed."""
        target = urlsplit(request.match_info.get("target") or request.query.get("uri", ""))
        path = target.path.lstrip("/")
        if target.netloc or path not in {f"{kind}{end}" for kind in KINDS for end in (".do", "_list.do")}:
            return error_page(404, "Page not found", "The page you are looking for could not be found.")
        raise web.HTTPFound(f"/{path}?{target.query}" if target.query else f"/{path}")

    async def list(self, request: web.Request) -> web.StreamResponse:
        """Tickets, newest change first; `sysparm_query` narrows, `q` searches their text."""
        found = self._login.user(request)
        if found is None:
            return self._login.ask(request, request.path_qs)
        user, _ = found
        kind, access = request.match_info["kind"], self._instance.access
        if not access.may_read_table(user, kind):
            return _refused()
        words = request.query.get("q", "").replace("^", " ").strip()
        text = request.query.get("sysparm_query", "")
        query = parse("^".join(part for part in (text, f"123TEXTQUERY321={words}" if words else "") if part))
        compiler = QueryCompiler(
            self._instance.switches, user, self._instance.clock.now(), lambda name: access.readable_field(user, name)
        )
        try:
            selection = compiler.compile(TABLES[kind], query)
        except ApiError:
            return _refused()
        first = request.query.get("sysparm_first_row", "1")
        offset = max(0, int(first) - 1) if first.isdecimal() and len(first) < 10 else 0
        rows = self._instance.store.select(
            kind,
            selection.where,
            selection.values,
            order=selection.order or "sys_updated_on DESC, sys_id",
            limit=PAGE_SIZE,
            offset=offset,
        )
        rows = [row for row in rows if access.may_read(user, kind, row)]
        total = self._instance.store.count(kind, selection.where, selection.values)
        kept = {name: request.query[name] for name in ("sysparm_query", "q") if request.query.get(name)}
        pages = {
            name: f"/{kind}_list.do?{urlencode(kept | {'sysparm_first_row': str(place + 1)})}"
            for name, place in (("Previous", offset - PAGE_SIZE), ("Next", offset + PAGE_SIZE))
            if 0 <= place < total
        }
        return list_page(self._view(user, kind), rows, total=total, offset=offset, words=words, pages=pages)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """One ticket with the form that moves it on."""
        found = self._login.user(request)
        if found is None:
            return self._login.ask(request, request.path_qs)
        user, session = found
        row = self._row(request, user, request.query.get("sys_id", ""))
        if row is None:
            return _missing()
        saved = request.query.get("saved") == "1"
        return ticket_page(self._view(user, request.match_info["kind"]), row, session.token, saved=saved)

    async def save(self, request: web.Request) -> web.StreamResponse:
        """Write what the form holds, under the same rules as every other writer."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        kind, sys_id = request.match_info["kind"], form.get("sys_id", "")
        found = self._login.user(request)
        if found is None:
            return self._login.ask(request, f"/{kind}.do?sys_id={quote(sys_id)}")
        user, session = found
        if not session.owns(form.get("sysparm_ck", "")):
            return error_page(403, "Session expired", "The form is no longer valid. Go back, reload and try again.")
        row = self._row(request, user, sys_id)
        if row is None:
            return _missing()
        sent = {name: form[name] for name in EDITABLE[kind] if name in form}
        try:
            self._instance.records.update(user, TABLES[kind], row, sent)
        except ApiError as error:
            problem = error.detail or error.message
            return ticket_page(self._view(user, kind), row | sent, session.token, before=row, problem=problem)
        raise web.HTTPSeeOther(f"/{kind}.do?sys_id={quote(sys_id)}&saved=1")

    def _row(self, request: web.Request, user: User, sys_id: str) -> Row | None:
        kind = request.match_info["kind"]
        row = self._instance.store.get(kind, sys_id)
        return row if row and self._instance.access.may_read(user, kind, row) else None

    def _view(self, user: User, kind: str) -> TicketView:
        return TicketView(self._instance, user, TABLES[kind])


def _refused() -> web.Response:
    return error_page(403, "Security constraints", "Security constraints prevent access to the requested page.")


def _missing() -> web.Response:
    return error_page(404, "Record not found", "The record does not exist, or you may not see it.")
