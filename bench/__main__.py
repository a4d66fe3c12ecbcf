"""
`python -m bench`: every benchmark, a table, `bench/results.json`, and the tables of `docs/performance.md`,
`docs/costs.md` and `docs/limits.md`. Exit 1 when a figure misses its mark.

    python -m bench --only sync --size 1000     a quick look; nothing is written
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from bench import costs, create, imports, pages, portal, report, sizing, sync, telemetry, work
from bench.labs import Labs
from bench.measure import Figure
from bench.prices import PriceList
from sandbox.launcher import SandboxError
from tests.portal.chromium import NoChromiumError

Benchmark = Callable[[Labs, int | None], Iterator[Figure]]
"""Figures, in full size or as many tickets as asked for."""


def _imports(_: Labs, __: int | None) -> Iterator[Figure]:
    return imports.figures()


def _telemetry(_: Labs, __: int | None) -> Iterator[Figure]:
    return telemetry.figures()


def _portal(_: Labs, __: int | None) -> Iterator[Figure]:
    return portal.figures()


def _create(labs: Labs, size: int | None) -> Iterator[Figure]:
    if size is None:
        return create.figures(labs)
    return create.figures(labs, bulk=size, single=max(size // 5, 1), loop=max(size // 20, 1), rounds=1)


def _pages(labs: Labs, size: int | None) -> Iterator[Figure]:
    return pages.figures(labs) if size is None else pages.figures(labs, (max(size // 10, 2), size))


def _sync(labs: Labs, size: int | None) -> Iterator[Figure]:
    return sync.figures(labs) if size is None else sync.figures(labs, (size,))


BENCHMARKS: dict[str, Benchmark] = {
    "imports": _imports,
    "telemetry": _telemetry,
    "portal": _portal,
    "create": _create,
    "pages": _pages,
    "sync": _sync,
}
"""In this order: the first ones while little runs beside them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, show and keep."""
    options = _options(arguments)
    started = time.monotonic()
    figures: dict[str, list[Figure]] = {}
    try:
        with Labs() as labs:
            for name in options.only or BENCHMARKS:
                figures[name] = report.shown_as_they_come(name, BENCHMARKS[name](labs, options.size))
            if not options.only and options.size is None:
                prices = PriceList.read()
                kinds = work.count(labs, prices.assumptions, tickets=200, open_tickets=costs.OPEN, changed=100)
                tables = costs.tables(kinds, prices), sizing.tables(kinds, prices)
                report.keep(figures, *tables, elapsed_s=time.monotonic() - started)
    except (SandboxError, NoChromiumError) as error:
        print(f"python -m bench: {error}", file=sys.stderr)
        return 2
    report.show(figures)
    return 0 if all(figure.within for some in figures.values() for figure in some) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the app against its marks.")
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="this benchmark; repeatable")
    parser.add_argument("--size", type=int, help="tickets, an even number; without it the sizes of the documents")
    options = parser.parse_args(arguments)
    if options.size is not None and (options.size < 2 or options.size % 2 or options.size > create.BULK * 100):
        parser.error("--size: an even number between 2 and 100,000")
    return options


if __name__ == "__main__":
    sys.exit(main())
