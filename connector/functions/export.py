"""Tickets as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from itertools import islice

import azure.functions as func

from connector.application.state_names import names_of
from connector.application.tickets import every_ticket
from connector.bootstrap import container
from connector.domain.states import StateNames
from connector.domain.ticket import Ticket
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.replies import Reply
from connector.functions.tickets import FILTERS, wanted
from connector.ports import Caller

bp = func.Blueprint()

ROWS_MAX = 50_000
_CSV = "text/csv"

_BYTE_ORDER_MARK = "\ufeff"  # Without it a spreadsheet takes UTF-8 for its own code page.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?[0-9]+")  # The first states of a change request are below zero.
_COLUMNS = (
    "id",
    "kind",
    "actionId",
    "name",
    "priority",
    "dueDate",
    "source",
    "category",
    "delivery",
    "number",
    "state",
    "stateName",
    "isOpen",
    "sharedBy",
    "sharedAt",
    "changedAt",
    "link",
    "error",
)


@endpoint(bp, "GET", "api/tickets.csv", role=Role.READ, query=FILTERS, content_type=_CSV)
def export_tickets(request: Request, caller: Caller) -> Reply:
    """Tickets as CSV, newest first, at most 50,000; X-Truncated-At says so when there are more."""
    c = container()
    found = every_ticket(wanted(request), caller, c)
    body = to_csv(islice(found, ROWS_MAX), names_of(caller.tenant_id, c), request.language)
    headers = {"Content-Disposition": 'attachment; filename="tickets.csv"'}
    if next(found, None) is not None:
        headers["X-Truncated-At"] = str(ROWS_MAX)
    return Reply(200, body, headers, content_type=_CSV)


def to_csv(tickets: Iterable[Ticket], names: StateNames, language: str) -> str:
    """The tickets by RFC 4180, with a byte order mark; a cell that a spreadsheet would run begins with "'"."""
    text = io.StringIO()
    text.write(_BYTE_ORDER_MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_inert(cell) for cell in _cells(ticket, names, language)] for ticket in tickets)
    return text.getvalue()


def _cells(ticket: Ticket, names: StateNames, language: str) -> tuple[str, ...]:
    record = ticket.record
    return (
        ticket.ticket_id,
        ticket.kind.value,
        ticket.action_id,
        ticket.name,
        ticket.priority.value,
        ticket.due_date.isoformat(),
        ticket.source.value,
        ticket.category.value,
        ticket.delivery.value,
        record.number if record else "",
        record.state if record else "",
        names.name(ticket.kind, record.state, language, label=record.state_label) if record else "",
        "true" if ticket.is_open else "false",
        ticket.sharer.name,
        f"{ticket.shared_at:%Y-%m-%dT%H:%M:%SZ}",
        f"{ticket.changed_at:%Y-%m-%dT%H:%M:%SZ}",
        record.link if record else "",
        ticket.failure.reason if ticket.failure else "",
    )


def _inert(cell: str) -> str:
    is_formula = cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell
