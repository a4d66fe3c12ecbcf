"""A ScoreSource that asks rarely, and in trouble answers with what it has."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from connector.domain.action import ScoreCard, SecureScore
from connector.errors import RemoteError
from connector.ports import Clock, ScoreSource

log = logging.getLogger(__name__)

_CARD_KEPT = timedelta(minutes=5)
_HISTORY_KEPT = timedelta(hours=1)
"""A day's score is made once a day, and 90 of them with all their controls are megabytes."""


class KeptScores:
    """Asks for actions at most every five minutes and for the history at most every hour, once for all threads."""

    def __init__(self, source: ScoreSource, clock: Clock) -> None:
        self.probe = source.probe
        self._card = _Kept(source.read, clock, _CARD_KEPT)
        self._history = _Kept(source.history, clock, _HISTORY_KEPT)

    def read(self) -> ScoreCard:
        """All actions and the latest score, up to five minutes old; older while the source is in trouble."""
        return self._card.value()

    def history(self) -> tuple[SecureScore, ...]:
        """The daily scores, up to an hour old; older while the source is in trouble."""
        return self._history.value()


class _Kept[Value]:
    """One answer, kept for a while, and for longer when there is no newer one to be had."""

    def __init__(self, ask: Callable[[], Value], clock: Clock, life: timedelta) -> None:
        self._ask = ask
        self._clock = clock
        self._life = life
        self._lock = threading.Lock()
        self._kept: tuple[Value] | None = None
        self._asked_at: datetime | None = None

    def value(self) -> Value:
        """The answer. Raises RemoteError when there never was one."""
        if self._kept is not None and self._is_fresh():
            return self._kept[0]
        with self._lock:
            if self._kept is not None and self._is_fresh():
                return self._kept[0]
            try:
                self._kept = (self._ask(),)
            except RemoteError as error:
                if self._kept is None:
                    raise
                log.warning("scores_are_stale", extra={"error": error.code, "reason": error.detail})
            self._asked_at = self._clock.now()
            return self._kept[0]

    def _is_fresh(self) -> bool:
        return self._asked_at is not None and self._clock.now() - self._asked_at < self._life
