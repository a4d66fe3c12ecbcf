"""Time, secrets, queues and improvement actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from connector.domain.action import ScoreCard, SecureScore
from connector.ports.telemetry import QueueState


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...


class ScoreSource(Protocol):
    """Where improvement actions come from."""

    def read(self) -> ScoreCard:
        """All actions that are not deprecated, and the latest daily score; may be some minutes old."""
        ...

    def history(self) -> tuple[SecureScore, ...]:
        """The daily scores of the last 90 days, oldest first; may be an hour old. Days without a score are left out."""
        ...

    def probe(self) -> None:
        """Ask the source itself. Raises RemoteError when it does not answer now."""
        ...


class SecretStore(Protocol):
    """Where secrets are kept. Names: letters, digits, dashes."""

    def get(self, name: str) -> str:
        """The secret's current value. Raises NotFoundError."""
        ...

    def set(self, name: str, value: str) -> None:
        """Store a value, also under a name that was deleted before."""
        ...

    def delete(self, name: str) -> None:
        """Delete; a name that is not there is no error."""
        ...


@dataclass(frozen=True, slots=True)
class TicketJob:
    """
    A `ticket-jobs` message: create the records of up to 50 tickets. `given_up` counts how often the host stopped
    delivering a job of theirs.
    """

    connection_id: str
    ticket_ids: tuple[str, ...]
    attempt: int = 1
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class SyncJob:
    """
    A `sync-jobs` message: renew the tokens of one connection and read what changed, unless that was done since
    `asked_at`; None: in any case.
    """

    connection_id: str
    asked_at: datetime | None = None


class JobQueue(Protocol):
    """The queue between the one who asks and the worker; at least once, in no order."""

    def put_tickets(self, job: TicketJob, *, delay: timedelta = timedelta()) -> None:
        """Enqueue; the worker sees it after the delay (7 days at most)."""
        ...

    def put_sync(self, job: SyncJob, *, delay: timedelta = timedelta()) -> None:
        """Enqueue; the worker sees it after the delay (7 days at most)."""
        ...

    def probe(self) -> None:
        """Raises RemoteError when a queue cannot be reached."""
        ...

    def states(self) -> list[QueueState]:
        """How each queue stands, in a few requests whatever it holds."""
        ...
