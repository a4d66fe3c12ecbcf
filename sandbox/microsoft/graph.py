"""Microsoft Graph, as far as Secure Score goes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from sandbox.microsoft.addresses import STS_ISSUER, Addresses
from sandbox.microsoft.catalogue import Profile
from sandbox.microsoft.graph_errors import GraphError, RequestIds, bad_request
from sandbox.microsoft.odata import MAX_TOP, Pager
from sandbox.microsoft.profiles import ProfileStore
from sandbox.microsoft.resources import graph_audiences
from sandbox.microsoft.scores import ScoreHistory
from sandbox.microsoft.throttle import Limits, Throttle
from sandbox.microsoft.tokens import Claims, InvalidTokenError, TokenFlaw, TokenService
from sandbox.server import USER, Fault, Handler, SandboxClock

READ, WRITE = "SecurityEvents.Read.All", "SecurityEvents.ReadWrite.All"
JSON_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
HTML = (
    "<html><head><title>Service unavailable</title></head><body><h1>Our services are not available</h1></body></html>"
)

_REFUSALS = {
    TokenFlaw.MALFORMED: "CompactToken parsing failed with error code: 80049217",
    TokenFlaw.SIGNATURE: "Access token validation failure. Invalid signature.",
    TokenFlaw.EXPIRED: "Lifetime validation failed, the token is expired.",
    TokenFlaw.NOT_YET_VALID: "Lifetime validation failed, the token is not yet valid.",
    TokenFlaw.AUDIENCE: "Access token validation failure. Invalid audience.",
    TokenFlaw.ISSUER: "Access token validation failure. Invalid issuer.",
}
_FAULT_CODES = {
    400: "BadRequest",
    401: "InvalidAuthenticationToken",
    403: "Forbidden",
    404: "NotFound",
    429: "TooManyRequests",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
}


class GraphSimulator:
    """
    The two Secure Score collections. Not imitated: delegated access (no user has consented to it), $batch, beta,
    `$select` and other options the manual does not name for them, effects of a changed state on the score.
    """

    name = "graph"

    def __init__(
        self,
        addresses: Addresses,
        clock: SandboxClock,
        tokens: TokenService,
        profiles: Sequence[Profile],
        *,
        page_size: int = 200,
    ) -> None:
        self.clock, self._addresses, self._tokens = clock, addresses, tokens
        self._profiles = ProfileStore(profiles)
        self._pager = Pager(page_size)
        self._throttle = Throttle(clock)
        self._partial: dict[str, Any] | None = None

    def reset(self) -> None:
        """Profiles, paging and limits of the start."""
        self._profiles.reset()
        self._pager.reset()
        self._throttle.reset()
        self._partial = None

    def routes(self) -> list[web.RouteDef]:
        """The collections, and `/_sandbox/graph` for the switches."""
        root = "/v1.0/security"
        return [
            web.get(f"{root}/secureScores", self._guarded(self.list_scores)),
            web.get(f"{root}/secureScores/{{id}}", self._guarded(self.get_score)),
            web.get(f"{root}/secureScoreControlProfiles", self._guarded(self.list_profiles)),
            web.get(f"{root}/secureScoreControlProfiles/{{id}}", self._guarded(self.get_profile)),
            web.patch(f"{root}/secureScoreControlProfiles/{{id}}", self._guarded(self.update_profile)),
            web.post("/_sandbox/graph", self.switch),
        ]

    def fault_answer(self, fault: Fault) -> web.StreamResponse:
        """Graph's JSON for trouble, or a gateway's page."""
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        if fault.kind == "html":
            return web.Response(text=HTML, content_type="text/html", status=fault.status, headers=headers)
        code = _FAULT_CODES.get(fault.status, "InternalServerError")
        error = GraphError(fault.status, code, "The request could not be completed.", retry_after=fault.retry_after)
        return self._refuse(error, RequestIds.of(None))

    async def list_scores(self, request: web.Request) -> web.Response:
        """The daily scores, newest first."""
        return self._list(request, self._history())

    async def get_score(self, request: web.Request) -> web.Response:
        """One day's score."""
        score = self._history().find(request.match_info["id"])
        if score is None:
            raise GraphError(404, "NotFound", f"Resource '{request.match_info['id']}' does not exist.")
        return _answer({"@odata.context": self._context("secureScores/$entity")} | score)

    async def list_profiles(self, request: web.Request) -> web.Response:
        """The improvement actions."""
        return self._list(request, self._profiles.all())

    async def get_profile(self, request: web.Request) -> web.Response:
        """One improvement action."""
        profile = self._profiles.get(request.match_info["id"])
        return _answer({"@odata.context": self._context("secureScoreControlProfiles/$entity")} | profile)

    async def update_profile(self, request: web.Request) -> web.Response:
        """The tenant's state of an improvement action: 204, or 200 with the object when preferred."""
        try:
            body = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise bad_request("The request body is not JSON.") from error
        by = request[USER]
        profile = self._profiles.update(request.match_info["id"], body, by=by, now=self.clock.now())
        if "return=representation" not in request.headers.get("Prefer", "").replace(" ", ""):
            return web.Response(status=204)
        context = {"@odata.context": self._context("secureScoreControlProfiles/$entity")}
        return _answer(context | profile, headers={"Preference-Applied": "return=representation"})

    async def switch(self, request: web.Request) -> web.Response:
        """
        Control, any of: {"pageSize": 20, "emptyPages": true, "concurrent": 4, "perMinute": 150, "retryAfter": false,
        "latencyMs": 50, "partial": {"providers": ["Microsoft/SecureScore/504/10001"], "status": 206, "withhold": 3}};
        null takes a limit or the partial results away.
        """
        wish, limits = await request.json(), self._throttle.limits
        if not 1 <= int(wish.get("pageSize", 1)) <= MAX_TOP:
            raise web.HTTPBadRequest(text=f"pageSize has to be between 1 and {MAX_TOP}")
        self._pager.page_size = int(wish.get("pageSize", self._pager.page_size))
        self._pager.empty_pages = bool(wish.get("emptyPages", self._pager.empty_pages))
        self._throttle.limits = Limits(
            concurrent=wish.get("concurrent", limits.concurrent),
            per_minute=wish.get("perMinute", limits.per_minute),
            send_retry_after=bool(wish.get("retryAfter", limits.send_retry_after)),
            latency_ms=int(wish.get("latencyMs", limits.latency_ms)),
        )
        self._partial = wish.get("partial", self._partial)
        return web.json_response({})

    def _history(self) -> ScoreHistory:
        return ScoreHistory(self._profiles.all(), self.clock.now().date())

    def _list(self, request: web.Request, items: Sequence[dict[str, Any]]) -> web.Response:
        partial = self._partial or {}
        if withheld := int(partial.get("withhold", 0)):
            items = items[: max(0, len(items) - withheld)]
        page = self._pager.page(request.path, request.query, items)
        body: dict[str, Any] = {"@odata.context": self._context(request.path.rpartition("/")[2])}
        if page.total is not None:
            body["@odata.count"] = page.total
        if page.next_query is not None:
            body["@odata.nextLink"] = f"{self._addresses.graph}{request.path}?{page.next_query}"
        warnings = ", ".join(f'199 - "{provider}"' for provider in partial.get("providers", []))
        headers = {"Warning": warnings} if warnings else {}
        return _answer(body | {"value": list(page.items)}, status=int(partial.get("status", 200)), headers=headers)

    def _context(self, name: str) -> str:
        return f"{self._addresses.graph}/v1.0/$metadata#security/{name}"

    def _guarded(self, handler: Callable[[web.Request], Awaitable[web.Response]]) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            ids = RequestIds.of(request.headers.get("client-request-id"))
            try:
                claims = self._caller(request)
                with self._throttle.call(str(claims.get("appid"))):
                    if self._throttle.limits.latency_ms:
                        await asyncio.sleep(self._throttle.limits.latency_ms / 1000)
                    response = await handler(request)
            except GraphError as error:
                return self._refuse(error, ids)
            response.headers.update(ids.headers())
            return response

        return answer

    def _caller(self, request: web.Request) -> Claims:
        """Whose token it is, when that token may do this."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise GraphError(401, "InvalidAuthenticationToken", "Access token is empty.")
        try:
            claims = self._tokens.verify(token, audiences=graph_audiences(self._addresses), issuer=STS_ISSUER)
        except InvalidTokenError as error:
            raise GraphError(401, "InvalidAuthenticationToken", _REFUSALS[error.flaw]) from error
        request[USER] = str(claims.get("oid"))
        needed = {WRITE} if request.method == "PATCH" else {READ, WRITE}
        if not needed & set(claims.get("roles", [])):
            text = "Auth token does not contain valid permissions or user does not have valid roles."
            raise GraphError(403, "Forbidden", text)
        return claims

    def _refuse(self, error: GraphError, ids: RequestIds) -> web.Response:
        headers = ids.headers() | ({} if error.retry_after is None else {"Retry-After": str(error.retry_after)})
        if error.status == 401:
            headers["WWW-Authenticate"] = f'Bearer authorization_uri="{self._addresses.entra}/common/oauth2/authorize"'
        return _answer(error.body(ids, self.clock.now()), status=error.status, headers=headers)


def _answer(body: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return web.Response(
        body=text, status=status, headers={"Content-Type": JSON_TYPE, "OData-Version": "4.0", **(headers or {})}
    )
