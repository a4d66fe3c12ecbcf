"""The HTTP front: requests to functions and back, with the headers the platform's front end adds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aiohttp import web
from multidict import CIMultiDict

from sandbox.host.channel import Head
from sandbox.host.functions import Function, HttpTrigger
from sandbox.host.invoker import Invoker, Outcome
from sandbox.host.keys import AccessKeys
from sandbox.host.routing import Router

KEY_HEADER = "x-functions-key"
HOMEPAGE = "<!DOCTYPE html><title>Function app</title><p>Your function app is up and running.</p>"
_HOST_MADE = frozenset(("content-length", "transfer-encoding", "connection", "set-cookie"))


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """Of one request: the body's bytes, and the seconds until the load balancer gives up waiting."""

    body_bytes: int = 104_857_600
    response_s: float = 230.0


class HttpFront:
    """Answers everything but the admin paths."""

    def __init__(
        self, router: Router, invoker: Invoker, keys: AccessKeys, limits: HttpLimits, *, homepage: bool
    ) -> None:
        self._router = router
        self._invoker = invoker
        self._keys = keys
        self._limits = limits
        self._homepage = homepage

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        raw_path = request.rel_url.raw_path
        if raw_path == "/" and self._homepage:
            return web.Response(text=HOMEPAGE, content_type="text/html")
        found = self._router.find(request.method, raw_path)
        if found is None:
            return web.Response(status=HTTPStatus.NO_CONTENT if raw_path == "/" else HTTPStatus.NOT_FOUND)
        function, values = found
        assert isinstance(function.trigger, HttpTrigger)  # noqa: S101 - the router holds no others
        key = request.headers.get(KEY_HEADER) or request.query.get("code")
        if not self._keys.allows(function.trigger.auth_level, key, function.name):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        if (request.content_length or 0) > self._limits.body_bytes:
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = await request.read()  # aiohttp answers 413 when a body without length grows too large.
        return await self._answer(function, _described(request, values), body)

    async def _answer(self, function: Function, described: Head, body: bytes) -> web.Response:
        running = asyncio.ensure_future(self._invoker.invoke(function, "http", {"http": described}, body))
        done, _ = await asyncio.wait([running], timeout=self._limits.response_s)
        # The load balancer gives up; the function runs on, as in Azure.
        return _response(running.result()) if done else web.Response(status=HTTPStatus.GATEWAY_TIMEOUT)


def _described(request: web.Request, values: dict[str, str]) -> Head:
    peer = request.transport.get_extra_info("peername") if request.transport else None
    client = f"{peer[0]}:{peer[1]}" if peer else ""
    headers = _joined(request.headers)
    forwarded = headers.get("x-forwarded-for")
    headers["x-forwarded-for"] = f"{forwarded}, {client}" if forwarded else client
    headers["x-forwarded-proto"] = request.scheme
    headers["client-ip"] = client
    headers["disguised-host"] = request.host
    headers["x-original-url"] = request.raw_path
    return {
        "method": request.method,
        "url": f"{request.scheme}://{request.host}{request.raw_path}",
        "headers": headers,
        "query": _joined_query(request),
        "params": values,
    }


def _joined(headers: Any) -> dict[str, str]:
    """Names in lower case, repeated headers joined by commas, empty ones left out, as the host hands them on."""
    joined: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        if key in joined:
            joined[key] += f",{value}"
        elif value:
            joined[key] = value
    return joined


def _joined_query(request: web.Request) -> dict[str, str]:
    """Repeated names joined by commas without regard to case, empty values left out, as the host hands them on."""
    names: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for name, value in request.query.items():
        values.setdefault(names.setdefault(name.lower(), name), []).append(value)
    return {name: joined for name, items in values.items() if (joined := ",".join(items))}


def _response(outcome: Outcome) -> web.Response:
    if not outcome.succeeded:
        return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
    if outcome.http is None:
        return web.Response(status=HTTPStatus.NO_CONTENT)
    headers: CIMultiDict[str] = CIMultiDict()
    for name, value in outcome.http["headers"]:
        if name.lower() not in _HOST_MADE:
            headers[name] = value
    for cookie in outcome.http["cookies"]:
        headers.add("Set-Cookie", set_cookie(cookie))
    return web.Response(status=outcome.http["status"], body=outcome.body, headers=headers)


def set_cookie(cookie: Head) -> str:
    """A Set-Cookie value as ASP.NET Core writes it; it percent-encodes the value."""
    text = f"{cookie['name']}={quote(cookie['value'], safe='-_.~')}"
    if cookie["expires"] is not None:
        text += f"; expires={format_datetime(datetime.fromtimestamp(cookie['expires'], UTC), usegmt=True)}"
    if cookie["maxAge"] is not None:
        text += f"; max-age={int(cookie['maxAge'])}"
    for name in ("domain", "path"):
        if cookie[name]:
            text += f"; {name}={cookie[name]}"
    text += "; secure" if cookie["secure"] else ""
    text += f"; samesite={cookie['sameSite']}" if cookie["sameSite"] else ""
    return text + ("; httponly" if cookie["httpOnly"] else "")
