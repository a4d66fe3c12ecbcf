"""Figures on the screen, in `bench/results.json`, and in the documents, between markers that only this file writes."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.measure import REPOSITORY, Figure

RESULTS = REPOSITORY / "bench" / "results.json"
PERFORMANCE = REPOSITORY / "docs" / "performance.md"
COSTS = REPOSITORY / "docs" / "costs.md"
LIMITS = REPOSITORY / "docs" / "limits.md"
_BEGIN, _END = "<!-- written by make bench -->", "<!-- end -->"

Figures = Mapping[str, Sequence[Figure]]
"""By benchmark."""


def shown_as_they_come(name: str, figures: Iterable[Figure]) -> list[Figure]:
    """All of them; each gets a line as soon as it is known, because the whole takes minutes."""
    seen: list[Figure] = []
    for figure in figures:
        print(f"{name}: {figure.name}: {figure.shown} {figure.unit}", flush=True)
        seen.append(figure)
    return seen


def show(figures: Figures) -> None:
    """One table."""
    table = Table("figure", "value", "unit", "mark", "", title="Benchmarks")
    for some in figures.values():
        for figure in some:
            table.add_row(figure.name, figure.shown, figure.unit, figure.mark, _verdict(figure))
        table.add_section()
    Console().print(table)


def keep(figures: Figures, costs: str, limits: str, *, elapsed_s: float) -> None:
    """Write the results and the documents."""
    machine = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "elapsed_s": round(elapsed_s),
    }
    by_name = {name: [figure.as_json() for figure in some] for name, some in figures.items()}
    RESULTS.write_text(json.dumps({**machine, "figures": by_name}, indent=2) + "\n", encoding="utf-8")
    taken = f"Taken {machine['at']} on {machine['cores']} cores with Python {machine['python']}, in {elapsed_s:,.0f} s."
    write_between(PERFORMANCE, f"{taken}\n\n{markdown(figures)}")
    write_between(COSTS, costs)
    write_between(LIMITS, limits)


def markdown(figures: Figures) -> str:
    """A table for each benchmark."""
    parts = []
    for name, some in figures.items():
        rows = [f"| {f.name} | {f.shown} {f.unit} | {f.mark} | {_verdict(f)} |" for f in some]
        parts.append("\n".join([f"### {name}", "", "| figure | value | mark | |", "| --- | ---: | --- | --- |", *rows]))
    return "\n\n".join(parts)


def write_between(document: Path, text: str) -> None:
    """Replace what stands between the markers. Raises ValueError when the document has none."""
    before = document.read_text("utf-8")
    pattern = re.compile(f"{re.escape(_BEGIN)}.*{re.escape(_END)}", re.DOTALL)
    if not pattern.search(before):
        raise ValueError(f"{document.name} has no place for figures")
    after = pattern.sub(lambda _: f"{_BEGIN}\n{text}\n{_END}", before)
    document.write_text(after, encoding="utf-8")


def _verdict(figure: Figure) -> str:
    return "" if not figure.mark else "kept" if figure.within else "MISSED"
