"""`replay`: failed tickets with their reasons, what would be sent for one, and sending again."""

from __future__ import annotations

import argparse
import sys

from connector.application.container import Container
from connector.application.tickets import every_ticket, get_ticket, retry, retry_many
from connector.cli.usage import ENGLISH, WRONG_USAGE, Commands
from connector.domain.ticket import Delivery, Ticket
from connector.errors import ConnectorError, NotFoundError
from connector.functions import messages
from connector.functions.views import PreviewView
from connector.ports import Caller, TicketFilter


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("replay", help="list failed tickets; send one or all again")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("ticket_id", nargs="?", help="queue this failed ticket again")
    what.add_argument("--show", metavar="TICKET_ID", help="print what would be sent to ServiceNow")
    what.add_argument("--all", action="store_true", help="queue every failed ticket again; needs --yes")
    parser.add_argument("--yes", action="store_true", help="do it without asking back")


def run(options: argparse.Namespace, caller: Caller, c: Container) -> int:
    """Returns the exit status: 2 for a ticket that is not there."""
    try:
        if options.show:
            return _show(get_ticket(options.show, caller, c), c)
        if options.ticket_id:
            ticket = retry(options.ticket_id, caller, c)
            print(f"{ticket.ticket_id}  queued again")
            return 0
    except NotFoundError:
        print(f"{options.show or options.ticket_id}: {_text('ticket_not_found')}", file=sys.stderr)
        return WRONG_USAGE
    failed = list(every_ticket(TicketFilter(delivery=Delivery.FAILED), caller, c))
    if not options.all:
        return _list(failed)
    if not options.yes:
        print(f"{len(failed)} failed tickets would be queued again: repeat with --yes", file=sys.stderr)
        return WRONG_USAGE
    return _queue(failed, caller, c)


def _list(failed: list[Ticket]) -> int:
    for ticket in failed:
        code, reason = (ticket.failure.code, ticket.failure.reason) if ticket.failure else ("", "")
        print(f"{ticket.ticket_id}  {ticket.changed_at:%Y-%m-%d %H:%M}  {ticket.kind}  {ticket.action_id}")
        print(f"    {code}: {reason}")
    print(f"{len(failed)} failed")
    return 0


def _show(ticket: Ticket, c: Container) -> int:
    print(PreviewView.of(ticket, c.desks.preview(ticket)).model_dump_json(by_alias=True, indent=2))
    return 0


def _queue(failed: list[Ticket], caller: Caller, c: Container) -> int:
    results = retry_many([ticket.ticket_id for ticket in failed], caller, c)
    for ticket_id, result in results.items():
        if isinstance(result, ConnectorError):
            print(f"{ticket_id}: {_text(result.code, result.params)} ({result})", file=sys.stderr)
    queued = sum(isinstance(result, Ticket) for result in results.values())
    print(f"{queued} of {len(failed)} queued again")
    return 0 if queued == len(failed) else 1


def _text(code: str, params: dict[str, str] | None = None) -> str:
    return messages.text(code, ENGLISH, params)
