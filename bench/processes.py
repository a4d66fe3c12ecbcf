"""Code in Python processes of its own."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Sequence

from bench.measure import REPOSITORY


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
    return int(run_python(f"{statement}\nfrom bench.memory import peak_kib\nprint(peak_kib())"))


def run_python(code: str) -> str:
    """What a Python process of its own prints that runs this code. Raises CalledProcessError."""
    done = subprocess.run(  # noqa: S603 - this interpreter and our own code
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return done.stdout
