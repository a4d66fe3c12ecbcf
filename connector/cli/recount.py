"""`recount`: whether cards and charts add up to the tickets."""

from __future__ import annotations

import argparse

from connector.application.container import Container
from connector.application.recount import recount
from connector.cli.usage import Commands


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("recount", help="compare the figures with a count of the tickets")
    parser.add_argument("--mend", action="store_true", help="make the figures what was counted")


def run(options: argparse.Namespace, tenant_id: str, c: Container) -> int:
    """Returns the exit status: 1 for figures that are wrong and stay so."""
    result = recount(tenant_id, c, mend=options.mend)
    for figure, (kept, counted) in result.differences.items():
        print(f"{figure}: kept {kept}, counted {counted}")
    if not result.differences:
        print(f"{sum(result.counted.values())} tickets, the figures are right")
        return 0
    print("mended" if options.mend else "not mended: repeat with --mend")
    return 0 if options.mend else 1
