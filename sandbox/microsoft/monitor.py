"""The ingestion endpoint of Application Insights, with local authentication switched off.

It takes what the real one takes and keeps it in memory for whoever looks:

    GET  /_sandbox/items?after=0      {"items": [envelope, ...], "next": 12}: as they were sent, oldest first
    GET  /_sandbox/traces             {"traces": [{"id", "spans": [...]}]}: spans by trace, see `telemetry.Span`
    GET  /_sandbox/metrics            {"metrics": [{"name", "attributes", "sum", "count", "last"}]}
    POST /_sandbox/monitor            {"role": "publisher" | "none"}: what the managed identity may do here
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from aiohttp import web

from sandbox import seed
from sandbox.microsoft.addresses import STS_ISSUER
from sandbox.microsoft.resources import MONITOR, monitor_audiences
from sandbox.microsoft.telemetry import Envelope, metrics_in, spans_in
from sandbox.microsoft.tokens import InvalidTokenError, TokenService
from sandbox.server import USER, Fault, SandboxClock

ROLES = ("publisher", "none")
KEPT = 100_000
"""Envelopes kept; older ones are forgotten."""
BIGGEST_ITEM = 64 * 1024
BASE_TYPES = frozenset(
    {
        "RequestData",
        "RemoteDependencyData",
        "MessageData",
        "ExceptionData",
        "EventData",
        "MetricData",
        "AvailabilityData",
    }
)


class MonitorSimulator:
    """One component. Not imitated: sampling at ingestion, quotas, delays until data can be queried, queries."""

    name = "monitor"

    def __init__(self, clock: SandboxClock, tokens: TokenService) -> None:
        self.clock = clock
        self._tokens = tokens
        self.reset()

    def reset(self) -> None:
        """Nothing received; the identity may publish."""
        self._items: deque[Envelope] = deque(maxlen=KEPT)
        self._received = 0
        self._role = "publisher"

    def routes(self) -> list[web.RouteDef]:
        """Ingestion, and what control shows of it."""
        return [
            # Endpoints in connection strings end in a slash, to which the client adds another.
            *(web.post(path, self.track) for path in ("/v2.1/track", "//v2.1/track", "/v2/track", "//v2/track")),
            web.get("/_sandbox/items", self.show_items),
            web.get("/_sandbox/traces", self.show_traces),
            web.get("/_sandbox/metrics", self.show_metrics),
            web.post("/_sandbox/monitor", self.switch),
        ]

    def fault_answer(self, fault: Fault) -> web.StreamResponse:
        """The service's JSON for trouble."""
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return web.json_response(_answer(0, 0, []), status=fault.status, headers=headers)

    async def track(self, request: web.Request) -> web.Response:
        """Take a list of envelopes: 200 for all of them, 206 naming those that were refused, 400 for none."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        try:
            sent = _envelopes(await request.text())
        except ValueError:
            return web.json_response(_answer(0, 0, [_error(0, 400, "Invalid JSON")]), status=HTTPStatus.BAD_REQUEST)
        errors = [_error(index, 400, flaw) for index, item in enumerate(sent) if (flaw := _flaw(item))]
        refused = {error["index"] for error in errors}
        taken = [item for index, item in enumerate(sent) if index not in refused]
        self._items.extend(taken)
        self._received += len(taken)
        status = HTTPStatus.OK if not errors else HTTPStatus.PARTIAL_CONTENT if taken else HTTPStatus.BAD_REQUEST
        return web.json_response(_answer(len(sent), len(taken), errors), status=status)

    async def show_items(self, request: web.Request) -> web.Response:
        """Control: what was received after so many."""
        after = max(int(request.query.get("after", 0)), self._received - len(self._items))
        skipped = after - (self._received - len(self._items))
        return web.json_response({"items": list(self._items)[skipped:], "next": self._received})

    async def show_traces(self, _: web.Request) -> web.Response:
        """Control: spans by trace, traces by their first span."""
        traces: dict[str, list[dict[str, Any]]] = {}
        for span in spans_in(self._items):
            traces.setdefault(span.trace_id, []).append(asdict(span))
        return web.json_response({"traces": [{"id": id_, "spans": spans} for id_, spans in traces.items()]})

    async def show_metrics(self, _: web.Request) -> web.Response:
        """Control: every metric with its attributes, added up."""
        totals: dict[tuple[str, str], dict[str, Any]] = {}
        for point in metrics_in(self._items):
            key = (point.name, json.dumps(point.attributes, sort_keys=True))
            total = totals.setdefault(
                key, {"name": point.name, "attributes": point.attributes, "sum": 0.0, "count": 0, "last": 0.0}
            )
            total["sum"] += point.value
            total["count"] += point.count
            total["last"] = point.value
        return web.json_response({"metrics": [totals[key] for key in sorted(totals)]})

    async def switch(self, request: web.Request) -> web.Response:
        """Control: the identity's role."""
        role = (await request.json()).get("role", self._role)
        if role not in ROLES:
            raise web.HTTPBadRequest(text=f"role has to be one of {', '.join(ROLES)}")
        self._role = role
        return web.json_response({"role": role})

    def _refusal(self, request: web.Request) -> web.Response | None:
        """401 without a token for this service, 403 without the role Monitoring Metrics Publisher."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return web.json_response(_answer(0, 0, []), status=HTTPStatus.UNAUTHORIZED)
        try:
            claims = self._tokens.verify(token, audiences=monitor_audiences(), issuer=STS_ISSUER)
        except InvalidTokenError:
            return web.json_response(_answer(0, 0, []), status=HTTPStatus.UNAUTHORIZED)
        request[USER] = "managed identity"
        if claims.get("oid") != seed.IDENTITY_PRINCIPAL_ID or self._role == "none":
            return web.json_response(_answer(0, 0, []), status=HTTPStatus.FORBIDDEN)
        return None


def connection_string(endpoint: str) -> str:
    """What an app is told to send its telemetry here."""
    parts = {
        "InstrumentationKey": seed.INSTRUMENTATION_KEY,
        "IngestionEndpoint": f"{endpoint}/",
        "LiveEndpoint": f"{endpoint}/",
        "AADAudience": MONITOR,
    }
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _envelopes(text: str) -> list[Envelope]:
    """A JSON array, or one envelope per line. Raises ValueError."""
    decoded = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines()]
    if not all(isinstance(item, dict) for item in decoded):
        raise ValueError("not a list of envelopes")
    envelopes: list[Envelope] = decoded
    return envelopes


def _flaw(item: Envelope) -> str:
    """What the service would say against an envelope, "" for nothing."""
    if item.get("iKey") != seed.INSTRUMENTATION_KEY:
        return "Invalid instrumentation key"
    if not item.get("name") or not item.get("time"):
        return "Field 'name' or 'time' is missing"
    if item.get("data", {}).get("baseType") not in BASE_TYPES:
        return "Field 'baseType' on type 'Data' is unknown"
    return "Telemetry item is too large" if len(json.dumps(item)) > BIGGEST_ITEM else ""


def _error(index: int, status: int, message: str) -> dict[str, Any]:
    return {"index": index, "statusCode": status, "message": message}


def _answer(received: int, accepted: int, errors: list[dict[str, Any]]) -> dict[str, Any]:
    return {"itemsReceived": received, "itemsAccepted": accepted, "appId": None, "errors": errors}
