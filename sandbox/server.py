"""Base of all simulators: clock, request log, faults on demand, and the control paths under `/_sandbox/`.

A simulator is a class with `name`, `routes()` and `reset()`; it knows nothing of sockets. `serve` puts it on one or two
loopback addresses (plain and TLS). Every simulator answers, beside the real service's paths:

    GET    /_sandbox/health           {"name", "now"}
    POST   /_sandbox/reset            back to the start: records, faults, clock, log
    POST   /_sandbox/fail             a `Fault` in JSON, see there
    GET    /_sandbox/fail             {"faults": [{"kind", "status", "match", "hits", "underWay"}]}: how often each
                                  struck, and how many requests it holds now
    DELETE /_sandbox/fail             no more faults
    POST   /_sandbox/clock            {"advanceS": 3600}: moves this simulator's clock
    GET    /_sandbox/requests         {"counts": {"POST /path/{id}": 3}, "requests": [...]}, newest last
    DELETE /_sandbox/requests         empties the log
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import ssl
import threading
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

USER = web.RequestKey("user", str)
"""Who asked, once a simulator knows; the request log shows it."""

LOG_LENGTH = 20_000
"""Requests kept in the log; the counts go on."""

_LOOK_S = 0.05
"""How soon a request that hangs notices that nobody waits for it."""

MAX_LINE = 64 * 1024
"""Longest request line and header read; whether one is too long is for the simulator to say."""


class Simulator(Protocol):
    """One service's state and rules."""

    name: str
    clock: SandboxClock

    def routes(self) -> Iterable[web.RouteDef]:
        """The real service's paths."""
        ...

    def reset(self) -> None:
        """Back to the state at start."""
        ...

    def fault_answer(self, fault: Fault) -> web.StreamResponse:
        """The service's own answer for a fault of kind "status" or "html"."""
        ...


@runtime_checkable
class Watcher(Protocol):
    """A simulator that also looks at every request as it comes in, before any fault."""

    async def received(self, request: web.Request) -> None:
        """Called once per request to the real service's paths."""
        ...


class SandboxClock:
    """The service's time, which control may move ahead."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock by this many seconds; negative moves it back."""
        self._ahead += timedelta(seconds=seconds)

    def reset(self) -> None:
        """Back to the machine's time."""
        self._ahead = timedelta()


FAULT_KINDS = ("status", "html", "drop_before", "drop_after", "truncate", "empty", "delay", "hang")


@dataclass
class Fault:
    """
    Trouble to answer with instead of, or after, the real answer.

    `kind` is one of
        status       answer `status` in the service's own error form (`retryAfter` seconds as header, when given)
        html         the service's page for people instead of JSON, with `status` (200: asleep; 502, 503: in trouble)
        drop_before  close the connection, nothing done
        drop_after   do it, then close the connection without an answer
        truncate     do it, then send only the first half of the body
        empty        answer `status` (202) with no body, nothing done
        delay        wait `delayMs`, then go on
        hang         accept and never answer, nothing done: until the client leaves, or the faults are taken away
    """

    kind: str
    status: int = 500
    retry_after: int | None = None
    delay_ms: int = 0
    match: str = ""  # a regular expression searched in "METHOD /path"; empty: every request
    next: int | None = None  # so many requests; None: no end
    rate: float = 1.0  # the share of matching requests it hits
    seed: int | None = None  # makes `rate` repeatable
    hit_count: int = field(init=False, default=0)
    under_way: int = field(init=False, default=0)  # requests that hang by it now
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in FAULT_KINDS:
            raise ValueError(f"unknown kind {self.kind!r}, one of {', '.join(FAULT_KINDS)}")
        re.compile(self.match)
        self._random = random.Random(self.seed)  # noqa: S311 - chance, not secrecy

    def hits(self, method: str, path: str) -> bool:
        """Whether this request is hit; counts it when so."""
        if self.next == 0 or not re.search(self.match, f"{method} {path}") or self._random.random() >= self.rate:
            return False
        if self.next is not None:
            self.next -= 1
        self.hit_count += 1
        return True

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Fault:
        """From the control path's JSON, camelCase keys."""
        names = {"retryAfter": "retry_after", "delayMs": "delay_ms"}
        return cls(**{names.get(key, key): item for key, item in value.items()})


@dataclass
class RequestLog:
    """
    What was asked: method, path, query names, user, status, when (seconds of a steady clock) and how long it took.
    Never a token, secret, code or body.
    """

    requests: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=LOG_LENGTH))
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, request: web.Request, status: int, started: float) -> None:
        """Record one answered (or dropped, status 0) request."""
        resource = request.match_info.route.resource
        self.counts[f"{request.method} {resource.canonical if resource else request.path}"] += 1
        self.requests.append(
            {
                "method": request.method,
                "path": request.path,
                "query": sorted(request.query),
                "user": request.get(USER),
                "status": status,
                "startedS": round(started, 3),
                "ms": round((time.monotonic() - started) * 1000, 1),
            }
        )

    def clear(self) -> None:
        """Forget everything."""
        self.requests.clear()
        self.counts.clear()


