"""Connect: begin a consent, begin it again, disconnect. `connector.application.consent` completes it."""

from __future__ import annotations

import uuid
from dataclasses import replace

from connector.application.container import Container
from connector.application.retire import connection_event, current_connection, end_previous, retire
from connector.domain.authorization import Authorization
from connector.domain.connection import Connection, ConnectionStatus
from connector.domain.instance import parse_instance
from connector.errors import (
    ConflictError,
    NotConnectedError,
)
from connector.ports import Caller

CALLBACK_PATH = "/api/connection/callback"


def begin(
    instance: str,
    client_id: str,
    client_secret: str,
    caller: Caller,
    c: Container,
    *,
    detach_open_tickets: bool = False,
) -> tuple[Connection, str]:
    """
    Keep the OAuth client and start a consent.

    A connection to the same instance goes on, also after a disconnect, so that its tickets go on too; a working
    connection to another instance works until this consent is complete.

    Returns:
        The connection, and the URL on the instance where the integration user consents.

    Raises:
        InvalidRequestError: not an instance.
        ConflictError: tickets of another instance are open; they can only be let go (`detach_open_tickets`).
    """
    origin = parse_instance(instance, allowed_origins=c.policy.allowed_instances)
    current = current_connection(caller.tenant_id, c)
    if current and current.instance == origin:
        connection = current if current.is_usable else c.connections.save(_awaiting(current, client_id, c))
    else:
        if current and not detach_open_tickets and (held := len(c.tickets.reservations(caller.tenant_id))):
            raise ConflictError(f"{held} open tickets", code="open_tickets_elsewhere", params={"tickets": str(held)})
        connection = c.connections.save(_new_connection(origin, client_id, caller, c))
        if current is None or not current.is_usable:
            c.connections.make_current(connection)
            end_previous(current, connection, caller.actor, c)
    secret_name = connection.offered_secret_name if connection.is_usable else connection.client_secret_name
    return connection, _authorize(connection, client_id, secret_name, caller, c, secret=client_secret)


def _authorize(
    connection: Connection, client_id: str, secret_name: str, caller: Caller, c: Container, *, secret: str | None = None
) -> str:
    """Start a consent; what it works with takes effect when it is complete. Returns the URL where it is given."""
    authorization = Authorization.begin(
        connection,
        client_id=client_id,
        secret_name=secret_name,
        redirect_uri=c.policy.public_url + CALLBACK_PATH,
        begun_by=caller.object_id,
        begun_by_email=caller.email,
        browser_bound=caller.in_browser,
        now=c.clock.now(),
    )
    c.connections.begin(authorization)
    if secret is not None:  # Only now: a secret without an authorization would be nobody's to sweep.
        c.secrets.set(secret_name, secret)
    connection_event("consent_begun", connection, caller.actor, c)
    return c.oauth.authorization_url(connection.instance, client_id, authorization)


def authorize_again(caller: Caller, c: Container) -> tuple[Connection, str]:
    """
    Start a new consent, as kept, for the connection that is being set up, else for the tenant's own.

    Raises:
        NotConnectedError: nothing is kept; begin with instance, client id and secret.
    """
    current = c.connections.current(caller.tenant_id)
    connection = begun_beside(current, c) or current
    if connection.status is ConnectionStatus.NOT_CONNECTED:
        raise NotConnectedError("disconnected")
    return connection, _authorize(connection, connection.client_id, connection.client_secret_name, caller, c)


def disconnect(caller: Caller, c: Container) -> Connection:
    """
    Revoke at ServiceNow, delete the secrets, keep the tickets. Raises NotConnectedError when nothing is connected.
    """
    connection = c.connections.current(caller.tenant_id)
    if connection.status is ConnectionStatus.NOT_CONNECTED:
        raise NotConnectedError("nothing is connected")
    return retire(connection, caller.actor, c)


def _awaiting(connection: Connection, client_id: str, c: Container) -> Connection:
    return replace(connection, client_id=client_id, status=ConnectionStatus.AWAITING_CONSENT, changed_at=c.clock.now())


def _new_connection(origin: str, client_id: str, caller: Caller, c: Container) -> Connection:
    now = c.clock.now()
    return Connection(
        connection_id=uuid.uuid4().hex,
        tenant_id=caller.tenant_id,
        instance=origin,
        client_id=client_id,
        status=ConnectionStatus.AWAITING_CONSENT,
        created_at=now,
        created_by=caller.object_id,
        changed_at=now,
    )


def begun_beside(current: Connection, c: Container) -> Connection | None:
    """The connection that was begun last beside a working one, and is neither complete nor given up."""
    if not current.is_usable:
        return None
    begun = [
        connection
        for connection in c.connections.of_tenant(current.tenant_id)
        if connection.connection_id != current.connection_id
        and connection.status in (ConnectionStatus.AWAITING_CONSENT, ConnectionStatus.CONFIRM_USER)
        and (current.consented_at is None or connection.created_at >= current.consented_at)
    ]
    return max(begun, key=lambda connection: connection.changed_at, default=None)
