"""Labs by the number of tickets in them, each started and filled once, when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import TracebackType

from bench.fill import Filled, fill
from bench.lab import Lab
from connector.application.container import Container
from sandbox import seed


@dataclass(slots=True)
class Labs:
    """A context manager that stops them all at the end."""

    _known: dict[int, tuple[Lab, Filled | None]] = field(default_factory=dict)
    _running: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Labs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    @contextmanager
    def empty(self) -> Iterator[tuple[Lab, Container]]:
        """One without tickets, and the app on it."""
        if 0 not in self._known:
            self._known[0] = (self._running.enter_context(Lab()), None)
        lab, _ = self._known[0]
        with lab.app() as c:
            yield lab, c

    @contextmanager
    def filled(self, size: int) -> Iterator[tuple[Lab, Container, Filled]]:
        """One with so many open tickets, and the app on it."""
        lab, filled = self._known.get(size, (None, None))
        if lab is None:
            lab = self._running.enter_context(Lab())
        with lab.app() as c:
            if filled is None:
                filled = fill(lab, c, size, tenant_id=seed.TENANT_ID)
                self._known[size] = (lab, filled)
            yield lab, c, filled
