"""The host as a whole: workers, listeners and front, started and stopped in order."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.host.admin import Admin
from sandbox.host.functions import (
    Function,
    FunctionError,
    QueueTrigger,
    TimerTrigger,
    is_disabled,
    parse_function,
)
from sandbox.host.host_json import HostJson
from sandbox.host.http_front import HttpFront, HttpLimits
from sandbox.host.invoker import Invoker
from sandbox.host.keys import AccessKeys
from sandbox.host.logs import HostLog, LogLevels
from sandbox.host.pool import AppLoadError, WorkerCommand, WorkerPool, peak_rss_kib
from sandbox.host.queue_pump import LEASE_S, QueuePump
from sandbox.host.queue_storage import ConnectionSettingError, TriggerQueue, open_queue_service
from sandbox.host.routing import Router
from sandbox.host.telemetry import HostTelemetry
from sandbox.host.timer_state import TimerStore
from sandbox.host.timers import TimerListener

WORKER_STOP_S = 3.0


@dataclass(frozen=True, slots=True)
class HostOptions:
    """How a host is run. Times in seconds; `settings` are the app settings, which are the workers' environment."""

    app_dir: Path
    state_dir: Path
    settings: Mapping[str, str]
    port: int = 7071
    workers: int = 2
    master_key: str | None = field(default=None, repr=False)
    lease_s: float = LEASE_S
    grace_s: float = 20.0
    limits: HttpLimits = field(default_factory=HttpLimits)


class Host:
    """One host. `start`, then `wait`, then `stop`."""

    def __init__(self, options: HostOptions) -> None:
        self._options = options
        self._host_json = HostJson.load(options.app_dir)
        self._log = HostLog(LogLevels(self._host_json.log_levels))
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._listeners: list[QueuePump | TimerListener] = []
        self._listening: list[asyncio.Task[None]] = []
        self._services: dict[str, Any] = {}
        self._functions: dict[str, Function] = {}
        self._errors: dict[str, str] = {}
        self._draining = False
        self._started_at = time.monotonic()
        self.url = ""

    async def start(self) -> None:
        """Load the app and listen. Raises AppLoadError, RouteError or OSError."""
        options = self._options
        command = WorkerCommand(options.app_dir, options.settings, self._host_json.log_levels)
        self._pool = WorkerPool(command, options.workers, self._log, self._break)
        self._take_over(await self._pool.start())
        self._invoker = Invoker(
            self._pool,
            self._functions.values(),
            self._log,
            HostTelemetry(self._host_json.telemetry_mode, options.settings),
            timeout_s=self._host_json.function_timeout_s,
        )
        self._keys = AccessKeys.load(options.state_dir, self._functions, master=options.master_key)
        self._add_listeners()
        await self._listen()

    async def wait(self, stop: asyncio.Event) -> None:
        """Until asked to stop. Raises AppLoadError when a replaced worker could not load the app any more."""
        stopping = asyncio.ensure_future(stop.wait())
        waited_for: list[asyncio.Future[Any]] = [stopping, self._broken]
        await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if self._broken.done():
            self._broken.result()

    async def stop(self) -> None:
        """Stop listening, let running invocations finish within the grace period, end the workers."""
        self.drain()
        await self._site.stop()
        try:
            async with asyncio.timeout(self._options.grace_s):
                await asyncio.gather(*self._listening, return_exceptions=True)
                await self._invoker.idle()
        except TimeoutError:
            self._log.warning("Host", "invocations cut off at stop", running=self._invoker.running)
        await self._pool.stop(WORKER_STOP_S)  # Before the front, so that requests cut off here still get an answer.
        await self._runner.cleanup()
        for service in self._services.values():
            await service.close()

    def drain(self) -> None:
        """Stop the queue and timer listeners; HTTP goes on."""
        self._draining = True
        for listener in self._listeners:
            listener.stop()

    def is_draining(self) -> bool:
        """Whether the listeners have been stopped."""
        return self._draining

    def status(self) -> dict[str, Any]:
        """For `/admin/host/status`."""
        return {
            "id": self._options.app_dir.name,
            "state": "Running",
            "processUptime": round((time.monotonic() - self._started_at) * 1000),
            "errors": [f"{name}: {error}" for name, error in self._errors.items()],
        }

    def stats(self) -> dict[str, Any]:
        """For `/admin/host/stats`."""
        return {
            "functions": {
                name: {"invocations": counts.invocations, "failures": counts.failures, "running": counts.running}
                for name, counts in self._invoker.counts.items()
            },
            "workers": self._pool.describe(),
            "host": {
                "pid": os.getpid(),
                "peakRssKiB": peak_rss_kib(),
                "uptimeS": round(time.monotonic() - self._started_at, 1),
            },
        }

    def worker_pids(self) -> list[int]:
        """Process ids of the workers."""
        return [worker["pid"] for worker in self._pool.describe()]

    def _break(self, error: AppLoadError) -> None:
        if not self._broken.done():
            self._broken.set_exception(error)

    def _take_over(self, described: list[dict[str, Any]]) -> None:
        for item in described:
            if is_disabled(item["name"], self._options.settings):
                self._log.info("Host", "function is disabled", function=item["name"])
                continue
            try:
                self._functions[item["name"]] = parse_function(item, self._options.settings)
            except FunctionError as error:
                self._refuse(item["name"], error)

    def _refuse(self, name: str, error: Exception) -> None:
        self._errors[name] = str(error)
        self._log.error("Host", "function is in error and will not run", function=name, error=str(error))

    def _add_listeners(self) -> None:
        for function in list(self._functions.values()):
            match function.trigger:
                case QueueTrigger() as trigger:
                    try:
                        queue = self._trigger_queue(trigger)
                    except ConnectionSettingError as error:
                        self._refuse(function.name, error)
                        del self._functions[function.name]
                        continue
                    self._listeners.append(
                        QueuePump(
                            function,
                            queue,
                            self._host_json.queues,
                            self._invoker,
                            self._log,
                            lease_s=self._options.lease_s,
                        )
                    )
                case TimerTrigger() as trigger:
                    store = TimerStore(self._options.state_dir, function.name)
                    self._listeners.append(TimerListener(function, trigger, store, self._invoker, self._log))

    def _trigger_queue(self, trigger: QueueTrigger) -> TriggerQueue:
        if trigger.connection not in self._services:
            self._services[trigger.connection] = open_queue_service(trigger.connection, self._options.settings)
        return TriggerQueue(self._services[trigger.connection], trigger.queue_name)

    async def _listen(self) -> None:
        options = self._options
        router = Router(self._functions.values(), self._host_json.route_prefix)
        homepage = options.settings.get("AzureWebJobsDisableHomepage", "").lower() != "true"
        front = HttpFront(router, self._invoker, self._keys, options.limits, homepage=homepage)
        admin = Admin(self, self._functions, self._errors, self._invoker, self._keys)
        app = web.Application(client_max_size=options.limits.body_bytes)
        app.add_routes([*admin.routes(), web.route("*", "/{path:.*}", front.handle)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, auto_decompress=False)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", options.port)
        await self._site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._listening = [asyncio.create_task(listener.run()) for listener in self._listeners]
        for task in self._listening:
            task.add_done_callback(self._listener_ended)

    def _listener_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("Host", "listener failed", error=repr(error))
