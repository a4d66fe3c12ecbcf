"""The home page's two requests at few and at many tickets, and what a worker's memory does meanwhile."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from bench.lab import Lab
from bench.labs import Labs
from bench.measure import REPOSITORY, Figure

SIZES = (1_000, 100_000)
_FUNCTIONS = {"get_summary": "/api/summary", "list_tickets": "/api/tickets"}
_ROUNDS = 15
_WARM_UP = 2
_GROWTH = 1.3
_MEMORY_GROWTH = 1.1


class Worker:
    """A worker process of the app on one lab."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, line: str) -> dict[str, Any]:
        """One line in, one answer out. Raises RuntimeError when the process ended."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("no pipes")
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the worker process ended")
        said: dict[str, Any] = json.loads(answer)
        return said


def figures(labs: Labs, sizes: tuple[int, int] = SIZES, rounds: int = _ROUNDS) -> Iterator[Figure]:
    """Times and their growth from the fewer to the many, storage alone beside them; memory."""
    few, many = sizes
    words = f"{many:,} / {few:,} tickets"
    with ExitStack() as running:
        workers: dict[int, Worker] = {}
        for size in sizes:
            with labs.filled(size) as (lab, _, _):
                workers[size] = running.enter_context(_worker(lab))
        for function, path in _FUNCTIONS.items():
            taken = _by_turns(workers, function, rounds)
            for size in sizes:
                ours, bare = taken[size, ""], taken[size, "bare "]
                yield Figure(f"{path} at {size:,} tickets", 1000 * ours.seconds, "ms")
                yield Figure(f"{path} at {size:,} tickets, its storage requests alone", 1000 * bare.seconds, "ms")
            calls = {size: taken[size, "bare "].calls for size in sizes}
            yield Figure(f"{path}: storage transactions", calls[many], "transactions")
            yield Figure(f"{path}: storage transactions, {words}", calls[many] / calls[few], "ratio", at_most=1.0)
            growth = taken[many, "bare "].bytes / taken[few, "bare "].bytes
            yield Figure(f"{path}: bytes read from storage, {words}", growth, "ratio", at_most=_GROWTH)
            beside = {size: taken[size, ""].seconds / taken[size, "bare "].seconds for size in sizes}
            growth = beside[many] / beside[few]
            yield Figure(f"{path}: time beside its storage requests alone, {words}", growth, "ratio", at_most=_GROWTH)
            raw = taken[many, ""].seconds / taken[few, ""].seconds
            yield Figure(f"{path}: time with Azurite's own, {words}", raw, "ratio")
        kib = {size: workers[size].ask("memory")["kib"] for size in sizes}
        yield Figure(f"memory of a worker at {many:,} tickets", kib[many] / 1024, "MiB")
        yield Figure(f"memory of a worker: {many:,} / {few:,} tickets", kib[many] / kib[few], "ratio", _MEMORY_GROWTH)


@dataclass(frozen=True, slots=True)
class Taken:
    """Median seconds of one request of the page, its storage requests, and the bytes of their answers."""

    seconds: float
    calls: int
    bytes: int


def _by_turns(workers: dict[int, Worker], function: str, rounds: int) -> dict[tuple[int, str], Taken]:
    answers: dict[tuple[int, str], list[dict[str, Any]]] = {
        (size, way): [] for size in workers for way in ("", "bare ")
    }
    for _ in range(_WARM_UP + rounds):
        for (size, way), of_way in answers.items():
            of_way.append(workers[size].ask(f"{way}{function}"))
    return {
        key: Taken(
            statistics.median(answer["seconds"] for answer in of_way[_WARM_UP:]),
            of_way[-1]["calls"],
            of_way[-1].get("bytes", 0),
        )
        for key, of_way in answers.items()
    }


@contextmanager
def _worker(lab: Lab) -> Iterator[Worker]:
    with subprocess.Popen(
        [sys.executable, "-m", "bench.pages_worker"],
        cwd=REPOSITORY,
        env=lab.sandbox.settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Worker(process)
        finally:
            if process.stdin is not None:
                process.stdin.close()
