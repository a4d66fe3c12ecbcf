"""Retire: end a connection. Its tokens and secrets go, its tickets stay; whoever is killed half-way is finished for."""

from __future__ import annotations

import logging
from itertools import chain

from connector.application.container import Container
from connector.application.follow import follow
from connector.domain.connection import Connection, ConnectionStatus
from connector.errors import ConflictError, ConnectorError, NotConnectedError
from connector.ports import Actor, SyncJob

log = logging.getLogger(__name__)

_PASSES = 5
"""Over a former connection's tickets while others write them; then the worker is asked once more."""


def retire(connection: Connection, by: Actor, c: Container) -> Connection:
    """
    Revoke at ServiceNow and delete the secrets. The status comes last: until then the same can be done again.

    Raises:
        ConflictError: someone else wrote the connection meanwhile.
    """
    try:
        c.oauth.revoke(connection, c.secrets.get(connection.refresh_token_name))
    except ConnectorError as error:  # Revoking is a courtesy: ServiceNow may be gone, and our copy is deleted next.
        log.warning("revoke_failed", extra={"connection_id": connection.connection_id, "error": error.code})
    c.desks.forget(connection)
    _delete_secrets(connection, c)
    retired = c.connections.save(connection.disconnected(c.clock.now()))
    connection_event("disconnected", connection, by, c)
    return retired


def retire_unfinished(connection_id: str, c: Container) -> None:
    """Delete the secrets of a connection whose consent was never given, unless it is the tenant's current one."""
    connection = c.connections.get(connection_id)
    if connection.status is ConnectionStatus.AWAITING_CONSENT and is_beside_the_current(connection, c):
        _delete_secrets(connection, c)
        c.connections.save(connection.disconnected(c.clock.now()))


def let_go(connection: Connection, c: Container) -> int:
    """
    End a connection that another one replaced, should it work still, and let go of its tickets.

    Returns:
        How many tickets were let go; none while both connections are of the same instance.
    """
    if connection.is_usable or connection.status is ConnectionStatus.CONSENT_EXPIRED:
        connection = retire(connection, Actor("connector"), c)
    if connection.status is not ConnectionStatus.NOT_CONNECTED:
        return 0
    if c.connections.current(connection.tenant_id).instance == connection.instance:
        return 0
    changed = 0
    for _ in range(_PASSES):
        found, let_go_of = _detach(connection, c)
        changed += let_go_of
        if found == let_go_of:
            break
    else:
        c.jobs.put_sync(SyncJob(connection.connection_id))
    if changed:
        log.warning("tickets_detached", extra={"connection_id": connection.connection_id, "tickets": changed})
    return changed


def _detach(connection: Connection, c: Container) -> tuple[int, int]:
    """
    Let go of the connection's open tickets. Those that wait are read first: a delivery goes forward only, so one that
    gets its record meanwhile is found in the second place.

    Returns:
        How many were found, and how many were let go; someone else wrote the others meanwhile.
    """
    now, found, changed = c.clock.now(), 0, 0
    pages = chain(
        c.tickets.pending(connection.tenant_id),
        c.tickets.open_tickets(connection.tenant_id, connection.connection_id),
    )
    for page in pages:
        mine = [ticket for ticket in page if ticket.connection_id == connection.connection_id]
        found += len(mine)
        changed += follow([(ticket, ticket.detach(now)) for ticket in mine], c)
    return found, changed


def end_previous(previous: Connection | None, connection: Connection, by: Actor, c: Container) -> None:
    """End the connection that this one replaced, and have the worker let go of its tickets."""
    if previous is None or previous.connection_id == connection.connection_id:
        return
    c.jobs.put_sync(SyncJob(previous.connection_id))  # First: the worker ends it too, should this process not.
    if previous.is_usable:
        try:
            retire(previous, by, c)
        except ConflictError as error:
            log.info("connection_not_saved", extra={"connection_id": previous.connection_id, "error": error.code})


def is_beside_the_current(connection: Connection, c: Container) -> bool:
    """Whether the tenant's current connection is another one."""
    current = current_connection(connection.tenant_id, c)
    return current is not None and current.connection_id != connection.connection_id


def current_connection(tenant_id: str, c: Container) -> Connection | None:
    """The tenant's connection, None when there never was one."""
    try:
        return c.connections.current(tenant_id)
    except NotConnectedError:
        return None


def connection_event(name: str, connection: Connection, by: Actor, c: Container, **facts: str) -> None:
    """Keep on record what somebody did with a connection."""
    about = {"connection_id": connection.connection_id, "instance": connection.instance}
    c.events.append(connection.tenant_id, name, by=by.object_id, facts={**about, **facts, **by.whereabouts})
    log.info(name, extra={"connection_id": connection.connection_id})


def _delete_secrets(connection: Connection, c: Container) -> None:
    kept = (connection.refresh_token_name, connection.client_secret_name, connection.offered_secret_name)
    for name in (*kept, connection.webhook_key_name):
        c.secrets.delete(name)
