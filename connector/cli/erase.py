"""`erase`: one person's data out of the tables."""

from __future__ import annotations

import argparse
import sys

from connector.application.container import Container
from connector.application.erase import erase_person, tickets_naming
from connector.cli.usage import WRONG_USAGE, Commands


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("erase", help="take one person's data out of tickets, events and connections")
    parser.add_argument("object_id", help="the person's object id in Entra ID")
    parser.add_argument("--name", action="append", default=[], help="a name the person has or had; may be repeated")
    parser.add_argument("--yes", action="store_true", help="do it: it cannot be undone")


def run(options: argparse.Namespace, tenant_id: str, c: Container) -> int:
    """Returns the exit status: 2 without --yes."""
    if not options.yes:
        found = len(tickets_naming(tenant_id, options.object_id, options.name, c))
        print(f"{found} tickets would lose this person, for good: repeat with --yes", file=sys.stderr)
        return WRONG_USAGE
    erased = erase_person(tenant_id, options.object_id, options.name, c)
    print(f"{erased.tickets} tickets, {erased.events} events, {erased.connections} connections")
    if erased.numbers:
        print("ServiceNow keeps who shared in its own records:", *erased.numbers, sep="\n  ")
    return 0
