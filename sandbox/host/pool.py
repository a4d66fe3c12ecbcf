"""Worker processes: started, steered over channels, replaced at once when they die."""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.host.channel import Channel, Head
from sandbox.host.logs import HostLog

REPOSITORY = Path(__file__).resolve().parent.parent.parent
LOAD_TIMEOUT_S = 60.0
SHORTEST_LIFE_S = 1.0
"""A worker that dies sooner while loading makes the next one wait a little, so that a broken app costs no processor."""
DEATHS_BEFORE_GIVING_UP = 3
"""So many workers in a row that die before the app was ever loaded end the host."""


class AppLoadError(RuntimeError):
    """The app's code failed to load; the message is its exception with traceback."""


class WorkerDiedError(RuntimeError):
    """The worker process ended while the invocation ran; nothing is known of what it did."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A worker's "result" message."""

    head: Head
    body: bytes


@dataclass(frozen=True, slots=True)
class WorkerCommand:
    """What every worker process is started with."""

    app_dir: Path
    environment: Mapping[str, str]
    log_levels: Mapping[str, str]


class WorkerProcess:
    """One process and its channel."""

    def __init__(self, command: WorkerCommand) -> None:
        self._command = command
        self._channel = Channel(self._receive, self._closed)
        self._loaded: asyncio.Future[list[Head]] = asyncio.get_running_loop().create_future()
        self._gone = asyncio.Event()
        self.running: dict[str, asyncio.Future[Answer]] = {}
        self.ready = False
        self.last_used = 0
        self.pid = 0

    async def start(self) -> list[Head]:
        """Start the process; returns the functions it found. Raises AppLoadError or WorkerDiedError."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "sandbox.host.worker", "--channel", str(theirs.fileno())),
                *("--app-dir", str(self._command.app_dir)),
                cwd=REPOSITORY,
                env=self._command.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=sys.stderr.fileno(),
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C in a terminal is for the host, which lets invocations finish.
            )
        self.pid = self._process.pid
        await asyncio.get_running_loop().create_connection(lambda: self._channel, sock=ours)
        self._channel.send({"kind": "load", "logLevels": dict(self._command.log_levels)})
        try:
            functions = await asyncio.wait_for(self._loaded, LOAD_TIMEOUT_S)
        except TimeoutError as error:
            raise AppLoadError(f"the app did not load within {LOAD_TIMEOUT_S:.0f} s") from error
        self.ready = True
        return functions

    async def invoke(self, head: Head, body: bytes) -> Answer:
        """Run one invocation. Raises WorkerDiedError."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.running[head["id"]] = future
        self._channel.send(head, body)
        try:
            return await future
        finally:
            self.running.pop(head["id"], None)

    async def ended(self) -> int:
        """Wait until the process is gone; returns its exit code."""
        await self._gone.wait()
        self.kill()
        return await self._process.wait()

    async def stop(self, timeout_s: float) -> None:
        """Ask the process to end; kill it when it does not."""
        self.ready = False
        self._channel.send({"kind": "stop"})
        try:
            await asyncio.wait_for(self._process.wait(), timeout_s)
        except TimeoutError:
            self.kill()
            await self._process.wait()
        self._channel.close()

    def kill(self) -> None:
        """End the process now."""
        with suppress(ProcessLookupError):
            self._process.kill()

    def _receive(self, head: Head, body: bytes) -> None:
        match head["kind"]:
            case "result":
                future = self.running.get(head["id"])
                if future is not None and not future.done():
                    future.set_result(Answer(head, body))
            case "loaded" if not self._loaded.done():
                self._loaded.set_result(head["functions"])
            case "failed" if not self._loaded.done():
                self._loaded.set_exception(AppLoadError(f"{head['message']}\n{head['stack']}"))

    def _closed(self) -> None:
        self.ready = False
        self._gone.set()
        futures: list[asyncio.Future[Any]] = [self._loaded, *self.running.values()]
        for future in futures:
            if not future.done():
                future.set_exception(WorkerDiedError("the worker process ended"))
                future.exception()  # Looked at here: nobody may be waiting any more.


