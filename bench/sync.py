"""Sync of many open tickets of which 100 changed, beside PySNC reading them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bench.fill import Filled, change
from bench.labs import Labs
from bench.measure import Figure, Run, Way, by_turns, timed
from bench.peers import PySnc
from bench.wire import SERVICENOW, TABLE, Wire
from connector.application.sync import sync_connection
from connector.domain.draft import Kind

CHANGED = 100
SIZES = (10_000, 100_000)
DELAYS_MS = (0, 50)
_MOST_REQUESTS = 3
_ONE_BY_ONE = 1_000
"""Tickets read one by one, at the smallest size only: it grows with their number. The figure's name says so."""


def figures(labs: Labs, sizes: tuple[int, ...] = SIZES, delays_ms: tuple[int, ...] = DELAYS_MS) -> Iterator[Figure]:
    """Requests, storage transactions and seconds, for each size and delay."""
    requests: set[float] = set()
    for size in sizes:
        for delay_ms in delays_ms:
            for name, run in runs(labs, size, delay_ms).items():
                words = f"{name}, {delay_ms} ms"
                yield Figure(f"{words}: seconds", run.seconds, "s")
                if delay_ms:
                    continue  # The counts are the same with a delay.
                ours = name.startswith("sync")
                most = _MOST_REQUESTS if ours else None
                yield Figure(f"{name}: ServiceNow requests", run.calls[SERVICENOW], "requests", at_most=most)
                if ours:
                    requests.add(run.calls[SERVICENOW])
                    yield Figure(f"{name}: storage transactions", run.calls[TABLE], "transactions")
    if len(sizes) > 1:
        yield Figure(
            "sync: ServiceNow requests, most / least of all sizes", max(requests) / min(requests), "ratio", 1.0
        )


def runs(labs: Labs, size: int, delay_ms: int) -> dict[str, Run]:
    """The ways to know what changed, by name. PySNC gets the ids for nothing and writes nothing down."""
    with labs.filled(size) as (lab, c, filled):
        peer = PySnc(lab)

        def ours() -> Run:
            change(lab, filled, min(CHANGED, size))
            return timed(lab.wire, lambda: _expect(sync_connection(filled.job, c).changed, min(CHANGED, size)))

        ways: dict[str, Way] = {
            f"sync of {size:,} open tickets": ours,
            f"PySNC, sys_id IN, {size:,} tickets": _reading(lab.wire, peer.read_in_chunks, filled.ids),
        }
        if size <= SIZES[0]:
            few = _first(filled, min(size, _ONE_BY_ONE))
            ways[f"PySNC, one by one, {_count(few):,} tickets"] = _reading(lab.wire, peer.read_one_by_one, few)
        lab.slow_down(delay_ms)
        try:
            runs = by_turns(ways, rounds=3 if size <= SIZES[0] else 1)
            return {name: of_way.median for name, of_way in runs.items()}
        finally:
            lab.slow_down(0)


def _reading(wire: Wire, read: Callable[[Mapping[Kind, list[str]]], int], ids: Mapping[Kind, list[str]]) -> Way:
    return lambda: timed(wire, lambda: _expect(read(ids), _count(ids)))


def _count(ids: Mapping[Kind, list[str]]) -> int:
    return sum(map(len, ids.values()))


def _first(filled: Filled, count: int) -> dict[Kind, list[str]]:
    return {kind: ids[: count // 2] for kind, ids in filled.ids.items()}


def _expect(done: int, wanted: int) -> None:
    if done != wanted:
        raise RuntimeError(f"{done} tickets instead of {wanted}")
