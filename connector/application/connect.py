"""Connect: begin the consent, complete it, accept who gave it, disconnect."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace

from connector.application.container import Container
from connector.domain.authorization import Authorization
from connector.domain.connection import Connection, ConnectionStatus, doubts_about
from connector.domain.instance import parse_instance
from connector.errors import (
    ConflictError,
    ConnectorError,
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
            _take_over(current, connection, caller.actor, c)
    secret_name = connection.offered_secret_name if connection.is_usable else connection.client_secret_name
    c.secrets.set(secret_name, client_secret)
    return connection, _authorize(connection, client_id, secret_name, caller, c)


def _authorize(connection: Connection, client_id: str, secret_name: str, caller: Caller, c: Container) -> str:
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
    _event("consent_begun", connection, caller.actor, c)
    return c.oauth.authorization_url(connection.instance, client_id, authorization)


def authorize_again(caller: Caller, c: Container) -> tuple[Connection, str]:
    """
    Start a new consent for the tenant's connection, as kept.

    Raises:
        NotConnectedError: nothing is kept; begin with instance, client id and secret.
    """
    connection = c.connections.current(caller.tenant_id)
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
    connection = c.connections.save(connection.consented(user, doubts, c.clock.now(), life=life))
    facts = {"user": user.name, "doubts": ",".join(doubts)}
    by = Actor(authorization.begun_by, address)
    _event("confirmation_wanted" if doubts else "connected", connection, by, c, **facts)
    if not doubts or previous is None or not previous.is_usable:
        _take_over(previous, connection, by, c)
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
    previous = current_connection(connection.tenant_id, c)
    connection = c.connections.save(connection.accepted(c.clock.now()))
    user = connection.integration_user
    facts = {"user": user.name if user else "", "doubts": ",".join(connection.doubts)}
    _event("user_accepted", connection, caller.actor, c, **facts)
    _take_over(previous, connection, caller.actor, c)
    return connection


def disconnect(caller: Caller, c: Container) -> Connection:
    """
    Revoke at ServiceNow, delete the secrets, keep the tickets. Raises NotConnectedError when nothing is connected.
    """
    connection = c.connections.current(caller.tenant_id)
    if connection.status is ConnectionStatus.NOT_CONNECTED:
        raise NotConnectedError("nothing is connected")
    return _retire(connection, caller.actor, c)


def retire_unfinished(connection_id: str, c: Container) -> None:
    """Delete the secrets of a connection whose consent was never given, unless it is the tenant's current one."""
    connection = c.connections.get(connection_id)
    current = current_connection(connection.tenant_id, c)
    is_current = current is not None and current.connection_id == connection_id
    if connection.status is ConnectionStatus.AWAITING_CONSENT and not is_current:
        _delete_secrets(connection, c)
        c.connections.save(connection.disconnected(c.clock.now()))


def _take_over(previous: Connection | None, connection: Connection, by: Actor, c: Container) -> None:
    """Make a connection the tenant's, end the one it replaces, and have the worker let go of that one's tickets."""
    c.connections.make_current(connection)
    if previous is None or previous.connection_id == connection.connection_id:
        return
    if previous.is_usable:
        _retire(previous, by, c)
    c.jobs.put_sync(SyncJob(previous.connection_id))


def _retire(connection: Connection, by: Actor, c: Container) -> Connection:
    try:
        c.oauth.revoke(connection, c.secrets.get(connection.refresh_token_name))
    except ConnectorError as error:  # Revoking is a courtesy: ServiceNow may be gone, and our copy is deleted next.
        log.warning("revoke_failed", extra={"connection_id": connection.connection_id, "error": error.code})
    c.desks.forget(connection)
    _delete_secrets(connection, c)
    retired = c.connections.save(connection.disconnected(c.clock.now()))
    _event("disconnected", connection, by, c)
    return retired


def _delete_secrets(connection: Connection, c: Container) -> None:
    kept = (connection.refresh_token_name, connection.client_secret_name, connection.offered_secret_name)
    for name in (*kept, connection.webhook_key_name):
        c.secrets.delete(name)


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


def current_connection(tenant_id: str, c: Container) -> Connection | None:
    """The tenant's connection; None when there never was one."""
    try:
        return c.connections.current(tenant_id)
    except NotConnectedError:
        return None


def _event(name: str, connection: Connection, by: Actor, c: Container, **facts: str) -> None:
    c.events.append(
        connection.tenant_id,
        name,
        by=by.object_id,
        facts={
            "connection_id": connection.connection_id,
            "instance": connection.instance,
            **facts,
            **by.whereabouts,
        },
    )
    log.info(name, extra={"connection_id": connection.connection_id})
