"""Push: ServiceNow says that a record changed, and its ticket is read back at once. The timer stays the truth."""

from __future__ import annotations

import logging

from connector.application.container import Container
from connector.application.follow import follow
from connector.application.turns import turn
from connector.domain.connection import Connection, ConnectionStatus
from connector.domain.ids import is_id
from connector.domain.push import WINDOW, Push, new_key, sign
from connector.domain.ticket import Ticket
from connector.errors import ConflictError, NotAuthenticatedError, NotConnectedError, NotFoundError, RemoteError
from connector.ports import Caller

log = logging.getLogger(__name__)

WEBHOOK_PATH = "/api/webhooks/servicenow/"


def webhook_url(connection_id: str, c: Container) -> str:
    """Where ServiceNow sends the pushes of a connection."""
    return f"{c.policy.public_url}{WEBHOOK_PATH}{connection_id}"


def make_key(caller: Caller, c: Container) -> tuple[Connection, str]:
    """
    A new key for the tenant's connection; the one before stops working.

    Returns:
        The connection, and the key, which nobody can read again.

    Raises:
        NotConnectedError: nothing is connected.
    """
    connection = c.connections.current(caller.tenant_id)
    if connection.status is ConnectionStatus.NOT_CONNECTED:
        raise NotConnectedError("disconnected")
    key = new_key()
    c.secrets.set(connection.webhook_key_name, key)
    facts = {"connection_id": connection.connection_id, **caller.actor.whereabouts}
    c.events.append(caller.tenant_id, "webhook_key_made", by=caller.object_id, facts=facts)
    log.info("webhook_key_made", extra={"connection_id": connection.connection_id})
    return connection, key


def accept(push: Push, connection_id: str, c: Container) -> Connection:
    """
    The connection that this push is for, when its key signed it just now, for the first time.

    Raises:
        NotFoundError: there is no such connection.
        NotAuthenticatedError: wrong signature, no key, too old or too new, or seen before.
    """
    if not is_id(connection_id):
        raise NotFoundError("not the id of a connection")
    connection = c.connections.get(connection_id)
    sent_at = push.sent_at(c.clock.now())
    signature = push.verify(_key(connection, c))
    try:
        c.pushes.accept(connection_id, signature, until=sent_at + WINDOW)
    except ConflictError:
        raise NotAuthenticatedError("seen before", code="push_refused") from None
    return connection


def sign_answer(body: bytes, connection: Connection, c: Container) -> tuple[str, str]:
    """Timestamp (unix seconds) and signature for an answer to ServiceNow, made with the connection's key."""
    timestamp = str(int(c.clock.now().timestamp()))
    return timestamp, sign(c.secrets.get(connection.webhook_key_name), timestamp, body)


def follow_record(table: str, sys_id: str, hint: str, connection: Connection, c: Container) -> bool:
    """
    Read a record back and take its state over. A record of no ticket of this connection is left alone.

    Args:
        hint: The record's correlation id, for an instance that gave it another sys_id than the ticket's id; it only
            says where to look.

    Returns:
        Whether the ticket changed.
    """
    ticket = _ticket(table, sys_id, hint, connection, c)
    if ticket is None or not connection.is_usable:
        return False
    try:
        with turn(connection.connection_id, c) as taken:
            record = c.desks.at(connection).read(ticket.kind, [sys_id]).get(sys_id)
            taken.note(record)
    except (RemoteError, NotConnectedError) as error:  # ServiceNow does not push twice; the timer brings the change.
        log.warning("push_unread", extra={"ticket_id": ticket.ticket_id, "error": error.code})
        return False
    if record is None:  # Deleted, or hidden by a lost right: only the reconcile, which sees other rows, can tell.
        return False
    changed = follow([(ticket, ticket.followed(record, c.clock.now()))], c) > 0
    log.info("push_followed", extra={"ticket_id": ticket.ticket_id, "changed": changed})
    return changed


def _ticket(table: str, sys_id: str, hint: str, connection: Connection, c: Container) -> Ticket | None:
    ids = [id_ for id_ in dict.fromkeys((sys_id, hint)) if is_id(id_)]
    found = c.tickets.get_many(connection.tenant_id, ids)
    for ticket in found.values():
        ours = ticket.connection_id == connection.connection_id and ticket.kind.value == table
        if ours and ticket.record is not None and ticket.record.sys_id == sys_id:
            return ticket
    return None


def _key(connection: Connection, c: Container) -> str | None:
    try:
        return c.secrets.get(connection.webhook_key_name)
    except NotFoundError:
        return None
