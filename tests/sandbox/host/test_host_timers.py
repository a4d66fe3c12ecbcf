"""Timers: what is past due, what counts as first start, what a listener calls."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.host.functions import Function, TimerTrigger
from sandbox.host.invoker import SUCCEEDED, Outcome
from sandbox.host.logs import HostLog, LogLevels
from sandbox.host.ncrontab import Schedule
from sandbox.host.timer_state import TimerStatus, TimerStore
from sandbox.host.timers import TimerListener, judge_start

HOURLY = Schedule.parse("0 0 * * * *")
NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_first_start_calls_nothing():
    """
    Without a kept status only the next tick is stored.
    """
    found = judge_start(None, HOURLY, NOW)

    assert not found.is_past_due
    assert found.status == TimerStatus(None, NOW.replace(hour=11, minute=0), NOW)


@pytest.mark.parametrize("hours_missed", [1, 48])
def test_missed_ticks_are_one_past_due_call(hours_missed: int):
    """
    However many ticks were missed, the start finds one past due.
    """
    last = NOW.replace(minute=0) - hours_missed * HOUR
    found = judge_start(TimerStatus(last, last + HOUR, last), HOURLY, NOW)

    assert found.is_past_due
    assert not found.changed


def test_a_restart_between_ticks_is_not_past_due():
    """
    A next tick still ahead is waited for.
    """
    last = NOW.replace(minute=0)
    assert not judge_start(TimerStatus(last, last + HOUR, last), HOURLY, NOW).is_past_due


def test_a_timer_that_never_ticked_can_be_past_due():
    """
    Before the first tick the time of the first start counts.
    """
    begun = NOW - 2 * HOUR
    kept = TimerStatus(None, HOURLY.next_after(begun), begun)

    assert judge_start(kept, HOURLY, NOW).is_past_due


def test_a_changed_schedule_is_not_past_due():
    """
    The next tick is counted anew from now, and nothing is called.
    """
    last = NOW.replace(minute=0) - 5 * HOUR
    daily = Schedule.parse("0 15 6 * * *")
    found = judge_start(TimerStatus(last, last + HOUR, last), daily, NOW)

    assert not found.is_past_due
    assert found.status.next == datetime(2026, 11, 22, 6, 15, tzinfo=UTC)


def test_status_file_has_the_platform_form(tmp_path: Path):
    """
    Last, Next and LastUpdated survive a round trip; a file nobody can read counts as none.
    """
    store = TimerStore(tmp_path, "tick")
    status = TimerStatus(None, NOW + HOUR, NOW)
    store.write(status)

    assert store.read() == status
    assert status.to_json() == {
        "Last": "0001-01-01T00:00:00+00:00",
        "Next": "2026-11-21T11:30:00+00:00",
        "LastUpdated": "2026-11-21T10:30:00+00:00",
    }
    (tmp_path / "timers/tick/status.json").write_text("{")
    assert store.read() is None


def test_one_holder_at_a_time(tmp_path: Path):
    """
    A second store of the same timer gets the lock only after the first let go.
    """
    first, second = TimerStore(tmp_path, "tick"), TimerStore(tmp_path, "tick")

    assert first.try_lock()
    assert not second.try_lock()
    first.unlock()
    assert second.try_lock()
    second.unlock()


class Desk:
    """Stands in for the invoker and the clock: notes each call; a call takes `durations_s` of the clock's time."""

    def __init__(self, now: datetime, durations_s: list[float]) -> None:
        self.now = now
        self.calls: list[tuple[datetime, dict[str, Any]]] = []
        self._durations_s = durations_s
        self.listener: TimerListener | None = None

    def clock(self) -> datetime:
        return self.now

    async def invoke(self, function: Function, trigger: str, fields: dict[str, Any], body: bytes = b"") -> Outcome:
        self.calls.append((self.now, fields["timer"]))
        self.now += timedelta(seconds=self._durations_s.pop(0))
        if not self._durations_s:
            assert self.listener is not None
            self.listener.stop()
        return Outcome(SUCCEEDED)


def listen(desk: Desk, store: TimerStore, schedule: str, *, monitor: bool = True, startup: bool = False) -> None:
    trigger = TimerTrigger("timer", Schedule.parse(schedule), startup, monitor)
    log = HostLog(LogLevels({"default": "None"}))
    desk.listener = TimerListener(
        Function("tick", "1", trigger),
        trigger,
        store,
        desk,  # type: ignore[arg-type]
        log,
        clock=desk.clock,
    )
    asyncio.run(asyncio.wait_for(desk.listener.run(), 10))


def test_a_past_due_call_says_so_and_moves_the_status_on(tmp_path: Path):
    """
    One call with IsPastDue and the old status; afterwards Last is that call's start.
    """
    store = TimerStore(tmp_path, "tick")
    last = NOW.replace(minute=0) - 3 * HOUR
    store.write(TimerStatus(last, last + HOUR, last))
    desk = Desk(NOW, [0.0])

    listen(desk, store, "0 0 * * * *")

    assert [(at, info["IsPastDue"], info["ScheduleStatus"]["Last"]) for at, info in desk.calls] == [
        (NOW, True, last.isoformat())
    ]
    assert store.read() == TimerStatus(NOW, NOW.replace(hour=11, minute=0), NOW)


def test_past_due_wins_over_run_on_startup(tmp_path: Path):
    """
    Both at once are one call, past due.
    """
    store = TimerStore(tmp_path, "tick")
    last = NOW.replace(minute=0) - 3 * HOUR
    store.write(TimerStatus(last, last + HOUR, last))
    desk = Desk(NOW, [0.0])

    listen(desk, store, "0 0 * * * *", startup=True)

    assert [info["IsPastDue"] for _, info in desk.calls] == [True]


def test_run_on_startup_calls_at_once(tmp_path: Path):
    """
    One call at the start of the listener, not past due.
    """
    desk = Desk(NOW, [0.0])

    listen(desk, TimerStore(tmp_path, "tick"), "0 0 * * * *", startup=True)

    assert [(at, info["IsPastDue"]) for at, info in desk.calls] == [(NOW, False)]


def test_ticks_passed_during_a_long_call_collapse_into_one(tmp_path: Path):
    """
    A call of three and a half hours is followed by one call at once, not three, and not past due.
    """
    desk = Desk(NOW, [3.5 * 3600, 0.0])

    listen(desk, TimerStore(tmp_path, "tick"), "0 0 * * * *", startup=True)

    assert [(at, info["IsPastDue"]) for at, info in desk.calls] == [(NOW, False), (NOW + 3.5 * HOUR, False)]


def test_without_monitor_nothing_is_kept(tmp_path: Path):
    """
    Schedules of several ticks a minute keep no status, so nothing is ever past due.
    """
    store = TimerStore(tmp_path, "tick")
    desk = Desk(NOW, [0.0])

    listen(desk, store, "*/10 * * * * *", monitor=False, startup=True)

    assert desk.calls[0][1]["ScheduleStatus"] is None
    assert store.read() is None


def test_an_unlocked_timer_starts_elsewhere(tmp_path: Path):
    """
    The lock is given back when a listener ends.
    """
    desk = Desk(NOW, [0.0])
    listen(desk, TimerStore(tmp_path, "tick"), "0 0 * * * *", startup=True)

    other = TimerStore(tmp_path, "tick")
    assert other.try_lock()
    other.unlock()
