"""The timer trigger: one listener per function, past-due ticks, one invocation at a time, in one host only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.host.channel import Head
from sandbox.host.functions import Function, TimerTrigger
from sandbox.host.invoker import Invoker
from sandbox.host.logs import HostLog
from sandbox.host.ncrontab import Schedule
from sandbox.host.timer_state import TimerStatus, TimerStore

LOCK_RETRY_S = 5.0
LONGEST_SLEEP_S = 60.0
"""The clock is looked at again after so long: it may have been set, or the machine may have slept."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StartUp:
    """What a listener finds when it starts: the status to keep, and whether a tick was missed."""

    status: TimerStatus
    is_past_due: bool
    changed: bool


def judge_start(kept: TimerStatus | None, schedule: Schedule, now: datetime) -> StartUp:
    """
    Compare the kept status with the schedule and the time.

    A first start stores the next tick and calls nothing. A changed schedule starts from now, or from the last tick
    when the new next tick is still ahead. However many ticks were missed, it is one past-due call.
    """
    if kept is None:
        return StartUp(TimerStatus(None, schedule.next_after(now), now), is_past_due=False, changed=True)
    counted_from = kept.last or kept.last_updated
    expected = schedule.next_after(counted_from)
    if kept.next == expected:
        return StartUp(kept, is_past_due=now > kept.next, changed=False)
    if now > expected:
        counted_from, expected = now, schedule.next_after(now)
    return StartUp(TimerStatus(None, expected, counted_from), is_past_due=False, changed=True)


def timer_info(status: TimerStatus | None, *, past_due: bool) -> Head:
    """The trigger's JSON."""
    return {
        "Schedule": {"AdjustForDST": True},
        "ScheduleStatus": status.to_json() if status else None,
        "IsPastDue": past_due,
    }


class TimerListener:
    """Runs one timer function until stopped."""

    def __init__(
        self,
        function: Function,
        trigger: TimerTrigger,
        store: TimerStore,
        invoker: Invoker,
        log: HostLog,
        *,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._function = function
        self._trigger = trigger
        self._store = store
        self._invoker = invoker
        self._log = log
        self._clock = clock
        self._stopping = asyncio.Event()
        self._status: TimerStatus | None = None

    def stop(self) -> None:
        """Start no more invocations; a running one goes on."""
        self._stopping.set()

    async def run(self) -> None:
        """Wait for the lock, then tick until stopped."""
        while not self._store.try_lock():
            if await self._stopped_within(LOCK_RETRY_S):
                return
        try:
            await self._listen()
        finally:
            self._store.unlock()

    async def _listen(self) -> None:
        started = self._clock()
        await self._first_call(started)
        next_tick = self._trigger.schedule.next_after(started)
        while not await self._stopped_before(next_tick):
            # Counted from the start of the call: ticks that pass while it runs collapse into one call right after.
            started = self._clock()
            await self._call(started, past_due=False, scheduled=True)
            next_tick = self._trigger.schedule.next_after(max(started, next_tick))

    async def _first_call(self, now: datetime) -> None:
        past_due = False
        if self._trigger.use_monitor:
            found = judge_start(self._store.read(), self._trigger.schedule, now)
            self._status = found.status
            past_due = found.is_past_due
            if found.changed:
                self._store.write(found.status)
        if past_due:
            self._log.info("Host.Timers", "past due, running now", function=self._function.name)
        if past_due or self._trigger.run_on_startup:
            await self._call(now, past_due=past_due, scheduled=False)

    async def _call(self, started: datetime, *, past_due: bool, scheduled: bool) -> None:
        info = timer_info(self._status, past_due=past_due)
        await self._invoker.invoke(self._function, "timer", {"timer": info})
        if not self._trigger.use_monitor:
            return
        counted_from = started
        if scheduled and self._status is not None and self._status.next > started:
            counted_from = self._status.next  # Woken a moment early: this was that tick.
        self._status = TimerStatus(counted_from, self._trigger.schedule.next_after(counted_from), counted_from)
        self._store.write(self._status)

    async def _stopped_before(self, moment: datetime) -> bool:
        while (left_s := (moment - self._clock()).total_seconds()) > 0:
            if await self._stopped_within(min(left_s, LONGEST_SLEEP_S)):
                return True
        return self._stopping.is_set()

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return False
        return True
