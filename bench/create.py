"""Creating tickets, in bulk and singly, beside the same requests without our code and beside PySNC."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import batched

from bench.bare import Bare
from bench.deliver import WORKERS, drain, side_by_side
from bench.drafts import ACTIONS, SHARER, KnownScores, make_caller, make_draft
from bench.lab import Lab, Place
from bench.labs import Labs
from bench.measure import Figure, Run, Way, by_turns, timed
from bench.peers import PySnc, Record
from bench.wire import QUEUE, SERVICENOW, TABLE
from connector.adapters.job_messages import read_ticket_job
from connector.adapters.servicenow.fields import CREATED_FIELDS, to_columns
from connector.adapters.tables import rows
from connector.application.container import Container
from connector.application.create import create_tickets
from connector.application.share import share_many
from connector.domain.ids import new_id
from connector.domain.ticket import Ticket

BULK, SINGLE, LOOP = 1_000, 200, 40
DELAYS_MS = (0, 50)
_REQUEST = 500
"""Tickets in one bulk request, the most there may be."""
_ROUNDS = 3
_SHARE_OF_BARE = 0.8
_MOST_PER_TICKET = {BULK: 0.03}


@dataclass(frozen=True, slots=True)
class Delivery(Run):
    """A run, and the seconds that each function execution in it took."""

    executions: list[float]


class Shop:
    """Ways to create tickets in one lab; each run has a place of its own, so that none grows slow by the others."""

    def __init__(self, lab: Lab, c: Container) -> None:
        self._lab, self._c = lab, replace(c, scores=KnownScores())
        self._peer = PySnc(lab)

    def ours(self, count: int, *, bulk: bool, workers: int = WORKERS) -> Delivery:
        """Share and deliver by the app's own verbs."""
        place = self._lab.new_place(self._c)
        caller, c = make_caller(place.tenant_id), self._c
        queue = self._lab.queue("ticket-jobs")
        size = _REQUEST if bulk else 1
        requests = [dict(enumerate(some)) for some in batched(map(make_draft, range(count)), size, strict=False)]
        executions: list[float] = []

        def execute(function: Callable[[], object]) -> None:
            started = time.perf_counter()
            function()
            executions.append(time.perf_counter() - started)

        def job() -> None:
            share_all = partial(side_by_side, workers=1 if bulk else workers)
            share_all(lambda drafts: execute(lambda: share_many(drafts, caller, c)), requests)
            drain(queue, lambda body: execute(lambda: create_tickets(read_ticket_job(body), c)), workers=workers)

        run = self._counted(count, job)
        return Delivery(run.seconds, run.calls, executions)

    def bare(self, count: int, *, bulk: bool, workers: int = WORKERS) -> Run:
        """The same requests by the bare SDKs."""
        place = self._lab.new_place(self._c)
        ticket = _waiting(place, 0)
        bare = Bare(self._lab, place, rows.to_entity(ticket), _columns(ticket), ",".join(CREATED_FIELDS))
        if bulk:
            return self._counted(count, lambda: bare.in_bulk(count, _REQUEST, workers=workers))
        return self._counted(count, lambda: bare.singly(count, workers=workers))

    def inserted(self, count: int) -> Run:
        """PySNC, one insert per record; nothing is stored here."""
        return self._counted(count, lambda: self._peer.insert(self._records(count)))

    def batched(self, count: int) -> Run:
        """PySNC, batches of 50; nothing is stored here."""
        return self._counted(count, lambda: self._peer.insert_in_batches(self._records(count)))

    def _records(self, count: int) -> list[Record]:
        place = self._lab.new_place(self._c)
        tickets = [_waiting(place, position) for position in range(count)]
        return [(ticket.kind, _columns(ticket)) for ticket in tickets]

    def _counted(self, count: int, job: Callable[[], object]) -> Run:
        before = self._lab.records()
        run = timed(self._lab.wire, job)
        if (made := self._lab.records() - before) != count:
            raise RuntimeError(f"{made} records instead of {count}")
        return run


def figures(
    labs: Labs,
    bulk: int = BULK,
    single: int = SINGLE,
    loop: int = LOOP,
    delays_ms: tuple[int, ...] = DELAYS_MS,
    rounds: int = _ROUNDS,
) -> Iterator[Figure]:
    """Tickets per second, and our share of what is possible, for each delay."""
    with labs.empty() as (lab, c):
        lab.queue("bare-jobs").create_queue()
        shop = Shop(lab, c)
        yield from _loop(shop, loop, rounds)
        for delay_ms in delays_ms:
            lab.slow_down(delay_ms)
            yield from _compared(f"{bulk:,} in bulk", delay_ms, bulk, rounds, _bulk_ways(shop, bulk))
            yield from _compared(f"{single:,} singly", delay_ms, single, rounds, _single_ways(shop, single))
        lab.slow_down(0)


def _bulk_ways(shop: Shop, count: int) -> dict[str, Way]:
    return {
        "connector": lambda: shop.ours(count, bulk=True),
        "bare thread pool": lambda: shop.bare(count, bulk=True),
        "PySNC insert": lambda: shop.inserted(count),
        "PySNC batch": lambda: shop.batched(count),
    }


def _single_ways(shop: Shop, count: int) -> dict[str, Way]:
    return {
        "connector": lambda: shop.ours(count, bulk=False),
        "bare thread pool": lambda: shop.bare(count, bulk=False),
        "PySNC insert": lambda: shop.inserted(count),
    }


def _loop(shop: Shop, count: int, rounds: int) -> Iterator[Figure]:
    runs = by_turns(
        {
            "ours": lambda: shop.ours(count, bulk=False, workers=1),
            "bare": lambda: shop.bare(count, bulk=False, workers=1),
        },
        rounds,
    )
    name = f"one by one, {count:,} tickets, speed / bare loop"
    yield Figure(name, runs["ours"].speed_beside(runs["bare"]), "ratio", at_least=_SHARE_OF_BARE)


def _compared(job: str, delay_ms: int, count: int, rounds: int, ways: dict[str, Way]) -> Iterator[Figure]:
    runs = by_turns(ways, rounds)
    for way, of_way in runs.items():
        yield Figure(f"create {job}, {delay_ms} ms, {way}", count / of_way.median.seconds, "tickets/s")
    speed = runs["connector"].speed_beside(runs["bare thread pool"])
    name = f"create {job}, {delay_ms} ms, speed / bare thread pool"
    yield Figure(name, speed, "ratio", at_least=_SHARE_OF_BARE)
    if delay_ms:
        return
    ours = runs["connector"].median
    for way, run in (("connector", ours), ("bare thread pool", runs["bare thread pool"].median)):
        transactions = run.calls[TABLE] + run.calls[QUEUE]
        yield Figure(f"create {job}, {way}: storage transactions per ticket", transactions / count, "transactions")
    per_ticket = ours.calls[SERVICENOW] / count
    yield Figure(f"create {job}: ServiceNow requests per ticket", per_ticket, "requests", _MOST_PER_TICKET.get(count))


def _waiting(place: Place, position: int) -> Ticket:
    return Ticket.shared(
        make_draft(position),
        action=ACTIONS[position],
        ticket_id=new_id(place.connection.created_at),
        tenant_id=place.tenant_id,
        connection_id=place.connection.connection_id,
        sharer=SHARER,
        now=place.connection.created_at,
    )


def _columns(ticket: Ticket) -> dict[str, str]:
    return to_columns(ticket, sharer_sys_id=None)
