"""How long to wait before trying again."""

from __future__ import annotations

from datetime import timedelta

_FIRST_S = 2.0
_LONGEST_S = 900.0
LONGEST_ASKED_S = 21_600.0
"""Rate limits count by the hour; whoever asks for more than a quarter of a day is asked again then."""


def retry_delay(attempt: int, retry_after_s: float | None, *, jitter: float) -> timedelta:
    """
    The wait after this attempt (1 is the first): what the server asked for, else 2, 4, 8 ... 900 seconds.

    `jitter` (0 to 1) spreads the waits over a further half, so that many jobs do not come back at once.
    """
    own = min(_FIRST_S * 2 ** (min(attempt, 20) - 1), _LONGEST_S)
    base = min(retry_after_s, LONGEST_ASKED_S) if retry_after_s is not None else own
    return timedelta(seconds=base * (1 + jitter / 2))


def delay_s(attempt: int, retry_after_s: float | None, *, jitter: float) -> float:
    """Seconds to wait in place after this attempt (1 is the first): what was asked for, else 1, 2, 4 ... and jitter."""
    return (retry_after_s if retry_after_s is not None else 2.0 ** (attempt - 1)) + jitter
