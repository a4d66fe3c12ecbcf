"""Small fakes: clock, secrets, queue, events, scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from connector.domain.action import ScoreCard, SecureScore
from connector.domain.ids import is_id
from connector.errors import InvalidRequestError, NotFoundError, RemoteRejectedError, RemoteUnavailableError
from connector.ports import Clock, Event, EventPage, QueueState, SyncJob, TicketJob
from tests.builders import NOW, make_history, make_score_card
from tests.fakes.trouble import Troublesome

_LONGEST_DELAY = timedelta(days=7)


class FakeClock:
    """A clock that a test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        """The time it was set to."""
        return self._now

    def advance(self, **duration: float) -> datetime:
        """Let time pass: `advance(minutes=5)`."""
        self._now += timedelta(**duration)
        return self._now


class FakeSecrets(Troublesome):
    """A secret store; `values` may be looked at."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.values = dict(values or {})

    def get(self, name: str) -> str:
        """The secret's current value."""
        self._meet("get")
        if name not in self.values:
            raise NotFoundError("secrets")
        return self.values[name]

    def set(self, name: str, value: str) -> None:
        """Store a value."""
        self._meet("set")
        self.values[name] = value

    def delete(self, name: str) -> None:
        """Delete."""
        self._meet("delete")
        self.values.pop(name, None)


class FakeQueue(Troublesome):
    """A queue that keeps what was put; `delays` stand beside `ticket_jobs`, `sync_delays` beside `sync_jobs`."""

    def __init__(self) -> None:
        super().__init__()
        self.ticket_jobs: list[TicketJob] = []
        self.delays: list[timedelta] = []
        self.sync_jobs: list[SyncJob] = []
        self.sync_delays: list[timedelta] = []
        self.poisoned = 0
        self.oldest_age = timedelta()

    def put_tickets(self, job: TicketJob, *, delay: timedelta = timedelta()) -> None:
        """Enqueue."""
        self._meet("put_tickets")
        if delay > _LONGEST_DELAY:
            raise RemoteRejectedError("queue", "OutOfRangeQueryParameterValue", status=400)
        self.ticket_jobs.append(job)
        self.delays.append(delay)

    def put_sync(self, job: SyncJob, *, delay: timedelta = timedelta()) -> None:
        """Enqueue."""
        self._meet("put_sync")
        self.sync_jobs.append(job)
        self.sync_delays.append(delay)

    def probe(self) -> None:
        """Whether it can be reached."""
        self._meet("probe")

    def states(self) -> list[QueueState]:
        """Its jobs counted; the age is the one a test sets."""
        self._meet("states")
        return [
            QueueState("ticket-jobs", len(self.ticket_jobs), self.oldest_age, self.poisoned),
            QueueState("sync-jobs", len(self.sync_jobs), timedelta(), 0),
        ]

    def take(self) -> TicketJob:
        """The oldest ticket job, as the worker gets it."""
        self.delays.pop(0)
        return self.ticket_jobs.pop(0)


class FakeEvents(Troublesome):
    """An event log; `events` holds (tenant id, event), oldest first."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.events: list[tuple[str, Event]] = []
        self._clock = clock

    def append(self, tenant_id: str, name: str, *, by: str, facts: Mapping[str, str]) -> None:
        """Keep one event."""
        self._meet("append")
        self.events.append((tenant_id, Event(name, by, self._clock.now(), dict(facts))))

    def page(self, tenant_id: str, *, cursor: str | None, limit: int) -> EventPage:
        """One page, newest first."""
        self._meet("page")
        if cursor and not is_id(cursor):
            raise InvalidRequestError({"cursor": "not_a_cursor"})
        own = [event for tenant, event in reversed(self.events) if tenant == tenant_id]
        start = int(cursor or "0", 16)
        page = own[start : start + limit]
        return EventPage(page, f"{start + limit:032x}" if len(page) == limit else None)

    def forget(self, tenant_id: str, before: datetime) -> int:
        """Delete what is older."""
        self._meet("forget")
        kept = [(tenant, event) for tenant, event in self.events if tenant != tenant_id or event.at >= before]
        gone = len(self.events) - len(kept)
        self.events[:] = kept
        return gone

    def erase(self, tenant_id: str, object_id: str, *, name: str) -> int:
        """Put `name` in the place of a person."""
        self._meet("erase")
        mine = [i for i, (tenant, event) in enumerate(self.events) if (tenant, event.by) == (tenant_id, object_id)]
        for i in mine:
            event = self.events[i][1]
            facts = {key: text for key, text in event.facts.items() if key != "from"}
            self.events[i] = (tenant_id, replace(event, by=name, facts=facts))
        return len(mine)

    def names(self) -> list[str]:
        """What happened, in order."""
        return [event.name for _, event in self.events]

    def last(self) -> Event:
        """What happened last."""
        return self.events[-1][1]


class FakeLeases(Troublesome):
    """Leases; `taken` names those that somebody else keeps, `held` counts how often each was held."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: set[str] = set()
        self.held: Counter[str] = Counter()

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold the lease inside the block."""
        self._meet("hold")
        if name in self.taken:
            raise RemoteUnavailableError("leases", "somebody else keeps it")
        self.taken.add(name)
        self.held[name] += 1
        try:
            yield
        finally:
            self.taken.discard(name)


class FakeScores(Troublesome):
    """Improvement actions and daily scores that a test gave; `card` and `days` may be replaced."""

    def __init__(self, card: ScoreCard | None = None) -> None:
        super().__init__()
        self.card = card or make_score_card("AdminMFAV2", "BlockLegacyAuth", "SelfServicePasswordReset")
        self.days: tuple[SecureScore, ...] = make_history(3)

    def read(self) -> ScoreCard:
        """All actions and the score."""
        self._meet("read")
        return self.card

    def history(self) -> tuple[SecureScore, ...]:
        """The daily scores."""
        self._meet("history")
        return self.days

    def probe(self) -> None:
        """Answers."""
        self._meet("probe")
