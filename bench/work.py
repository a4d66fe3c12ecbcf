"""What the app's work takes, by billing meter: counted where it leaves the process, once for each kind of work."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from bench.create import Shop
from bench.fill import change
from bench.labs import Labs
from bench.measure import timed
from bench.prices import Assumptions
from bench.wire import QUEUE, TABLE, VAULT
from connector.application.sweep import sweep
from connector.application.sync import enqueue_syncs, sync_connection
from connector.domain.draft import Kind
from connector.ports import SyncState

HOST_PER_MESSAGE = 2
"""Queue operations with which the host takes a message and deletes it."""


@dataclass(frozen=True, slots=True)
class Work:
    """Amounts by meter of `prices.json`."""

    meters: Mapping[str, float]

    def __add__(self, other: Work) -> Work:
        names = {*self.meters, *other.meters}
        return Work({name: self.meters.get(name, 0) + other.meters.get(name, 0) for name in names})

    def __sub__(self, other: Work) -> Work:
        return self + other * -1

    def __mul__(self, times: float) -> Work:
        return Work({name: amount * times for name, amount in self.meters.items()})


@dataclass(frozen=True, slots=True)
class Kinds:
    """Work of each kind: for one ticket, for one run, or for one change."""

    bulk_ticket: Work
    single_ticket: Work
    idle_sync: Work
    change: Work
    reconciled_ticket: Work
    sweep: Work
    renewal: Work


def count(labs: Labs, assumed: Assumptions, *, tickets: int, open_tickets: int, changed: int) -> Kinds:
    """Do each kind of work once and count."""
    with labs.empty() as (lab, c):
        shop = Shop(lab, c)
        bulk, single = (_created(shop, assumed, tickets, bulk=bulk) for bulk in (True, False))
    with labs.filled(open_tickets) as (lab, c, filled):
        connection = c.connections.get(filled.job.connection_id)

        def work_of(function: Callable[[], object]) -> Work:
            with _records() as records:
                run = timed(lab.wire, function)
            return _work([run.seconds], run.calls, records.count, assumed)

        def sync() -> Work:
            return work_of(lambda: sync_connection(filled.job, c))

        sync()  # Whatever is done once per process is done now.
        idle, timer = sync(), work_of(lambda: enqueue_syncs(c))
        lab.queue("sync-jobs").clear_messages()
        change(lab, filled, changed)
        busy = sync()
        c.connections.save_sync_state(replace(c.connections.sync_state(connection), passes={}))
        whole, syncs = Work({}), 0
        while not _all_read(c.connections.sync_state(connection)):
            whole, syncs = whole + sync(), syncs + 1
        swept = work_of(lambda: sweep(c))
        renewed = work_of(lambda: c.desks.renew(connection, margin=timedelta(days=1)))
    return Kinds(
        bulk_ticket=bulk * (1 / tickets),
        single_ticket=single * (1 / tickets),
        idle_sync=idle + timer + Work({"queue": HOST_PER_MESSAGE}),
        change=(busy - idle) * (1 / changed),
        reconciled_ticket=(whole - idle * syncs) * (1 / open_tickets),
        sweep=swept,
        renewal=Work({**renewed.meters, "execution": 0, "gb_s": 0}),  # It is part of a sync.
    )


def _all_read(state: SyncState) -> bool:
    """Whether every open ticket was read by its sys_id."""
    return all(kind in state.passes and state.passes[kind].is_done for kind in Kind)


def _created(shop: Shop, assumed: Assumptions, tickets: int, *, bulk: bool) -> Work:
    with _records() as records:
        delivery = shop.ours(tickets, bulk=bulk)
    return _work(delivery.executions, delivery.calls, records.count, assumed)


def _work(executions: Sequence[float], calls: Counter[str], records: int, assumed: Assumptions) -> Work:
    """`executions` are the seconds that each took, billed as if no two shared an instance."""
    billed_s = sum(max(seconds, assumed.billed_seconds_at_least) for seconds in executions)
    return Work(
        {
            "execution": len(executions),
            "gb_s": billed_s * assumed.instance_gb,
            "table": calls[TABLE],
            "queue": calls[QUEUE],
            "vault": calls[VAULT],
            "log_gb": records * assumed.bytes_per_log_record / 1e9,
        }
    )


class _Records(logging.Handler):
    count = 0

    def emit(self, _: logging.LogRecord) -> None:
        self.count += 1


@contextmanager
def _records() -> Iterator[_Records]:
    """Records that the connector logs inside the block at INFO or above."""
    handler, logger = _Records(), logging.getLogger("connector")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield handler
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
