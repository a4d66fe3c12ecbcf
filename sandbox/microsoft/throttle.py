"""Graph's limits for Secure Score, per application: calls at once and calls per minute."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sandbox.microsoft.graph_errors import GraphError
from sandbox.server import SandboxClock

WINDOW_S = 60


@dataclass
class Limits:
    """What is allowed; None means no limit. `latency_ms` lengthens every call, so that calls can meet at all."""

    concurrent: int | None = None
    per_minute: int | None = None
    send_retry_after: bool = True
    latency_ms: int = 0


class Throttle:
    """Counts calls. Refused calls count too, as they do in the real service."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """No limits, nothing counted."""
        self.limits = Limits()
        self._running: Counter[str] = Counter()
        self._recent: defaultdict[str, deque[float]] = defaultdict(deque)

    @contextmanager
    def call(self, application: str) -> Iterator[None]:
        """Around one call. Raises GraphError 429."""
        now, recent = self._clock.now().timestamp(), self._recent[application]
        while recent and recent[0] <= now - WINDOW_S:
            recent.popleft()
        recent.append(now)
        if self.limits.per_minute is not None and len(recent) > self.limits.per_minute:
            raise self._refusal(max(1, round(recent[0] + WINDOW_S - now)))
        if self.limits.concurrent is not None and self._running[application] >= self.limits.concurrent:
            raise self._refusal(1)
        self._running[application] += 1
        try:
            yield
        finally:
            self._running[application] -= 1

    def _refusal(self, wait_s: int) -> GraphError:
        wait = wait_s if self.limits.send_retry_after else None
        return GraphError(429, "TooManyRequests", "Too many requests. Try again later.", retry_after=wait)
