"""How figures are taken and shown."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure and the mark it is held to; `mark` None: for information."""

    name: str
    value: float
    unit: str
    mark: float | None = None

    @property
    def within(self) -> bool:
        """Whether the figure is not above its mark."""
        return self.mark is None or self.value <= self.mark


def seconds_of(statements: Sequence[str], *, rounds: int) -> list[float]:
    """
    Median seconds that each statement takes in a Python process of its own, the statements by turns.

    Raises:
        CalledProcessError: a statement failed.
    """
    taken: list[list[float]] = [[] for _ in statements]
    for _ in range(rounds):
        for place, statement in enumerate(statements):
            taken[place].append(
                float(run_python(f"import time\nt = time.perf_counter()\n{statement}\nprint(time.perf_counter() - t)"))
            )
    return [statistics.median(each) for each in taken]


def peak_kib_of(statement: str) -> int:
    """Peak resident memory of a Python process that runs the statement, in KiB."""
    return int(run_python(f"import resource\n{statement}\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"))


def print_table(figures: Iterable[Figure]) -> None:
    """The figures as a table."""
    table = Table("figure", "value", "unit", "mark", "")
    for figure in figures:
        mark = f"≤ {figure.mark:g}" if figure.mark is not None else ""
        table.add_row(figure.name, f"{figure.value:.3g}", figure.unit, mark, "" if figure.within else "ABOVE")
    Console().print(table)


def as_json(figures: Iterable[Figure]) -> list[dict[str, object]]:
    """The figures for `bench/results.json`."""
    return [{**asdict(figure), "within": figure.within} for figure in figures]


def run_python(code: str) -> str:
    """What a Python process of its own prints that runs this code. Raises CalledProcessError."""
    done = subprocess.run(  # noqa: S603 - this interpreter and our own code
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return done.stdout
