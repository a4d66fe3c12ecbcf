"""The ServiceNow simulator: an instance, its REST APIs, its OAuth endpoints, its pages and its control paths."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from sandbox.server import Fault, SandboxClock
from sandbox.servicenow.aggregate_api import AggregateApi
from sandbox.servicenow.batch_api import BatchApi
from sandbox.servicenow.change_api import ChangeApi
from sandbox.servicenow.control import Control
from sandbox.servicenow.control_records import RecordControl
from sandbox.servicenow.errors import envelope
from sandbox.servicenow.import_api import ImportSetApi
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.login_pages import LoginPages
from sandbox.servicenow.oauth_endpoints import OAuthEndpoints
from sandbox.servicenow.pages import error_page, hibernation_page
from sandbox.servicenow.rest import RestApi
from sandbox.servicenow.rest_http import RestOverHttp
from sandbox.servicenow.table_api import TableApi
from sandbox.servicenow.ticket_pages import TicketPages
from sandbox.servicenow.tiny_url_api import TinyUrlApi
from sandbox.servicenow.wire_counts import WireCounts

_FAULT_TEXTS = {
    400: ("Exception while reading request", "The request could not be read"),
    401: ("User Not Authenticated", "Required to provide Auth information"),
    403: ("User Not Authorized", "Failed API level ACL Validation"),
    404: ("No Record found", "Record doesn't exist or ACL restricts the record retrieval"),
    429: ("Rate limit exceeded", "Rate limit of 100 requests per hour for Table API exceeded"),
    500: ("Transaction cancelled: maximum execution time exceeded", "Check logs for error trace"),
}


class ServiceNow:
    """One instance on the wire. `redirect_uris` are the redirect URLs of its OAuth entity."""

    name = "servicenow"

    def __init__(self, redirect_uris: Iterable[str] = (), seed: int | None = None) -> None:
        self.clock = SandboxClock()
        self.instance = Instance(self.clock, redirect_uris, seed)
        self.wire_counts = WireCounts()
        rest = RestApi([])
        for api in (
            TableApi(self.instance),
            BatchApi(self.instance, rest),
            AggregateApi(self.instance),
            ChangeApi(self.instance),
            TinyUrlApi(self.instance),
            ImportSetApi(self.instance),
        ):
            rest.routes += api.routes()
        login = LoginPages(self.instance)
        self._parts = (
            RestOverHttp(self.instance, rest),
            login,
            TicketPages(self.instance, login),
            OAuthEndpoints(self.instance, login),
            Control(self.instance, self.wire_counts),
            RecordControl(self.instance),
        )

    def routes(self) -> list[web.RouteDef]:
        """Everything the instance answers; other addresses show its page for those."""
        return [route for part in self._parts for route in part.routes()] + [
            web.route("*", "/{rest:(?!_sandbox/).*}", _not_found)
        ]

    def reset(self) -> None:
        """Back to the seed."""
        self.instance.store.close()
        self.instance.reset()
        self.wire_counts.clear()

    async def received(self, request: web.Request) -> None:
        """Count a request as it comes in, whatever a fault makes of it."""
        await self.wire_counts.received(request)

    def fault_answer(self, fault: Fault) -> web.StreamResponse:
        """Hibernation (200 HTML), a page of trouble (other HTML), or an error in the envelope."""
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
        if fault.kind == "html":
            if fault.status in (200, 500):  # 500 is the default of a fault without a status
                return hibernation_page()
            response = error_page(
                fault.status, "Service temporarily unavailable", "The server is in trouble. Try again later."
            )
            response.headers.update(headers)
            return response
        message, detail = _FAULT_TEXTS.get(fault.status, ("Operation Failed", "The request was not executed"))
        return web.json_response(envelope(message, detail), status=fault.status, headers=headers)


async def _not_found(_: web.Request) -> web.StreamResponse:
    return error_page(404, "Page not found", "The page you are looking for could not be found.")
