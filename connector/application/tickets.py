"""Tickets: look at them, retry failed ones, refresh one now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connector.application.container import Container
from connector.application.follow import follow
from connector.application.reconcile import believed_gone
from connector.application.share import Result, enqueue
from connector.application.turns import turn
from connector.domain.ids import is_id
from connector.domain.ticket import Ticket
from connector.errors import AlreadySharedError, ConflictError, ConnectorError, NotConnectedError, NotFoundError
from connector.ports import RESERVED, Caller, Change, TicketFilter, TicketPage

PAGE_SIZE = 100
_LONG_PAGE = 1000


def list_tickets(
    wanted: TicketFilter, caller: Caller, c: Container, *, cursor: str | None = None, limit: int = PAGE_SIZE
) -> TicketPage:
    """One page, newest first."""
    return c.tickets.page(caller.tenant_id, wanted, cursor=cursor, limit=limit)


def every_ticket(wanted: TicketFilter, caller: Caller, c: Container) -> Iterator[Ticket]:
    """All that match, newest first, read page by page."""
    cursor: str | None = None
    while True:
        page = c.tickets.page(caller.tenant_id, wanted, cursor=cursor, limit=_LONG_PAGE)
        yield from page.tickets
        cursor = page.cursor
        if cursor is None:
            return


def get_ticket(ticket_id: str, caller: Caller, c: Container) -> Ticket:
    """One ticket of the caller's tenant. Raises NotFoundError."""
    if not is_id(ticket_id):
        raise NotFoundError(ticket_id, code="ticket_not_found")
    return c.tickets.get(caller.tenant_id, ticket_id)


def look_up(ticket_ids: Sequence[str], caller: Caller, c: Container) -> dict[str, Ticket]:
    """Those of these tickets that the caller's tenant has, by id, in this order."""
    found = c.tickets.get_many(caller.tenant_id, [id_ for id_ in ticket_ids if is_id(id_)])
    return {id_: found[id_] for id_ in ticket_ids if id_ in found}


def retry(ticket_id: str, caller: Caller, c: Container) -> Ticket:
    """
    Queue a failed ticket again.

    Raises:
        ConflictError: it did not fail, or someone wrote first.
        AlreadySharedError: its action has another open ticket by now.
        NotConnectedError: there is no consent, or the ticket belongs to an earlier connection.
    """
    ticket = get_ticket(ticket_id, caller, c)
    result = _queue_again([ticket], caller, c)[ticket_id]
    if isinstance(result, ConnectorError):
        raise result
    return result


def retry_many(ticket_ids: Sequence[str], caller: Caller, c: Container) -> dict[str, Result]:
    """
    Queue failed tickets again; one that cannot be does not stop the others.

    Returns:
        By ticket id: the ticket, or what `retry` would raise for it.
    """
    found = c.tickets.get_many(caller.tenant_id, [id_ for id_ in ticket_ids if is_id(id_)])
    missing = [id_ for id_ in ticket_ids if id_ not in found]
    unknown: dict[str, Result] = {id_: NotFoundError(id_, code="ticket_not_found") for id_ in missing}
    return unknown | _queue_again(list(found.values()), caller, c)


def _queue_again(tickets: Sequence[Ticket], caller: Caller, c: Container) -> dict[str, Result]:
    connection, now = c.connections.current(caller.tenant_id), c.clock.now()
    results: dict[str, Result] = {}
    changes: dict[str, Change] = {}  # By what they reserve: the same action a second time meets the first.
    for ticket in tickets:
        try:
            if not connection.is_usable or connection.connection_id != ticket.connection_id:
                raise NotConnectedError(f"ticket of connection {ticket.connection_id}")
            change = Change(ticket, ticket.retried(now, by=caller.name))
        except ConnectorError as error:
            results[ticket.ticket_id] = error
            continue
        place = ticket.action_id.casefold() if change.after.reserves else ticket.ticket_id
        if (first := changes.setdefault(place, change)) is not change:
            results[ticket.ticket_id] = AlreadySharedError(ticket.action_id, first.after.ticket_id)
    stored = c.tickets.save(caller.tenant_id, list(changes.values())) if changes else {}
    holders = c.tickets.reservations(caller.tenant_id) if RESERVED in stored.values() else {}
    for change in changes.values():
        ticket, result = change.after, stored[change.after.ticket_id]
        if isinstance(result, Ticket):
            results[ticket.ticket_id] = result
        elif result == RESERVED:
            results[ticket.ticket_id] = AlreadySharedError(ticket.action_id, holders.get(ticket.action_id, ""))
        else:
            results[ticket.ticket_id] = ConflictError(ticket.ticket_id)
    enqueue([result for result in results.values() if isinstance(result, Ticket)], c)
    return results


def refresh(ticket_id: str, caller: Caller, c: Container) -> Ticket:
    """
    The ticket with its record's state of this moment. A ticket without a record is answered as it is, and so is one
    whose record is missing while none of its kind is shown.

    Raises:
        NotConnectedError: no consent for the ticket's connection.
        RemoteError: ServiceNow did not say, or is left in peace for a while.
    """
    ticket = get_ticket(ticket_id, caller, c)
    if ticket.record is None:
        return ticket
    connection = c.connections.get(ticket.connection_id)
    connection.require_usable()
    desk, sys_id = c.desks.at(connection), ticket.record.sys_id
    with turn(connection.connection_id, c) as taken:
        record = desk.read(ticket.kind, [sys_id]).get(sys_id)
        gone = record is None and believed_gone([ticket], ticket.kind, desk, c, shown=False)
        taken.note(record)
    now = c.clock.now()
    if record is not None:
        follow([(ticket, ticket.followed(record, now))], c)
    elif gone:
        follow([(ticket, ticket.vanished(now))], c)
    return c.tickets.get(caller.tenant_id, ticket_id)
