"""What is worth measuring, in the words of this connector."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from connector.domain.draft import Kind


@dataclass(frozen=True, slots=True)
class QueueState:
    """
    How a queue stands. `depth` counts what waits for its time too; `oldest_age` is how long the oldest job that is due
    has waited, zero when none is; `poisoned` counts the messages of its poison queue.
    """

    queue: str
    depth: int
    oldest_age: timedelta
    poisoned: int


class Meter(Protocol):
    """Counts and measures for those who operate the connector. Never raises, never waits."""

    def ticket_created(self, kind: Kind, *, waited: timedelta) -> None:
        """A ticket got its record, so long after it was queued."""
        ...

    def ticket_failed(self, kind: Kind) -> None:
        """A ticket was given up."""
        ...

    def tickets_changed(self, count: int) -> None:
        """A sync changed so many tickets."""
        ...

    def queue_stands(self, state: QueueState) -> None:
        """A queue was looked at."""
        ...

    def sync_lags(self, lag: timedelta) -> None:
        """The connection furthest behind was read so long ago."""
        ...

    def consent_ends(self, *, days_left: int) -> None:
        """The consent that ends first."""
        ...

    def alive(self) -> None:
        """The timers run."""
        ...
