"""What a person reads at the end of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich import box
from rich.console import Console
from rich.table import Table

from sandbox.chaos.report import Report

PROBLEMS_SHOWN = 20
WIDTH = 60


def print_summary(console: Console, report: Report) -> None:
    """Tables of what was done and what came of it, then the verdict."""
    verdict, plan = report.verdict, report.plan
    for title, head, counts in (
        ("Killed", "process", report.kills),
        ("ServiceNow's trouble", "requests struck", report.struck),
        ("Requests that clients repeated, with the same key", "why", report.repeats),
        ("Requests at ServiceNow", "kind", report.requests),
        ("What the app logged", "event", report.events),
    ):
        console.print(_table(title, head, counts))
    console.print(
        _table(
            "Verdict",
            "figure",
            {
                "shares": plan.shares,
                "records in ServiceNow": verdict.records,
                "duplicates": verdict.duplicates,
                "lost": verdict.lost,
                "stuck": verdict.stuck,
                "failed": verdict.failed,
                "wrong numbers": verdict.wrong_numbers,
                "cards that differ from a recount": report.figures_wrong,
                "messages in poison queues": report.poisoned,
                "functions that raised": report.raised,
                "secrets in logs": report.leaks,
            },
            zeros=True,
        )
    )
    stages = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in report.seconds.items())
    _say(console, f"\nMODE={plan.mode} SEED={plan.seed} SHARES={plan.shares}: {stages}.")
    for problem in report.problems[:PROBLEMS_SHOWN]:
        _say(console, f"[red]✗[/] {_escaped(problem)}")
    if len(report.problems) > PROBLEMS_SHOWN:
        _say(console, f"  and {len(report.problems) - PROBLEMS_SHOWN} more")
    if not report.problems:
        _say(console, "[green]✓[/] Every share has exactly one record, and every figure is right.")
        _say(console, f"[green]✓[/] None of the run's {report.secrets_searched} secrets stands in a log.")


def _say(console: Console, text: str) -> None:
    console.print(text, highlight=False, soft_wrap=True)


def _table(title: str, head: str, counts: Mapping[str, int], *, zeros: bool = False) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, min_width=WIDTH)
    table.add_column(head)
    table.add_column("count", justify="right")
    rows: Iterable[tuple[str, int]] = counts.items() if zeros else sorted(counts.items())
    for name, count in rows:
        if count or zeros:
            table.add_row(_escaped(name), str(count))
    return table


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")