class WorkerPool:
    """`size` workers; each request goes to the one with the fewest running. `on_broken` is told why none can start."""

    def __init__(
        self, command: WorkerCommand, size: int, log: HostLog, on_broken: Callable[[AppLoadError], None]
    ) -> None:
        self._command = command
        self._size = size
        self._log = log
        self._on_broken = on_broken
        self._workers: list[WorkerProcess | None] = [None] * size
        self._restarts = [0] * size
        self._uses = itertools.count(1)
        self._some_ready = asyncio.Event()
        self._keepers: list[asyncio.Task[None]] = []

    async def start(self) -> list[Head]:
        """Start the workers; returns the app's functions once all are ready. Raises AppLoadError."""
        first = [asyncio.get_running_loop().create_future() for _ in range(self._size)]
        self._keepers = [asyncio.create_task(self._keep(slot, first[slot])) for slot in range(self._size)]
        found: list[list[Head]] = await asyncio.gather(*first)
        return found[0]

    async def invoke(self, head: Head, body: bytes, *, timeout_s: float | None) -> Answer:
        """Run one invocation on the least busy worker, waiting for one to be up. Raises WorkerDiedError, TimeoutError.

        After `timeout_s` the worker is killed, with everything else it runs.
        """
        while (worker := self._least_busy()) is None:
            self._some_ready.clear()
            await self._some_ready.wait()
        worker.last_used = next(self._uses)
        if timeout_s is None:
            return await worker.invoke(head, body)
        try:
            async with asyncio.timeout(timeout_s):
                return await worker.invoke(head, body)
        except TimeoutError:
            worker.kill()
            raise

    async def stop(self, timeout_s: float) -> None:
        """End all workers."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*(worker.stop(timeout_s) for worker in self._workers if worker and worker.pid))

    def describe(self) -> list[dict[str, Any]]:
        """Per worker {"pid", "ready", "running", "restarts", "peakRssKiB"}."""
        return [
            {
                "pid": worker.pid if worker else None,
                "ready": bool(worker and worker.ready),
                "running": len(worker.running) if worker else 0,
                "restarts": restarts,
                "peakRssKiB": peak_rss_kib(worker.pid) if worker and worker.ready else None,
            }
            for worker, restarts in zip(self._workers, self._restarts, strict=True)
        ]

    def _least_busy(self) -> WorkerProcess | None:
        ready = [worker for worker in self._workers if worker and worker.ready]
        return min(ready, key=lambda worker: (len(worker.running), worker.last_used), default=None)

    async def _keep(self, slot: int, first: asyncio.Future[list[Head]]) -> None:
        """Keep one worker alive."""
        deaths = 0
        while True:
            worker = self._workers[slot] = WorkerProcess(self._command)
            try:
                functions = await worker.start()
            except AppLoadError as error:
                self._give_up(first, error)
                return
            except WorkerDiedError:
                deaths += 1
                if not first.done() and deaths >= DEATHS_BEFORE_GIVING_UP:
                    self._give_up(first, AppLoadError(f"{deaths} worker processes ended while loading the app"))
                    return
            else:
                deaths = 0
                self._some_ready.set()
                if not first.done():
                    first.set_result(functions)
            code = await worker.ended()
            self._restarts[slot] += 1
            self._log.error(
                "Host.Worker", "worker process ended, starting another", workerPid=worker.pid, exitCode=code
            )
            if deaths:
                await asyncio.sleep(SHORTEST_LIFE_S)

    def _give_up(self, first: asyncio.Future[list[Head]], error: AppLoadError) -> None:
        if first.done():
            self._on_broken(error)
        else:
            first.set_exception(error)


def peak_rss_kib(pid: int | None = None) -> int | None:
    """The most memory a process has held, in KiB; None where the system does not tell."""
    try:
        status = Path(f"/proc/{pid or os.getpid()}/status").read_text()
    except OSError:
        return None
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), None)
    return int(line.split()[1]) if line else None
