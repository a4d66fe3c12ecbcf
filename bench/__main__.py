"""`python -m bench`: every benchmark, a table, and `bench/results.json`. Exit 1 when a figure is above its mark."""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime

from bench import imports, telemetry
from bench.measure import REPOSITORY, as_json, print_table

RESULTS = REPOSITORY / "bench" / "results.json"


def main() -> int:
    """Measure, show and keep."""
    figures = [*imports.figures(), *telemetry.figures()]
    print_table(figures)
    RESULTS.write_text(
        json.dumps(
            {
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "python": platform.python_version(),
                "cores": os.cpu_count(),
                "figures": as_json(figures),
            },
            indent=2,
        )
        + "\n",
        encoding="utf-8",
    )
    return 0 if all(figure.within for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
