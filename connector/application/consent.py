"""Consent: complete it with what the redirect brought, accept who gave it."""

from __future__ import annotations

import re
from dataclasses import replace

from connector.application.container import Container
from connector.application.retire import connection_event, current_connection, end_previous
from connector.domain.authorization import Authorization
from connector.domain.connection import Connection, doubts_about
from connector.domain.ids import is_id
from connector.errors import (
    InvalidRequestError,
    NotAllowedError,
    NotConnectedError,
    NotFoundError,
)
from connector.ports import Actor, Caller

_ERROR_WORD = re.compile(r"[a-z_]{1,40}")
"""OAuth's words for why there is no code; whatever else stands there may come from anyone."""


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
        word = _ERROR_WORD.match(error)
        raise InvalidRequestError({}, code="consent_refused", detail=word.group() if word else "no code")
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
    connection = connection.consented(user, doubts, c.clock.now(), life=life)
    c.desks.hold(connection, grant)
    takes_over = not doubts or previous is None or not previous.is_usable
    if takes_over:  # Before it works: a connection that works and is not the current one was replaced.
        c.connections.make_current(connection)
    connection = c.connections.save(connection)
    facts = {"user": user.name, "doubts": ",".join(doubts)}
    by = Actor(authorization.begun_by, address)
    connection_event("confirmation_wanted" if doubts else "connected", connection, by, c, **facts)
    if takes_over:
        end_previous(previous, connection, by, c)
    return connection


def accept_user(connection_id: str, caller: Caller, c: Container) -> Connection:
    """
    Work as the user who consented, in spite of the doubts; this goes on record.

    Raises:
        NotFoundError: not a connection of this tenant.
        ConflictError: there is nothing to confirm.
    """
    if not is_id(connection_id):
        raise NotFoundError(connection_id)
    connection = c.connections.get(connection_id)
    if connection.tenant_id != caller.tenant_id:
        raise NotFoundError(connection_id)
    accepted, previous = connection.accepted(c.clock.now()), current_connection(connection.tenant_id, c)
    c.connections.make_current(connection)
    connection = c.connections.save(accepted)
    user = connection.integration_user
    facts = {"user": user.name if user else "", "doubts": ",".join(connection.doubts)}
    connection_event("user_accepted", connection, caller.actor, c, **facts)
    end_previous(previous, connection, caller.actor, c)
    return connection


def _take(state: str, c: Container) -> Authorization | None:
    try:
        return c.connections.take(state) if state else None
    except NotFoundError:
        return None
