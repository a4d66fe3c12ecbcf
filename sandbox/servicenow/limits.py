"""What stops a request before it runs: rate-limit rules, the semaphores of the API, the queue of a session."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from sandbox.server import SandboxClock
from sandbox.servicenow.accounts import User
from sandbox.servicenow.errors import ApiError
from sandbox.servicenow.ids import Randomness
from sandbox.servicenow.sessions import Session

RUNNING = 4
WAITING = 50
WAITING_IN_SESSION = 10
HOUR_S = 3_600


class OverloadedError(Exception):
    """The request is not executed; it is answered with a bare `status`."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Semaphores:
    """The API's semaphore set: 4 run, 50 wait, and one transaction per session with 10 waiting behind it."""

    def __init__(self) -> None:
        self._running = asyncio.Semaphore(RUNNING)
        self._waiting = 0
        self.latency_ms = 0
        """How long every request takes, held inside its semaphore."""

    @contextlib.asynccontextmanager
    async def transaction(self, session: Session, queue_timeout_ms: int = 0) -> AsyncIterator[None]:
        """Wait for a turn. Raises OverloadedError: 202 session full, 429 queue full, 500 waited too long."""
        if session.lock.locked() and session.waiting >= WAITING_IN_SESSION:
            raise OverloadedError(202)
        session.waiting += 1
        try:
            await session.lock.acquire()
        finally:
            session.waiting -= 1
        try:
            await self._acquire(queue_timeout_ms)
            try:
                if self.latency_ms:
                    await asyncio.sleep(self.latency_ms / 1_000)
                yield
            finally:
                self._running.release()
        finally:
            session.lock.release()

    async def _acquire(self, queue_timeout_ms: int) -> None:
        if self._running.locked() and self._waiting >= WAITING:
            raise OverloadedError(429)
        self._waiting += 1
        try:
            await asyncio.wait_for(self._running.acquire(), queue_timeout_ms / 1_000 or None)
        except TimeoutError as error:
            raise OverloadedError(500) from error
        finally:
            self._waiting -= 1


@dataclass(frozen=True)
class RateLimitRule:
    """So many requests per clock hour to a table (or all of the REST API), for a user, a role, or everyone."""

    sys_id: str
    per_hour: int
    table: str = ""
    user: str = ""
    role: str = ""

    def matches(self, user: User, table: str) -> bool:
        """Whether a request falls under this rule."""
        if self.table and self.table != table:
            return False
        return (not self.user or self.user == user.user_name) and (not self.role or self.role in user.roles)

    @property
    def rank(self) -> tuple[int, int]:
        """Which of several matching rules holds, lowest first: user, role, everyone; then the lower limit."""
        return (0 if self.user else 1 if self.role else 2, self.per_hour)


class RateLimits:
    """Rules and their counters."""

    def __init__(self, clock: SandboxClock, random: Randomness) -> None:
        self._clock = clock
        self._random = random
        self.rules: list[RateLimitRule] = []
        self._counts: Counter[tuple[str, str, int]] = Counter()

    def add(self, per_hour: int, table: str = "", user: str = "", role: str = "") -> RateLimitRule:
        """A new rule; it replaces one for the same table, user and role."""
        rule = RateLimitRule(self._random.sys_id(), per_hour, table, user, role)
        self.rules = [old for old in self.rules if (old.table, old.user, old.role) != (table, user, role)]
        self.rules.append(rule)
        return rule

    def count(self, user: User, table: str, resource: str) -> dict[str, str]:
        """Count one request; the headers its answer carries, none without a rule. Raises ApiError 429."""
        matching = [rule for rule in self.rules if rule.matches(user, table)]
        if not matching:
            return {}
        rule = min(matching, key=lambda rule: rule.rank)
        now = self._clock.now()
        hour = _hour(now)
        self._counts[rule.sys_id, user.sys_id, hour] += 1
        reset = (hour + 1) * HOUR_S
        headers = {
            "X-RateLimit-Limit": str(rule.per_hour),
            "X-RateLimit-Reset": str(reset),
            "X-RateLimit-Rule": rule.sys_id,
        }
        if self._counts[rule.sys_id, user.sys_id, hour] > rule.per_hour:
            headers["Retry-After"] = str(max(1, int(reset - now.timestamp())))
            detail = f"Rate limit of {rule.per_hour} requests per hour for {resource} exceeded"
            raise ApiError(429, "Rate limit exceeded", detail, headers)
        return headers


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // HOUR_S
