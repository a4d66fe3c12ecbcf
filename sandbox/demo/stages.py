"""The stages of a run: one progress bar and one time for each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sandbox.demo.sharing import Step

TITLE_WIDTH = 34


class Stages:
    """Shows each stage while it runs; without a terminal, as one line when it is over."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()
        self.seconds: dict[str, float] = {}

    @property
    def elapsed_s(self) -> float:
        """Since the first stage could begin."""
        return time.monotonic() - self._started

    @contextmanager
    def stage(self, title: str, total: int = 1) -> Iterator[Step]:
        """Run one stage; what it yields is told of progress. One that ends without an error is complete."""
        started = time.monotonic()
        with self._progress() as progress:
            task = progress.add_task(title, total=total)
            yield lambda steps: progress.advance(task, steps)
            progress.update(task, completed=total)
        self.seconds[title] = time.monotonic() - started

    def _progress(self) -> Progress:
        return Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description:<" + str(TITLE_WIDTH) + "}", markup=False),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
        )
