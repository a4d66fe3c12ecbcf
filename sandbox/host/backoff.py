"""How long a queue's poll loop waits between rounds that found nothing."""

from __future__ import annotations

import random
from collections.abc import Callable

MINIMUM_S = 0.1
STEP_S = 0.1


def _spread() -> float:
    return random.uniform(0.8, 1.2)  # noqa: S311 - chance, not secrecy


class RandomizedBackoff:
    """The first wait is the minimum; then minimum + 2^(n-1) steps times a random factor, up to `maximum_s`."""

    def __init__(self, maximum_s: float, *, spread: Callable[[], float] = _spread) -> None:
        self._maximum_s = max(maximum_s, MINIMUM_S)
        self._spread = spread
        self._empty_rounds = 0

    def found(self) -> None:
        """A round found messages: start over."""
        self._empty_rounds = 0

    def next_wait_s(self) -> float:
        """After a round that found none."""
        rounds = self._empty_rounds
        if rounds == 0:
            self._empty_rounds = 1
            return MINIMUM_S
        wait: float = MINIMUM_S + 2 ** (rounds - 1) * STEP_S * self._spread()
        if wait >= self._maximum_s:
            return self._maximum_s  # The count stands still here, so that the power cannot grow without end.
        self._empty_rounds += 1
        return wait
