"""REST over HTTP: identity, limits and sessions around `RestApi`."""

from __future__ import annotations

import secrets

from aiohttp import web

from sandbox.server import USER
from sandbox.servicenow import errors
from sandbox.servicenow.accounts import User
from sandbox.servicenow.errors import ApiError
from sandbox.servicenow.identity import authenticate
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.limits import OverloadedError
from sandbox.servicenow.pages import error_page
from sandbox.servicenow.rest import Answer, Call, RestApi
from sandbox.servicenow.sessions import set_cookies

USER_ID = web.RequestKey("user_id", str)
MAX_CONTENT = 10 * 1024**2
JSON_TYPE = "application/json;charset=UTF-8"


class RestOverHttp:
    """Answers every path under `/api/`."""

    def __init__(self, instance: Instance, rest: RestApi) -> None:
        self._instance = instance
        self._rest = rest

    def routes(self) -> list[web.RouteDef]:
        """The REST routes, and the answer for paths that lead to none."""
        paths = [route.path for route in self._rest.routes]
        return [web.route("*", path, self.handle) for path in (*paths, "/api/{rest:.*}")]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request in a session of its own, or in its cookie's."""
        body = await request.read()
        switches = self._instance.switches
        if len(request.raw_path) > switches.max_url_length:
            return error_page(414, "Request-URI Too Long", "The requested address is too long for this server.")
        known = self._instance.sessions.find(request)
        session = known or self._instance.sessions.open()
        try:
            async with self._instance.semaphores.transaction(session, switches.queue_timeout_ms):
                answer = self._answer(request, body, known is not None)
        except OverloadedError as overloaded:
            return web.Response(status=overloaded.status)
        session.user = session.user or request.get(USER_ID, "")
        response = _response(answer, logged_in="user" in request)
        if known is None:
            set_cookies(response, session, secure=request.secure)
        return response

    def _answer(self, request: web.Request, body: bytes, has_session: bool) -> Answer:
        headers: dict[str, str] = {}
        try:
            session = self._instance.sessions.find(request) if has_session else None
            user = authenticate(self._instance, request, session)
            request[USER], request[USER_ID] = user.user_name, user.sys_id
            if request.method in ("POST", "PUT", "PATCH") and "Accept" not in request.headers:
                raise errors.bad_request("an Accept header is required")
            if len(body) > MAX_CONTENT:
                detail = f"content-length = {len(body)} bytes. Max allowed: {MAX_CONTENT} bytes."
                raise errors.bad_request(f"Rejected large REST payload with {detail}")
            call = self._call(request, body, user)
            headers = self._count(call)
        except ApiError as error:
            return Answer(error.status, error.payload, error.headers)
        answer = self._rest.answer(call)
        answer.headers |= headers
        return answer

    def _call(self, request: web.Request, body: bytes, user: User) -> Call:
        base_url = f"{request.scheme}://{request.host}"
        url = request.raw_path
        tiny = request.query.get("sysparm_tiny")
        if tiny in self._instance.tiny_urls:
            url = f"{request.path}?{self._instance.tiny_urls[tiny]}"
        return Call.of(request.method, url, request.headers, body, user, base_url)

    def _count(self, call: Call) -> dict[str, str]:
        resource, table = self._rest.resource_of(call.path)
        if not resource or (resource == "Batch API" and self._instance.switches.batch_counts_items):
            return {}
        return self._instance.rate_limits.count(call.user, table, resource)


def _response(answer: Answer, *, logged_in: bool) -> web.Response:
    body = answer.body()
    headers = {
        "Server": "ServiceNow",
        "X-Is-Logged-In": "true" if logged_in else "false",
        "X-Transaction-ID": secrets.token_hex(6),
        "Cache-Control": "no-cache,no-store,must-revalidate,max-age=-1",
        "Pragma": "no-store,no-cache",
    }
    if body:
        headers["Content-Type"] = JSON_TYPE
    return web.Response(body=body, status=answer.status, headers=headers | answer.headers)
