"""What a person reads at the end of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from rich import box
from rich.console import Console
from rich.table import Table

from sandbox.demo.app_client import Json
from sandbox.demo.job import Result

PROBLEMS_SHOWN = 20
WIDTH = 60


def print_summary(console: Console, result: Result, seconds: Mapping[str, float]) -> None:
    """Tables of tickets, requests and times, then the verdict."""
    report = result.report
    groups = Counter((each["kind"], each["delivery"], _state(each)) for each in result.tickets)
    console.print(
        _table("Tickets", ("kind", "delivery", "state", "count"), [(*key, n) for key, n in sorted(groups.items())])
    )
    console.print(_table("Requests at ServiceNow", ("kind", "count"), sorted(report.requests.items())))
    console.print(_table("Time", ("stage", "seconds"), [(name, f"{value:.1f}") for name, value in seconds.items()]))
    peak = max(result.worker_peaks_kib, default=0) / 1024
    console.print(
        f"\nShared {report.shared}, created {report.created}, duplicates {report.duplicates}, failed {report.failed}, "
        f"followed {report.synced}; {report.elapsed_s:.1f} s; "
        f"peak memory of a worker process {f'{peak:.0f} MiB' if peak else 'unknown'}.",
        highlight=False,
        soft_wrap=True,
    )
    for problem in report.problems[:PROBLEMS_SHOWN]:
        console.print(f"[red]✗[/] {_escaped(problem)}", highlight=False, soft_wrap=True)
    if len(report.problems) > PROBLEMS_SHOWN:
        console.print(f"  and {len(report.problems) - PROBLEMS_SHOWN} more", highlight=False, soft_wrap=True)
    if not report.problems:
        console.print("[green]✓[/] Every share has exactly one ticket, and every ticket worked on was followed.")
        console.print(
            f"[green]✓[/] None of the run's {result.secrets_searched} secrets stands in a log.", highlight=False
        )


def _state(ticket: Json) -> str:
    return "(deleted)" if ticket["deleted"] else ticket["stateLabel"] or "-"


def _table(title: str, heads: Iterable[str], rows: Iterable[tuple[object, ...]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, min_width=WIDTH)
    for head in heads:
        table.add_column(head, justify="right" if head in ("count", "seconds") else "left")
    for row in rows:
        table.add_row(*(_escaped(str(cell)) for cell in row))
    return table


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")
