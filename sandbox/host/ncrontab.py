"""NCRONTAB schedules in UTC: `{second} {minute} {hour} {day} {month} {day-of-week}`.

A field is `*`, a value, a name, a range, each with a step or not, or a list of these.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FULL_MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
_FULL_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")

YEARS_AHEAD = 10
"""How far a next tick is looked for: 29 February is at most eight years away."""


class ScheduleError(ValueError):
    """Not a schedule; the message names the field."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    least: int
    most: int
    names: tuple[tuple[str, ...], ...] = ()

    def parse(self, text: str) -> frozenset[int]:
        return frozenset(value for item in text.split(",") for value in self._item(item))

    def _item(self, item: str) -> range:
        span, slash, step_text = item.partition("/")
        step = self._number(step_text) if slash else 1
        if slash and step < 1:
            raise ScheduleError(f"the step of {item!r} in the {self.name} field must be 1 or more")
        if span == "*":
            return range(self.least, self.most + 1, step)
        first_text, dash, last_text = span.partition("-")
        first = self._value(first_text)
        last = self._value(last_text) if dash else (self.most if slash else first)
        if last < first:
            raise ScheduleError(f"{span!r} in the {self.name} field runs backwards")
        return range(first, last + 1, step)

    def _value(self, text: str) -> int:
        for names in self.names:
            if text.lower() in names:
                return names.index(text.lower()) + self.least
        value = self._number(text)
        if not self.least <= value <= self.most:
            raise ScheduleError(f"{value} in the {self.name} field is not between {self.least} and {self.most}")
        return value

    def _number(self, text: str) -> int:
        if not (text.isascii() and text.isdigit()):
            raise ScheduleError(f"{text!r} in the {self.name} field is not understood")
        return int(text)


_FIELDS = (
    _Field("second", 0, 59),
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day", 1, 31),
    _Field("month", 1, 12, (_MONTHS, _FULL_MONTHS)),
    _Field("day-of-week", 0, 6, (_DAYS, _FULL_DAYS)),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a timer ticks. Each field is the set of its values; Sunday is 0."""

    expression: str
    seconds: frozenset[int]
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @classmethod
    def parse(cls, expression: str) -> Schedule:
        """Six fields, or five, which leave out the second. Raises ScheduleError."""
        texts = expression.split()
        if len(texts) == len(_FIELDS) - 1:
            texts.insert(0, "0")
        if len(texts) != len(_FIELDS):
            raise ScheduleError(f"the schedule {expression!r} has {len(texts)} fields, not six")
        try:
            values = [field.parse(text) for field, text in zip(_FIELDS, texts, strict=True)]
        except ScheduleError as error:
            raise ScheduleError(f"the schedule {expression!r}: {error}") from error
        return cls(expression, *values)

    def next_after(self, moment: datetime) -> datetime:
        """The first tick later than `moment` (aware). Raises ScheduleError when there is none, as on 30 February."""
        start = (moment.astimezone(UTC) + timedelta(seconds=1)).replace(microsecond=0)
        day = start.replace(hour=0, minute=0, second=0)
        while day.year <= start.year + YEARS_AHEAD:
            if day.month not in self.months:
                day = _first_of_next_month(day)
                continue
            if self._has_day(day):
                found = self._first_time(day, start)
                if found is not None:
                    return found
            day += timedelta(days=1)
        raise ScheduleError(f"the schedule {self.expression!r} never ticks")

    def is_more_often_than_minutely(self) -> bool:
        """Whether there are several ticks in one minute."""
        return len(self.seconds) > 1

    def _has_day(self, day: datetime) -> bool:
        return day.day in self.days and day.isoweekday() % 7 in self.weekdays

    def _first_time(self, day: datetime, start: datetime) -> datetime | None:
        for hour in sorted(self.hours):
            if day.replace(hour=hour, minute=59, second=59) < start:
                continue
            for minute in sorted(self.minutes):
                if day.replace(hour=hour, minute=minute, second=59) < start:
                    continue
                for second in sorted(self.seconds):
                    tick = day.replace(hour=hour, minute=minute, second=second)
                    if tick >= start:
                        return tick
        return None


def _first_of_next_month(day: datetime) -> datetime:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
