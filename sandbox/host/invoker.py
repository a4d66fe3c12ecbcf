"""Invocations: one log line and one count each, whatever triggered them."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.host.channel import Head
from sandbox.host.functions import Function
from sandbox.host.logs import HostLog
from sandbox.host.pool import WorkerDiedError, WorkerPool
from sandbox.host.telemetry import HostTelemetry

SUCCEEDED, FAILED, CRASHED, TIMED_OUT = "succeeded", "failed", "worker died", "timed out"


@dataclass(slots=True)
class Counts:
    """Of one function."""

    invocations: int = 0
    failures: int = 0
    running: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an invocation ended: `result` is one of the words above, `http` the answer's head, `body` its body."""

    result: str
    http: Head | None = None
    body: bytes = b""

    @property
    def succeeded(self) -> bool:
        """Whether the function returned."""
        return self.result == SUCCEEDED


class Invoker:
    """Runs functions on the pool, counts and logs."""

    def __init__(
        self,
        pool: WorkerPool,
        functions: Iterable[Function],
        log: HostLog,
        telemetry: HostTelemetry,
        *,
        timeout_s: float | None,
    ) -> None:
        self._pool = pool
        self._log = log
        self._telemetry = telemetry
        self._timeout_s = timeout_s
        self._idle = asyncio.Event()
        self._idle.set()
        self._running = 0
        self.counts = {function.name: Counts() for function in functions}

    @property
    def running(self) -> int:
        """Invocations running now."""
        return self._running

    async def idle(self) -> None:
        """Wait until nothing runs."""
        await self._idle.wait()

    async def invoke(self, function: Function, trigger: str, fields: Head, body: bytes = b"") -> Outcome:
        """
        Run `function`; never raises for trouble in it.

        Args:
            trigger: "http", "queue" or "timer".
            fields: The trigger's own part of the message, see `rpc.trigger_data`.
        """
        counts = self.counts[function.name]
        invocation_id = str(uuid.uuid4())
        span = self._telemetry.begin(function, trigger, invocation_id, fields.get("http", {}).get("headers", {}))
        head = {
            "kind": "invoke",
            "id": invocation_id,
            "functionId": function.id,
            "parameter": function.trigger.parameter,
            "trigger": trigger,
            "traceParent": self._telemetry.traceparent(span),
            **fields,
        }
        started = time.perf_counter()
        self._begin(counts)
        try:
            outcome, error = await self._run(head, body)
        finally:
            self._end(counts)
        counts.invocations += 1
        counts.failures += not outcome.succeeded
        self._telemetry.end(span, succeeded=outcome.succeeded)
        self._report(function, head, outcome, error, time.perf_counter() - started)
        return outcome

    async def _run(self, head: Head, body: bytes) -> tuple[Outcome, dict[str, Any]]:
        try:
            answer = await self._pool.invoke(head, body, timeout_s=self._timeout_s)
        except WorkerDiedError:
            return Outcome(CRASHED), {}
        except TimeoutError:
            return Outcome(TIMED_OUT), {}
        error = answer.head.get("error")
        if error is not None:
            return Outcome(FAILED), error
        return Outcome(SUCCEEDED, answer.head.get("http"), answer.body), {}

    def _begin(self, counts: Counts) -> None:
        counts.running += 1
        self._running += 1
        self._idle.clear()

    def _end(self, counts: Counts) -> None:
        counts.running -= 1
        self._running -= 1
        if not self._running:
            self._idle.set()

    def _report(
        self, function: Function, head: Head, outcome: Outcome, error: dict[str, Any], elapsed_s: float
    ) -> None:
        self._log.write(
            logging.INFO if outcome.succeeded else logging.ERROR,
            f"Function.{function.name}",
            "invocation",
            function=function.name,
            invocationId=head["id"],
            trigger=head["trigger"],
            durationMs=round(elapsed_s * 1000, 1),
            outcome=outcome.result,
            status=outcome.http["status"] if outcome.http else None,
            error=error.get("message"),
            stack=error.get("stack"),
        )
