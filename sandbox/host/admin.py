"""The admin paths, all behind the master key except the ping."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Protocol

from aiohttp import web

from sandbox.host.channel import Head
from sandbox.host.functions import Function, HttpTrigger, QueueTrigger, TimerTrigger
from sandbox.host.http_front import KEY_HEADER
from sandbox.host.invoker import Invoker
from sandbox.host.keys import ADMIN, AccessKeys
from sandbox.host.timers import timer_info

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class HostControl(Protocol):
    """What the admin paths may ask of the host."""

    def status(self) -> dict[str, Any]:
        """State and age."""
        ...

    def stats(self) -> dict[str, Any]:
        """Counts per function, processes."""
        ...

    def drain(self) -> None:
        """Stop the listeners."""
        ...

    def is_draining(self) -> bool:
        """Whether `drain` was asked for."""
        ...


class Admin:
    """Handlers of `/admin/`."""

    def __init__(
        self,
        control: HostControl,
        functions: dict[str, Function],
        errors: dict[str, str],
        invoker: Invoker,
        keys: AccessKeys,
    ) -> None:
        self._control = control
        self._functions = functions
        self._errors = errors
        self._invoker = invoker
        self._keys = keys
        self._started: set[asyncio.Task[Any]] = set()

    def routes(self) -> list[web.RouteDef]:
        """For aiohttp."""
        return [
            web.get("/admin/host/ping", self._ping),
            web.get("/admin/host/status", self._guarded(self._status)),
            web.get("/admin/host/stats", self._guarded(self._stats)),
            web.post("/admin/host/drain", self._guarded(self._drain)),
            web.get("/admin/host/drain/status", self._guarded(self._drain_status)),
            web.get("/admin/functions", self._guarded(self._list)),
            web.get("/admin/functions/{name}/keys", self._guarded(self._function_keys)),
            web.post("/admin/functions/{name}", self._guarded(self._run)),
            web.route("*", "/admin/{path:.*}", self._guarded(self._unknown)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            key = request.headers.get(KEY_HEADER) or request.query.get("code")
            if not self._keys.allows(ADMIN, key):
                return web.Response(status=HTTPStatus.UNAUTHORIZED)
            return await handler(request)

        return handle

    async def _ping(self, _: web.Request) -> web.Response:
        return web.Response()

    async def _unknown(self, _: web.Request) -> web.Response:
        return web.Response(status=HTTPStatus.NOT_FOUND)

    async def _status(self, _: web.Request) -> web.Response:
        return web.json_response(self._control.status())

    async def _stats(self, _: web.Request) -> web.Response:
        return web.json_response(self._control.stats())

    async def _drain(self, _: web.Request) -> web.Response:
        self._control.drain()
        return web.Response(status=HTTPStatus.ACCEPTED)

    async def _drain_status(self, _: web.Request) -> web.Response:
        running = self._invoker.running
        state = "Disabled" if not self._control.is_draining() else "InProgress" if running else "Completed"
        return web.json_response({"state": state, "outstandingInvocations": running})

    async def _list(self, _: web.Request) -> web.Response:
        running = [{"name": function.name, **_trigger_json(function)} for function in self._functions.values()]
        broken = [{"name": name, "error": error} for name, error in self._errors.items()]
        return web.json_response([*running, *broken])

    async def _function_keys(self, request: web.Request) -> web.Response:
        key = self._keys.functions.get(request.match_info["name"])
        if key is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        return web.json_response({"keys": [{"name": "default", "value": key}]})

    async def _run(self, request: web.Request) -> web.Response:
        """Run a timer or queue function now, beside its own listener; the answer does not wait for it."""
        function = self._functions.get(request.match_info["name"])
        if function is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        try:
            text = _input_of(await request.read())
        except ValueError as error:
            return web.Response(status=HTTPStatus.BAD_REQUEST, text=str(error))
        match function.trigger:
            case TimerTrigger():
                work = self._invoker.invoke(function, "timer", {"timer": timer_info(None, past_due=False)})
            case QueueTrigger():
                work = self._invoker.invoke(function, "queue", {"metadata": _metadata_by_hand()}, text.encode())
            case HttpTrigger():
                return web.Response(status=HTTPStatus.BAD_REQUEST, text="an HTTP function is run by its own route")
        task = asyncio.ensure_future(work)
        self._started.add(task)
        task.add_done_callback(self._started.discard)
        return web.Response(status=HTTPStatus.ACCEPTED)


def _input_of(body: bytes) -> str:
    """The text of {"input": "..."}; an empty body is an empty input. Raises ValueError."""
    if not body:
        return ""
    content: Head | Any = json.loads(body)
    text = content.get("input", "") if isinstance(content, dict) else None
    if not isinstance(text, str):
        raise ValueError('the body must be {"input": "..."}')  # noqa: TRY004 - one kind of error for a bad body
    return text


def _metadata_by_hand() -> Head:
    """Of a message that never was in a queue."""
    now = datetime.now(UTC)
    return {
        "Id": str(uuid.uuid4()),
        "PopReceipt": "",
        "DequeueCount": 1,
        "InsertionTime": now.isoformat(),
        "ExpirationTime": (now + timedelta(days=7)).isoformat(),
        "NextVisibleTime": now.isoformat(),
    }


def _trigger_json(function: Function) -> dict[str, Any]:
    match function.trigger:
        case HttpTrigger(route=route, methods=methods, auth_level=level):
            return {"trigger": "http", "route": route, "methods": sorted(methods), "authLevel": level}
        case QueueTrigger(queue_name=queue):
            return {"trigger": "queue", "queueName": queue}
        case TimerTrigger(schedule=schedule):
            return {"trigger": "timer", "schedule": schedule.expression}
