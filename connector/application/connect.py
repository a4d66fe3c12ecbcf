"""Connect: begin the consent, complete it, accept who gave it, disconnect."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace

from connector.application.container import Container
from connector.application.retire import connection_event, current_connection, retire
from connector.domain.authorization import Authorization
from connector.domain.connection import Connection, ConnectionStatus, doubts_about
from connector.domain.instance import parse_instance
from connector.errors import (
    ConflictError,
    InvalidRequestError,
    NotAllowedError,
    NotConnectedError,
    NotFoundError,
)
from connector.ports import Actor, Caller, SyncJob

log = logging.getLogger(__name__)

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
            _end_previous(current, connection, caller.actor, c)
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


def complete(
    *, state: str, code: str, error: str, caller: Caller | None, c: Container, address: str = ""
) -> Connection:
    """
    End a consent with what ServiceNow's redirect brought. Everything is compared before the code is used.

    Returns:
        The connection: connected, or waiting for an administrator's word about who consented.

    Raises:
        NotFoundError: the state is unknown, was used or lapsed.
        NotAllowedError: begun in another browser session.
        InvalidRequestError: ServiceNow sent an error instead of a code.
        NotConnectedError: ServiceNow refused the code or the client.
    """
    authorization = _take(state, c)
    if authorization is None or c.clock.now() >= authorization.expires_at:
        raise NotFoundError("authorization is unknown, used or lapsed", code="authorization_unknown")
    if authorization.browser_bound and (caller is None or caller.object_id != authorization.begun_by):
        raise NotAllowedError("begun by another session", code="authorization_of_another")
    if error or not code:
        raise InvalidRequestError({"error": "missing"}, code="consent_refused")
    connection = replace(c.connections.get(authorization.connection_id), client_id=authorization.client_id)
    secret = c.secrets.get(authorization.secret_name)
    grant = c.oauth.exchange_code(connection, secret, authorization, code)
    if grant.refresh_token is None:
        raise NotConnectedError("no refresh token in the answer", code="no_refresh_token")
    desk = c.desks.trial(connection, grant)  # A working connection keeps its tokens until all of this went well.
    user, life = desk.who_am_i(), desk.consent_life(connection.client_id)
    doubts = doubts_about(user, signed_in_email=authorization.begun_by_email)
    previous = current_connection(connection.tenant_id, c)
    if authorization.secret_name != connection.client_secret_name:
        c.secrets.set(connection.client_secret_name, secret)
    c.desks.hold(connection, grant)
    takes_over = not doubts or previous is None or not previous.is_usable
    if takes_over:  # Before it works: a connection that works and is not the current one was replaced.
        c.connections.make_current(connection)
    connection = c.connections.save(connection.consented(user, doubts, c.clock.now(), life=life))
    facts = {"user": user.name, "doubts": ",".join(doubts)}
    by = Actor(authorization.begun_by, address)
    connection_event("confirmation_wanted" if doubts else "connected", connection, by, c, **facts)
    if takes_over:
        _end_previous(previous, connection, by, c)
    return connection


def accept_user(connection_id: str, caller: Caller, c: Container) -> Connection:
    """
    Work as the user who consented, in spite of the doubts; this goes on record.

    Raises:
        NotFoundError: not a connection of this tenant.
        ConflictError: there is nothing to confirm.
    """
    connection = c.connections.get(connection_id)
    if connection.tenant_id != caller.tenant_id:
        raise NotFoundError(connection_id)
    accepted, previous = connection.accepted(c.clock.now()), current_connection(connection.tenant_id, c)
    c.connections.make_current(connection)
    connection = c.connections.save(accepted)
    user = connection.integration_user
    facts = {"user": user.name if user else "", "doubts": ",".join(connection.doubts)}
    connection_event("user_accepted", connection, caller.actor, c, **facts)
    _end_previous(previous, connection, caller.actor, c)
    return connection


def disconnect(caller: Caller, c: Container) -> Connection:
    """
    Revoke at ServiceNow, delete the secrets, keep the tickets. Raises NotConnectedError when nothing is connected.
    """
    connection = c.connections.current(caller.tenant_id)
    if connection.status is ConnectionStatus.NOT_CONNECTED:
        raise NotConnectedError("nothing is connected")
    return retire(connection, caller.actor, c)


def _end_previous(previous: Connection | None, connection: Connection, by: Actor, c: Container) -> None:
    """End the connection that this one replaced, and have the worker let go of its tickets."""
    if previous is None or previous.connection_id == connection.connection_id:
        return
    c.jobs.put_sync(SyncJob(previous.connection_id))  # First: the worker ends it too, should this process not.
    if previous.is_usable:
        try:
            retire(previous, by, c)
        except ConflictError as error:
            log.info("connection_not_saved", extra={"connection_id": previous.connection_id, "error": error.code})


def _take(state: str, c: Container) -> Authorization | None:
    try:
        return c.connections.take(state) if state else None
    except NotFoundError:
        return None


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
