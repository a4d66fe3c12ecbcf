"""NCRONTAB expressions."""

from datetime import UTC, datetime

import pytest

from sandbox.host.ncrontab import Schedule, ScheduleError

START = datetime(2026, 11, 21, 10, 30, 15, 500_000, tzinfo=UTC)  # A Saturday.


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("* * * * * *", "2026-11-21T10:30:16"),
        ("0 */5 * * * *", "2026-11-21T10:35:00"),
        ("15 30 10 * * *", "2026-11-22T10:30:15"),
        ("0 0 * * * *", "2026-11-21T11:00:00"),
        ("0 0 9-17 * * *", "2026-11-21T11:00:00"),
        ("0 0 9-17/4 * * *", "2026-11-21T13:00:00"),
        ("0 20/15 * * * *", "2026-11-21T10:35:00"),
        ("0 0 0 * * 0", "2026-11-22T00:00:00"),
        ("0 0 0 * * Mon-Fri", "2026-11-23T00:00:00"),
        ("0 0 0 * * sunday,WED", "2026-11-22T00:00:00"),
        ("0 0 0 1 Jan,jul *", "2027-01-01T00:00:00"),
        ("0 0 0 31 * *", "2026-12-31T00:00:00"),
        ("0 0 0 29 2 *", "2028-02-29T00:00:00"),
        ("0 0 0 13 * Fri", "2027-08-13T00:00:00"),
        ("10,20,40 30 10 21 11 *", "2026-11-21T10:30:20"),
        ("59 59 23 31 12 *", "2026-12-31T23:59:59"),
    ],
)
def test_next_tick(expression: str, expected: str):
    """
    The next tick is the first moment after the given one that all six fields allow.
    """
    assert Schedule.parse(expression).next_after(START) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_next_tick_is_later_than_a_moment_that_is_one():
    """
    A moment that is itself a tick does not count.
    """
    tick = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)

    assert Schedule.parse("0 */30 * * * *").next_after(tick) == datetime(2026, 11, 21, 11, 0, tzinfo=UTC)


def test_five_fields_leave_out_the_second():
    """
    Five fields mean second 0.
    """
    assert Schedule.parse("*/5 * * * *").next_after(START) == datetime(2026, 11, 21, 10, 35, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "field"),
    [
        ("60 * * * * *", "second"),
        ("* * 24 * * *", "hour"),
        ("* * * 0 * *", "day"),
        ("* * * * 13 *", "month"),
        ("* * * * Janu *", "month"),
        ("* * * * * 7", "day-of-week"),
        ("*/0 * * * * *", "second"),
        ("* 5-1 * * * *", "minute"),
        ("* , * * * *", "minute"),
        ("* -1 * * * *", "minute"),
        ("* ٣ * * * *", "minute"),
    ],
)
def test_error_names_the_field(expression: str, field: str):
    """
    A value out of bounds, an unknown name, an empty item or a step of 0 is refused, naming the field.
    """
    with pytest.raises(ScheduleError, match=field):
        Schedule.parse(expression)


@pytest.mark.parametrize("expression", ["", "* * * *", "* * * * * * *", "00:05:00"])
def test_other_counts_of_fields_are_refused(expression: str):
    """
    Anything but five or six fields is no schedule; time spans are not offered.
    """
    with pytest.raises(ScheduleError, match="fields"):
        Schedule.parse(expression)


def test_a_day_that_never_comes_is_an_error():
    """
    A schedule for 30 February says so instead of searching for ever.
    """
    with pytest.raises(ScheduleError, match="never"):
        Schedule.parse("0 0 0 30 2 *").next_after(START)


@pytest.mark.parametrize(
    ("expression", "often"), [("0 * * * * *", False), ("*/30 * * * * *", True), ("5 5 5 * * *", False)]
)
def test_more_often_than_minutely(expression: str, often: bool):
    """
    Two ticks in one minute switch the monitor off.
    """
    assert Schedule.parse(expression).is_more_often_than_minutely() is often
