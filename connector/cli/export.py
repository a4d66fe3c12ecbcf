"""`export`: everything a person may want to take along, as the API shows it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from connector.application.container import Container
from connector.application.state_names import names_of
from connector.cli.usage import ENGLISH, Commands
from connector.functions.views import ConnectionView, EventView, View, WholeTicketView
from connector.ports import Caller, Event

_PAGE = 1000


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("export", help="write tickets, events and connections as JSON lines")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")


def run(options: argparse.Namespace, caller: Caller, c: Container) -> int:
    """Write three files, newest first. Returns the exit status."""
    options.to.mkdir(parents=True, exist_ok=True)
    now, names = c.clock.now(), names_of(caller.tenant_id, c)
    tickets = chain.from_iterable(c.tickets.all(caller.tenant_id))
    parts: dict[str, Iterable[View]] = {
        "tickets": (WholeTicketView.of(ticket, ENGLISH, names) for ticket in tickets),
        "events": map(EventView.model_validate, _events(caller.tenant_id, c)),
        "connections": (ConnectionView.of(one, now, ENGLISH) for one in c.connections.of_tenant(caller.tenant_id)),
    }
    for name, views in parts.items():
        with (options.to / f"{name}.jsonl").open("w", encoding="utf-8") as lines:
            count = sum(1 for view in views if lines.write(view.model_dump_json(by_alias=True) + "\n"))
        print(f"{name}: {count}")
    return 0


def _events(tenant_id: str, c: Container) -> Iterator[Event]:
    cursor = None
    while True:
        page = c.events.page(tenant_id, cursor=cursor, limit=_PAGE)
        yield from page.events
        if (cursor := page.cursor) is None:
            return
