"""Connect: begin the consent, complete it, disconnect."""

from __future__ import annotations

import logging
import uuid

from connector.application.container import Container
from connector.domain.connection import Authorization, Connection, ConnectionStatus, parse_instance
from connector.errors import ConnectorError, InvalidRequestError, NotAllowedError, NotConnectedError, NotFoundError
from connector.ports import Caller

log = logging.getLogger(__name__)

CALLBACK_PATH = "/api/connection/callback"


def begin(instance: str, client_id: str, client_secret: str, caller: Caller, c: Container) -> tuple[Connection, str]:
    """
    Keep the OAuth client and start a consent.

    A working connection goes on until the consent is complete; the same instance and client keep their connection.

    Returns:
        The connection, and the URL on the instance where the integration user consents.
    """
    origin = parse_instance(instance, allowed_origins=c.policy.allowed_instances)
    current = _current(caller.tenant_id, c)
    if current and (current.instance, current.client_id) == (origin, client_id) and _may_go_on(current):
        connection = current
    else:
        connection = c.connections.save(_new_connection(origin, client_id, caller, c))
        if current is None or not current.is_usable:
            c.connections.make_current(connection)
    c.secrets.set(connection.client_secret_name, client_secret)
    authorization = Authorization.begin(
        connection,
        redirect_uri=c.policy.public_url + CALLBACK_PATH,
        begun_by=caller.object_id,
        browser_bound=caller.in_browser,
        now=c.clock.now(),
    )
    c.connections.begin(authorization)
    _event("consent_begun", connection, caller.object_id, c)
    return connection, c.oauth.authorization_url(origin, client_id, authorization)


def complete(*, state: str, code: str, error: str, caller: Caller | None, c: Container) -> Connection:
    """
    End a consent with what ServiceNow's redirect brought. Everything is compared before the code is used.

    Raises:
        NotFoundError: the state is unknown, was used or lapsed.
        NotAllowedError: begun in another browser session.
        InvalidRequestError: ServiceNow sent an error instead of a code.
        NotConnectedError: ServiceNow refused the code or the client.
    """
    authorization = c.connections.take(state) if state else None
    if authorization is None or c.clock.now() >= authorization.expires_at:
        raise NotFoundError("authorization is unknown, used or lapsed", code="authorization_unknown")
    if authorization.browser_bound and (caller is None or caller.object_id != authorization.begun_by):
        raise NotAllowedError("begun by another session", code="authorization_of_another")
    if error or not code:
        raise InvalidRequestError({"error": error or "no code"}, code="consent_refused")
    connection = c.connections.get(authorization.connection_id)
    secret = c.secrets.get(connection.client_secret_name)
    grant = c.oauth.exchange_code(connection, secret, authorization, code)
    if grant.refresh_token is None:
        raise NotConnectedError("no refresh token in the answer", code="no_refresh_token")
    previous = _current(connection.tenant_id, c)
    c.desks.hold(connection, grant)
    user = c.desks.at(connection).who_am_i()
    connection = c.connections.save(connection.consented(user, c.clock.now()))
    c.connections.make_current(connection)
    if previous and previous.connection_id != connection.connection_id and previous.is_usable:
        _retire(previous, authorization.begun_by, c)
    _event("connected", connection, authorization.begun_by, c, user=user.name)
    return connection


def disconnect(caller: Caller, c: Container) -> Connection:
    """
    Revoke at ServiceNow, delete the secrets, keep the tickets. Raises NotConnectedError when nothing is connected.
    """
    connection = c.connections.current(caller.tenant_id)
    if connection.status is ConnectionStatus.NOT_CONNECTED:
        raise NotConnectedError("nothing is connected")
    return _retire(connection, caller.object_id, c)


def retire_unfinished(connection_id: str, c: Container) -> None:
    """Delete the secret of a connection whose consent was never given, unless it is the tenant's current one."""
    connection = c.connections.get(connection_id)
    current = _current(connection.tenant_id, c)
    is_current = current is not None and current.connection_id == connection_id
    if connection.status is ConnectionStatus.AWAITING_CONSENT and not is_current:
        c.secrets.delete(connection.client_secret_name)
        c.connections.save(connection.disconnected(c.clock.now()))


def _may_go_on(connection: Connection) -> bool:
    return connection.is_usable or connection.status is ConnectionStatus.AWAITING_CONSENT


def _retire(connection: Connection, by: str, c: Container) -> Connection:
    try:
        c.oauth.revoke(connection, c.secrets.get(connection.refresh_token_name))
    except ConnectorError as error:  # Revoking is a courtesy: ServiceNow may be gone, and our copy is deleted next.
        log.warning("revoke_failed", extra={"connection_id": connection.connection_id, "error": error.code})
    c.desks.forget(connection)
    c.secrets.delete(connection.refresh_token_name)
    c.secrets.delete(connection.client_secret_name)
    retired = c.connections.save(connection.disconnected(c.clock.now()))
    _event("disconnected", connection, by, c)
    return retired


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


def _current(tenant_id: str, c: Container) -> Connection | None:
    try:
        return c.connections.current(tenant_id)
    except NotConnectedError:
        return None


def _event(name: str, connection: Connection, by: str, c: Container, **facts: str) -> None:
    c.events.append(
        connection.tenant_id,
        name,
        by=by,
        facts={"connection_id": connection.connection_id, "instance": connection.instance, **facts},
    )
    log.info(name, extra={"connection_id": connection.connection_id})