def build_app(simulator: Simulator) -> web.Application:
    """The simulator's routes, wrapped in log and faults, with its control paths."""
    log, faults = RequestLog(), list[Fault]()

    @web.middleware
    async def observed(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/_sandbox/"):
            return await handler(request)
        started = time.monotonic()
        status = 0
        try:
            if isinstance(simulator, Watcher):
                await simulator.received(request)
            response = await _with_faults(simulator, faults, request, handler)
            status = response.status
        except web.HTTPException as answer:
            status = answer.status
            raise
        else:
            return response
        finally:
            log.add(request, status, started)

    app = web.Application(middlewares=[observed], client_max_size=32 * 1024**2)
    app.add_routes([*simulator.routes(), *_control_routes(simulator, log, faults)])
    return app


async def _with_faults(
    simulator: Simulator, faults: list[Fault], request: web.Request, handler: Handler
) -> web.StreamResponse:
    fault = next((fault for fault in faults if fault.hits(request.method, request.path)), None)
    if fault is None:
        return await handler(request)
    if fault.kind in ("status", "html"):
        await request.read()
        return simulator.fault_answer(fault)
    if fault.kind == "empty":
        await request.read()
        return web.Response(status=202 if fault.status == 500 else fault.status)
    if fault.kind == "drop_before":
        await request.read()
        return _drop(request)
    if fault.kind == "delay":
        await asyncio.sleep(fault.delay_ms / 1000)
        return await handler(request)
    if fault.kind == "hang":
        await _hang(fault, faults, request)
        return _drop(request)
    response = await handler(request)
    if fault.kind == "drop_after":
        return _drop(request)
    if isinstance(response, web.Response) and isinstance(response.body, bytes):
        response.body = response.body[: len(response.body) // 2]
    return response


async def _hang(fault: Fault, faults: list[Fault], request: web.Request) -> None:
    await request.read()
    fault.under_way += 1
    try:
        # By identity: two faults of the same words are equal.
        while request.transport is not None and any(each is fault for each in faults):
            await asyncio.sleep(_LOOK_S)
    finally:
        fault.under_way -= 1


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _control_routes(simulator: Simulator, log: RequestLog, faults: list[Fault]) -> list[web.RouteDef]:
    async def health(_: web.Request) -> web.Response:
        return web.json_response({"name": simulator.name, "now": simulator.clock.now().isoformat()})

    async def reset(_: web.Request) -> web.Response:
        simulator.clock.reset()
        simulator.reset()
        faults.clear()
        log.clear()
        return web.json_response({})

    async def fail(request: web.Request) -> web.Response:
        try:
            faults.append(Fault.from_json(await request.json()))
        except (TypeError, ValueError, re.error) as error:
            raise web.HTTPBadRequest(text=f"not a fault: {error}") from error
        return web.json_response({"faults": len(faults)})

    async def show_faults(_: web.Request) -> web.Response:
        shown = [
            {"kind": f.kind, "status": f.status, "match": f.match, "hits": f.hit_count, "underWay": f.under_way}
            for f in faults
        ]
        return web.json_response({"faults": shown})

    async def heal(_: web.Request) -> web.Response:
        faults.clear()
        return web.json_response({})

    async def clock(request: web.Request) -> web.Response:
        simulator.clock.advance(float((await request.json())["advanceS"]))
        return web.json_response({"now": simulator.clock.now().isoformat()})

    async def requests(_: web.Request) -> web.Response:
        return web.json_response({"counts": dict(log.counts), "requests": list(log.requests)})

    async def forget(_: web.Request) -> web.Response:
        log.clear()
        return web.json_response({})

    return [
        web.get("/_sandbox/health", health),
        web.post("/_sandbox/reset", reset),
        web.post("/_sandbox/fail", fail),
        web.get("/_sandbox/fail", show_faults),
        web.delete("/_sandbox/fail", heal),
        web.post("/_sandbox/clock", clock),
        web.get("/_sandbox/requests", requests),
        web.delete("/_sandbox/requests", forget),
    ]


@dataclass(frozen=True)
class Listener:
    """One loopback address a simulator answers on. `tls` is the path of a PEM file with key and certificates."""

    port: int
    tls: str | None = None


async def start(app: web.Application, listeners: Iterable[Listener]) -> web.AppRunner:
    """Listen on 127.0.0.1; port 0 picks a free one (read it from `runner.addresses`)."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, max_line_size=MAX_LINE, max_field_size=MAX_LINE)
    await runner.setup()
    for listener in listeners:
        context = None
        if listener.tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(listener.tls)
        await web.TCPSite(runner, "127.0.0.1", listener.port, ssl_context=context).start()
    return runner


async def serve(app: web.Application, listeners: Iterable[Listener]) -> None:
    """Listen until cancelled."""
    runner = await start(app, listeners)
    try:
        await asyncio.Event().wait()
    finally:
        with contextlib.suppress(asyncio.CancelledError):
            await runner.cleanup()


class BackgroundServer:
    """
    A simulator on its own thread and a free port, for tests. A context manager.

    `url` is its address. With `also_plain` it listens on a second port without TLS, at `plain_url`.
    """

    def __init__(self, simulator: Simulator, *, tls: str | None = None, also_plain: bool = False) -> None:
        self.simulator = simulator
        self._tls, self._also_plain = tls, also_plain
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> BackgroundServer:
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listeners = [Listener(0, self._tls), *([Listener(0)] if self._also_plain else [])]
        started = start(build_app(self.simulator), listeners)
        self._runner = asyncio.run_coroutine_threadsafe(started, self._loop).result(10)
        host, port = self._runner.addresses[0][:2]
        self.url = f"{'https' if self._tls else 'http'}://{host}:{port}"
        self.plain_url = f"http://{host}:{self._runner.addresses[-1][1]}" if self._also_plain else ""
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
