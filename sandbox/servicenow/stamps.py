"""Date-times and durations as the instance keeps them."""

from __future__ import annotations

from datetime import datetime, timedelta

STAMP = "%Y-%m-%d %H:%M:%S"
"""How every date-time is kept and sent: UTC, whole seconds, no zone mark."""

_ZERO = datetime(1970, 1, 1)  # noqa: DTZ001 - durations are dates counted from a zoneless zero


def duration_between(start: str, end: str) -> str:
    """The duration from one stamp to another, never negative; empty without a start."""
    if not start:
        return ""
    seconds = (_parse(end) - _parse(start)).total_seconds()
    return (_ZERO + timedelta(seconds=max(0, seconds))).strftime(STAMP)


def duration_text(raw: str) -> str:
    """A duration for people: `2 Hours 3 Minutes`."""
    try:
        seconds = int((_parse(raw) - _ZERO).total_seconds())
    except ValueError:
        return raw
    parts = []
    for size, name in ((86_400, "Day"), (3_600, "Hour"), (60, "Minute")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}{'s' if count > 1 else ''}")
    return " ".join(parts) or f"{seconds} Seconds"


def read_stamp(text: str) -> str:
    """A stamp, or a bare date as its midnight. Raises ValueError for anything else."""
    full = f"{text} 00:00:00" if len(text) == len("2026-01-31") else text
    return _parse(full).strftime(STAMP)


def _parse(text: str) -> datetime:
    return datetime.strptime(text, STAMP)  # noqa: DTZ007 - stamps carry no zone; all are UTC
