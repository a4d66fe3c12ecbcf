"""Tickets: share, look at, retry, refresh."""

from __future__ import annotations

import json
import re

import azure.functions as func

from connector.application import share, tickets
from connector.application.state_names import names_of
from connector.bootstrap import container
from connector.domain.draft import Kind, TicketDraft
from connector.domain.states import StateNames, is_state
from connector.domain.ticket import Delivery, Ticket
from connector.errors import ConnectorError, InvalidRequestError
from connector.functions.endpoint import Request, Role, endpoint, validated
from connector.functions.parameters import CURSOR, FIELDS, Choice, Number, Text
from connector.functions.replies import Reply, status_of, ticket_path
from connector.functions.schemas import BulkBody, DraftBody, LookupBody, RetryBody
from connector.functions.views import (
    BulkView,
    ErrorView,
    PreviewView,
    TicketLookupView,
    TicketPageView,
    TicketView,
    WholeTicketView,
)
from connector.ports import Caller, TicketFilter

bp = func.Blueprint()

_BULK_BODY_MAX = 16 * 1024 * 1024
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_KEY = Text("Idempotency-Key", "Up to 200 visible characters; the same key repeats the first answer for a day.")

KIND, DELIVERY = Choice("kind", Kind), Choice("delivery", Delivery)
STATE = Text("state", "ServiceNow's own value, such as 2 or -5.")
WORDS = Text("q", "Words in name, number or action id.")
_LIMIT = Number(
    "limit",
    most=tickets.PAGE_SIZE,
    default=tickets.PAGE_SIZE,
    about="Tickets in a page; searched pages may be shorter or longer.",
)
FILTERS = (KIND, DELIVERY, STATE, WORDS)


@endpoint(
    bp, "POST", "api/tickets", role=Role.SHARE, body=DraftBody, reply=WholeTicketView, status=202, headers=(_KEY,)
)
def post_ticket(request: Request, caller: Caller) -> Reply:
    """Share one improvement action. ServiceNow's number follows; Idempotency-Key repeats the first answer."""
    c = container()
    draft = request.json(DraftBody).draft()
    ticket = share.share(draft, caller, c, idempotency_key=_idempotency_key(request))
    return Reply(202, WholeTicketView.of(ticket, request.language), {"Location": ticket_path(ticket.ticket_id)})


@endpoint(bp, "POST", "api/tickets/bulk", role=Role.SHARE, body=BulkBody, reply=BulkView, status=202, headers=(_KEY,))
def post_tickets(request: Request, caller: Caller) -> Reply:
    """Share up to 500; each has its own result, and one that fails does not stop the others."""
    c = container()
    drafts: dict[int, TicketDraft] = {}
    results: dict[int, Ticket | ConnectorError] = {}
    for index, item in enumerate(request.json(BulkBody, limit=_BULK_BODY_MAX).drafts):
        try:
            drafts[index] = validated(DraftBody, json.dumps(item)).draft()
        except InvalidRequestError as error:
            results[index] = error
    results |= share.share_many(drafts, caller, c, idempotency_key=_idempotency_key(request))
    return Reply(202, BulkView(results=[_item(index, results[index], request) for index in sorted(results)]))


@endpoint(bp, "GET", "api/tickets", role=Role.READ, reply=TicketPageView, query=(*FILTERS, _LIMIT, FIELDS, CURSOR))
def list_tickets(request: Request, caller: Caller) -> Reply:
    """Tickets, newest first."""
    c, query = container(), request.query
    page = tickets.list_tickets(wanted(request), caller, c, cursor=CURSOR.of(query) or None, limit=_LIMIT.of(query))
    view = TicketPageView.of(page, request.language, names_of(caller.tenant_id, c))
    return Reply(200, view, exclude=TicketPageView.LONG if FIELDS.of(query) else None)


@endpoint(bp, "POST", "api/tickets/retry", role=Role.SHARE, body=RetryBody, reply=BulkView, status=202)
def retry_tickets(request: Request, caller: Caller) -> Reply:
    """Up to 500 failed tickets again; each has its own result, and one that cannot be does not stop the others."""
    ids = request.json(RetryBody).ids
    results = tickets.retry_many(list(dict.fromkeys(ids)), caller, container())
    return Reply(202, BulkView(results=[_item(index, results[id_], request) for index, id_ in enumerate(ids)]))


@endpoint(bp, "POST", "api/tickets/lookup", role=Role.READ, body=LookupBody, reply=TicketLookupView)
def look_up_tickets(request: Request, caller: Caller) -> Reply:
    """Up to 500 tickets by their ids, in brief, for a page that follows a bulk share; ServiceNow is not asked."""
    c, ids = container(), request.json(LookupBody).ids
    found = tickets.look_up(ids, caller, c)
    view = TicketLookupView.of(found, ids, request.language, names_of(caller.tenant_id, c))
    return Reply(200, view, exclude=TicketLookupView.LONG)


def wanted(request: Request) -> TicketFilter:
    """The filter that a query string asks for. Raises InvalidRequestError."""
    state = STATE.of(request.query) or None
    if state and not is_state(state):
        raise InvalidRequestError({"state": "forbidden_character"})
    return TicketFilter(
        kind=KIND.of(request.query),
        delivery=DELIVERY.of(request.query),
        state=state,
        text=WORDS.of(request.query),
    )


@endpoint(bp, "GET", "api/tickets/{id}", role=Role.READ, reply=WholeTicketView)
def get_ticket(request: Request, caller: Caller) -> Reply:
    """One ticket with its timeline."""
    return _ticket(tickets.get_ticket(request.path["id"], caller, container()), request, caller)


@endpoint(bp, "GET", "api/tickets/{id}/preview", role=Role.SHARE, reply=PreviewView)
def preview_ticket(request: Request, caller: Caller) -> Reply:
    """What a retry would send to ServiceNow; nothing is sent or asked."""
    c = container()
    ticket = tickets.get_ticket(request.path["id"], caller, c)
    return Reply(200, PreviewView.of(ticket, c.desks.preview(ticket)))


@endpoint(bp, "POST", "api/tickets/{id}/retry", role=Role.SHARE, reply=WholeTicketView, status=202)
def retry_ticket(request: Request, caller: Caller) -> Reply:
    """A failed ticket again."""
    return _ticket(tickets.retry(request.path["id"], caller, container()), request, caller, status=202)


@endpoint(bp, "POST", "api/tickets/{id}/refresh", role=Role.SHARE, reply=WholeTicketView)
def refresh_ticket(request: Request, caller: Caller) -> Reply:
    """One ticket's state in ServiceNow now."""
    return _ticket(tickets.refresh(request.path["id"], caller, container()), request, caller)


def _ticket(ticket: Ticket, request: Request, caller: Caller, *, status: int = 200) -> Reply:
    names = names_of(caller.tenant_id, container()) if ticket.record else StateNames()
    return Reply(status, WholeTicketView.of(ticket, request.language, names))


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get(_KEY.name.lower())
    if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
        raise InvalidRequestError({_KEY.name: "forbidden_character"})
    return key


def _item(index: int, result: Ticket | ConnectorError, request: Request) -> BulkView.Item:
    if isinstance(result, Ticket):
        return BulkView.Item(index=index, status=202, ticket=TicketView.of(result, request.language))
    view = ErrorView.of(result, language=request.language, request_id=request.request_id)
    return BulkView.Item(index=index, status=status_of(result), error=view.error, open_ticket=view.ticket)
