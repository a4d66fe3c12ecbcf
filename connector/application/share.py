"""Share: record first, then the queue. Accepted means durable."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import batched

from connector.application.container import Container
from connector.domain.action import ImprovementAction
from connector.domain.connection import Connection
from connector.domain.draft import TicketDraft
from connector.domain.ids import new_id
from connector.domain.ticket import Sharer, Ticket
from connector.errors import (
    AlreadySharedError,
    ConflictError,
    ConnectorError,
    InvalidRequestError,
    NotConnectedError,
    NotFoundError,
    RemoteError,
)
from connector.ports import Caller, TicketJob

log = logging.getLogger(__name__)

JOB_SIZE = 50
"""Tickets in one job: what one batch request creates."""

Result = Ticket | ConnectorError


def share(draft: TicketDraft, caller: Caller, c: Container, *, idempotency_key: str | None = None) -> Ticket:
    """
    Share one improvement action. ServiceNow's number follows.

    Raises:
        AlreadySharedError: the action has an open ticket.
        ConflictError: the key made another ticket than this.
        InvalidRequestError: the due date is over.
        NotConnectedError: there is no consent to create tickets with.
        NotFoundError: there is no such action.
    """
    result = share_many({0: draft}, caller, c, idempotency_key=idempotency_key)[0]
    if isinstance(result, ConnectorError):
        raise result
    return result


def share_many(
    drafts: Mapping[int, TicketDraft], caller: Caller, c: Container, *, idempotency_key: str | None = None
) -> dict[int, Result]:
    """
    Share many at once; one that fails does not stop the others. A repeat with its key gets the first answer, also
    when the same could not be shared any more.

    Returns:
        By the caller's own index: the ticket, or why there is none.

    Raises:
        NotConnectedError, RemoteError: none can be shared now, and not all are repeats.
    """
    keys = {i: f"{caller.object_id}/{idempotency_key}/{i}" for i in drafts} if idempotency_key else {}
    try:
        tickets, refused = _judged(drafts, caller, c)
    except (NotConnectedError, RemoteError):
        earlier = _earlier(keys, caller, c)
        if earlier.keys() != drafts.keys() or not drafts:
            raise
        tickets, refused = {}, {}
    else:
        earlier = _earlier({index: key for index, key in keys.items() if index in refused}, caller, c)
    by_ticket = {ticket.ticket_id: keys[index] for index, ticket in tickets.items() if keys}
    stored = _store(tickets, drafts, by_ticket, c) if tickets else {}
    found: dict[int, Result] = {**refused, **stored, **earlier}
    results = {index: _first_answer(found[index], draft) if keys else found[index] for index, draft in drafts.items()}
    enqueue([t for t in results.values() if isinstance(t, Ticket) and t.is_pending], c)
    return results


def _judged(
    drafts: Mapping[int, TicketDraft], caller: Caller, c: Container
) -> tuple[dict[int, Ticket], dict[int, ConnectorError]]:
    """The tickets that may be stored, and why there is none for the other drafts."""
    connection = c.connections.current(caller.tenant_id)
    connection.require_usable()
    card, now = c.scores.read(), c.clock.now()
    tickets: dict[int, Ticket] = {}
    refused: dict[int, ConnectorError] = {}
    for index, draft in drafts.items():
        if draft.due_date < now.date():
            refused[index] = InvalidRequestError({"dueDate": "in_the_past"})
        elif (action := card.find(draft.action_id)) is None:
            refused[index] = _unknown(draft)
        else:
            tickets[index] = _ticket(draft, action, connection, caller, now)
    return tickets, refused


def _earlier(keys: Mapping[int, str], caller: Caller, c: Container) -> dict[int, Ticket]:
    """What these keys made within the day. Only for what is refused: of the others the store says it by itself."""
    made = c.tickets.made_by(caller.tenant_id, list(keys.values()), c.clock.now()) if keys else {}
    return {index: made[key] for index, key in keys.items() if key in made}


def _first_answer(result: Result, draft: TicketDraft) -> Result:
    """A key that made another ticket than this draft asks for is used by mistake: to answer that one would hide it."""
    if isinstance(result, Ticket) and not result.is_of(draft):
        return ConflictError(result.ticket_id, code="idempotency_key_reused")
    return result


def _store(
    tickets: Mapping[int, Ticket], drafts: Mapping[int, TicketDraft], keys: Mapping[str, str], c: Container
) -> dict[int, Result]:
    """
    Insert what may be inserted: the first ticket of each action that has none open, and those that may stand beside.
    """
    first_of: dict[str, Ticket] = {}  # The same action a second time in one request meets the first.
    for ticket in tickets.values():
        first_of.setdefault(ticket.action_id, ticket)
    tenant_id = next(iter(tickets.values())).tenant_id
    stored = c.tickets.add(tenant_id, list(first_of.values()), keys=keys)
    beside = [
        ticket.beside()
        for index, ticket in tickets.items()
        if drafts[index].allow_another and not isinstance(stored.get(ticket.ticket_id), Ticket)
    ]
    stored = {**stored, **(c.tickets.add(tenant_id, beside, keys=keys) if beside else {})}
    results: dict[int, Result] = {}
    for index, ticket in tickets.items():
        outcome = stored.get(ticket.ticket_id)
        in_the_way = outcome or stored[first_of[ticket.action_id].ticket_id]
        results[index] = (
            outcome if isinstance(outcome, Ticket) else AlreadySharedError(ticket.action_id, in_the_way.ticket_id)
        )
    return results


def _unknown(draft: TicketDraft) -> NotFoundError:
    return NotFoundError(draft.action_id, code="action_not_found", params={"action": draft.action_id})


def enqueue(tickets: Sequence[Ticket], c: Container) -> None:
    """
    Ask the worker for these tickets' records.

    A queue that refuses is no failure of the share: the tickets are stored, and the sweep puts them back.
    """
    by_connection: dict[str, list[str]] = {}
    for ticket in tickets:
        by_connection.setdefault(ticket.connection_id, []).append(ticket.ticket_id)
    for connection_id, ticket_ids in by_connection.items():
        # In order of their ids: a job's tickets stand side by side in the table then, and are read at once.
        for some in batched(sorted(ticket_ids), JOB_SIZE, strict=False):
            _put(TicketJob(connection_id, some), c)


def _ticket(
    draft: TicketDraft, action: ImprovementAction, connection: Connection, caller: Caller, now: datetime
) -> Ticket:
    return Ticket.shared(
        draft,
        action=action,
        ticket_id=new_id(now),
        tenant_id=caller.tenant_id,
        connection_id=connection.connection_id,
        sharer=Sharer(caller.object_id, caller.name, caller.email),
        now=now,
    )


def _put(job: TicketJob, c: Container) -> None:
    try:
        c.jobs.put_tickets(job)
    except RemoteError as error:
        log.warning("enqueue_failed", extra={"tickets": len(job.ticket_ids), "error": error.code})
