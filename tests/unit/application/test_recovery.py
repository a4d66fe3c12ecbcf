"""The rate of requests after an outage: one probe, then more, never a stampede; and nothing waits for long."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from connector.application.create import create_tickets
from connector.domain.throttle import FULL
from connector.domain.ticket import Ticket
from connector.errors import RemoteUnavailableError
from connector.ports import CreateOutcome, TicketJob
from tests.builders import CONNECTION_ID, make_connection, make_ticket
from tests.fakes import FakeClock, FakeDesk, make_container

TICKETS, PROCESSES, THREADS = 200, 4, 12
AWAY = RemoteUnavailableError("ServiceNow", "a page instead of JSON", status=503, service_wide=True)


class Outage(FakeDesk):
    """
    An instance that is away until it is back. While a request is under way the other workers go on: that is how the
    requests side by side are counted with one thread and a clock that a test moves.
    """

    def __init__(self, clock: FakeClock, back_at: datetime) -> None:
        super().__init__(clock)
        self.back_at = back_at
        self.at: list[datetime] = []
        self.under_way = 0
        self.side_by_side: list[int] = []
        self.others = lambda: None

    def create(self, tickets: Sequence[Ticket]) -> dict[str, CreateOutcome]:
        """One request."""
        now = self._clock.now()
        self.at.append(now)
        self.under_way += 1
        if now >= self.back_at:
            self.side_by_side.append(self.under_way)
        self.others()
        self.under_way -= 1
        if now < self.back_at:
            raise AWAY
        return super().create(tickets)

    def find(self, kind, ticket_ids):  # type: ignore[no-untyped-def]
        """A look-up before the next try: away as well."""
        if self._clock.now() < self.back_at:
            self.at.append(self._clock.now())
            raise AWAY
        return super().find(kind, ticket_ids)


class Fleet:
    """Several processes with threads, one queue with delays, one store; time goes on second by second."""

    def __init__(self, outage_s: int) -> None:
        self.outage_s = outage_s
        self.clock = FakeClock()
        self.desk = Outage(self.clock, self.clock.now() + timedelta(seconds=outage_s))
        self.desk.others = self._next_worker
        chance = random.Random(7)  # noqa: S311 - chance, not secrecy
        self.c = make_container(clock=self.clock, jobs=self, jitter=chance.random)
        self.c.connections.establish(make_connection())  # type: ignore[attr-defined]
        self.c.desks.desk = self.desk  # type: ignore[attr-defined]
        alone = [replace(self.c, known_throttles={}, told_to_come_back={}) for _ in range(PROCESSES)]
        self._processes = itertools.cycle(alone)
        self._jobs: list[tuple[datetime, int, TicketJob]] = []
        self._numbers = itertools.count()
        self._busy = 0
        self.deliveries = 0

    def put_tickets(self, job: TicketJob, *, delay: timedelta = timedelta()) -> None:
        """The queue."""
        heapq.heappush(self._jobs, (self.clock.now() + delay, next(self._numbers), job))

    def share(self, count: int) -> None:
        """So many tickets, each with a job of its own."""
        for ticket in self.c.tickets.put(*[make_ticket(f"Action{number}") for number in range(count)]):  # type: ignore[attr-defined]
            self.put_tickets(TicketJob(CONNECTION_ID, (ticket.ticket_id,)))

    def drain(self, most_s: int) -> int:
        """Work until nothing waits. Returns the seconds that took."""
        for second in range(most_s):
            while self._next_worker():
                pass
            if not self._jobs:
                return second
            self.clock.advance(seconds=1)
        raise AssertionError(f"{len(self._jobs)} jobs wait after {most_s} s")

    def _next_worker(self) -> bool:
        if self._busy >= THREADS or not self._jobs or self._jobs[0][0] > self.clock.now():
            return False
        job = heapq.heappop(self._jobs)[2]
        self._busy += 1
        self.deliveries += 1
        create_tickets(job, next(self._processes))
        self._busy -= 1
        return True


@pytest.fixture(params=[20, 60, 600])
def fleet(request):
    """Two hundred tickets shared as an outage of so many seconds begins."""
    fleet = Fleet(request.param)
    fleet.share(TICKETS)
    return fleet


def test_recovery_is_no_stampede_and_no_long_wait(fleet):
    """
    All is created; never more than four side by side, and everything is done soon after ServiceNow is back.
    """
    took_s = fleet.drain(3600)

    assert sum(len(records) for records in fleet.desk.records.values()) == TICKETS
    assert max(fleet.desk.side_by_side) == FULL
    assert took_s <= fleet.outage_s * 1.25 + 60


def test_outage_is_probed_not_pressed(fleet):
    """
    While ServiceNow is away it gets a request per pause: half a minute apart in the end, whatever waits.
    """
    fleet.drain(3600)

    during = [at for at in fleet.desk.at if at < fleet.desk.back_at]
    assert len(during) <= FULL * 3 + 7 + fleet.outage_s / 30


def test_one_probe_then_two_then_four(fleet):
    """
    The first requests that ServiceNow answers again come one by one, then in twos, however many tickets wait.
    """
    fleet.drain(3600)

    first, second, third = fleet.desk.side_by_side[:3]
    assert (first, max(second, third) <= 2) == (1, True)
