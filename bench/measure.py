"""Figures, and how they are taken: ways to do the same job by turns, the median of each."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.wire import Wire

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, and the mark it is held to; without one it is for information."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def within(self) -> bool:
        """Whether the figure keeps its mark."""
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    @property
    def mark(self) -> str:
        """The mark in words; "" without one."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return f"≥ {self.at_least:g}" if self.at_least is not None else ""

    @property
    def shown(self) -> str:
        """The value as people read it: counts whole, the rest with three digits."""
        return f"{self.value:,.0f}" if self.value == int(self.value) or self.value >= 1000 else f"{self.value:.3g}"

    def as_json(self) -> dict[str, Any]:
        """For `bench/results.json`."""
        return {**asdict(self), "within": self.within}


@dataclass(frozen=True, slots=True)
class Run:
    """One way, done once: seconds, and requests on the wire by service."""

    seconds: float
    calls: Counter[str]


Way = Callable[[], Run]
"""Prepares, does the job once, and says what the job itself took."""


def timed(wire: Wire, job: Callable[[], object]) -> Run:
    """Do the job and count its requests."""
    with wire.counted() as calls:
        started = time.perf_counter()
        job()
        return Run(time.perf_counter() - started, calls)


class Runs(list[Run]):
    """The runs of one way, in order of their rounds."""

    @property
    def median(self) -> Run:
        """The run of median time; of an even number the slower of the middle two."""
        middle = statistics.median_high(run.seconds for run in self)
        return next(run for run in self if run.seconds == middle)

    def speed_beside(self, other: Runs) -> float:
        """How fast this way is beside the other, 1 for the same: the median over rounds, so that bad moments cancel."""
        return statistics.median(theirs.seconds / ours.seconds for ours, theirs in zip(self, other, strict=True))


def by_turns(ways: Mapping[str, Way], rounds: int) -> dict[str, Runs]:
    """Each way once in each round, so that a noisy moment of the machine meets all alike."""
    runs = {name: Runs() for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            runs[name].append(way())
    return runs
