"""Tickets: look at them, retry a failed one, refresh one now."""

from __future__ import annotations

from connector.application.container import Container
from connector.application.share import enqueue
from connector.application.sync import follow
from connector.domain.ids import is_ticket_id
from connector.domain.ticket import Ticket
from connector.errors import AlreadySharedError, ConflictError, NotConnectedError, NotFoundError
from connector.ports import RESERVED, Caller, Change, TicketFilter, TicketPage

PAGE_SIZE = 100


def list_tickets(wanted: TicketFilter, caller: Caller, c: Container, *, cursor: str | None = None) -> TicketPage:
    """One page, newest first."""
    return c.tickets.page(caller.tenant_id, wanted, cursor=cursor, limit=PAGE_SIZE)


def get_ticket(ticket_id: str, caller: Caller, c: Container) -> Ticket:
    """One ticket of the caller's tenant. Raises NotFoundError."""
    if not is_ticket_id(ticket_id):
        raise NotFoundError(ticket_id, code="ticket_not_found")
    return c.tickets.get(caller.tenant_id, ticket_id)


def retry(ticket_id: str, caller: Caller, c: Container) -> Ticket:
    """
    Queue a failed ticket again.

    Raises:
        ConflictError: it did not fail, or someone wrote first.
        AlreadySharedError: its action has another open ticket by now.
        NotConnectedError: there is no consent, or the ticket belongs to an earlier connection.
    """
    ticket = get_ticket(ticket_id, caller, c)
    connection = c.connections.current(caller.tenant_id)
    if not connection.is_usable or connection.connection_id != ticket.connection_id:
        raise NotConnectedError(f"ticket of connection {ticket.connection_id}")
    result = c.tickets.save(caller.tenant_id, [Change(ticket, ticket.retried(c.clock.now()))])[ticket_id]
    if result == RESERVED:
        raise AlreadySharedError(ticket.action_id, c.tickets.reservations(caller.tenant_id).get(ticket.action_id, ""))
    if not isinstance(result, Ticket):
        raise ConflictError(ticket_id)
    enqueue([result], c)
    return result


def refresh(ticket_id: str, caller: Caller, c: Container) -> Ticket:
    """
    The ticket with its record's state of this moment. A ticket without a record is answered as it is.

    Raises:
        NotConnectedError: no consent for the ticket's connection.
        RemoteError: ServiceNow did not say.
    """
    ticket = get_ticket(ticket_id, caller, c)
    if ticket.record is None:
        return ticket
    connection = c.connections.get(ticket.connection_id)
    if not connection.is_usable:
        raise NotConnectedError(f"connection is {connection.status}")
    records = c.desks.at(connection).read(ticket.kind, [ticket.record.sys_id])
    now = c.clock.now()
    record = records.get(ticket.record.sys_id)
    follow([(ticket, ticket.followed(record, now) if record else ticket.vanished(now))], c)
    return c.tickets.get(caller.tenant_id, ticket_id)
