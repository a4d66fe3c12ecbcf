"""A meter that keeps what it was told."""

from __future__ import annotations

from datetime import timedelta

from connector.domain.draft import Kind
from connector.ports import QueueState


class FakeMeter:
    """`told` holds (what, value) in order."""

    def __init__(self) -> None:
        self.told: list[tuple[str, object]] = []

    def ticket_created(self, kind: Kind, *, waited: timedelta) -> None:
        """Keep kind and delay."""
        self.told.append(("created", (kind, waited)))

    def ticket_failed(self, kind: Kind) -> None:
        """Keep the kind."""
        self.told.append(("failed", kind))

    def tickets_changed(self, count: int) -> None:
        """Keep the count."""
        self.told.append(("changed", count))

    def queue_stands(self, state: QueueState) -> None:
        """Keep the state."""
        self.told.append(("queue", state))

    def sync_lags(self, lag: timedelta) -> None:
        """Keep the lag."""
        self.told.append(("lag", lag))

    def consent_ends(self, *, days_left: int) -> None:
        """Keep the days."""
        self.told.append(("days_left", days_left))

    def alive(self) -> None:
        """Keep that it beat."""
        self.told.append(("alive", None))

    def all(self, what: str) -> list[object]:
        """Everything told of this."""
        return [value for name, value in self.told if name == what]
