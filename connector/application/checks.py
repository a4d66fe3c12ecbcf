"""The installation checklist: look at all that a connection needs, one thing after the other, within a minute."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from connector.application.connect import CALLBACK_PATH
from connector.application.container import Container
from connector.domain import checklist as rules
from connector.domain import checklist_rights as rights
from connector.domain.checklist import (
    CHECK_IDS,
    CLOCK,
    INSTANCE_AWAKE,
    READ_TABLES,
    Check,
    CheckStatus,
    unknown,
)
from connector.domain.connection import CONSENT_NEEDED, Connection, ConnectionStatus, Doubt
from connector.domain.draft import Kind
from connector.domain.observations import Refusal
from connector.domain.setup import Checked
from connector.errors import ConnectorError, NotConnectedError, RemoteError
from connector.ports.servicenow import SERVICE

log = logging.getLogger(__name__)

TIME_LIMIT = timedelta(seconds=60)
"""After this long nothing more is asked; what was not asked is unknown. One request may take another minute."""

_ANY_AGE = timedelta(days=36_500)
"""Longer than any access token lives: within this margin every token is renewed."""
_SEARCH_BACK = timedelta(days=1)
_WITHOUT_CONSENT = (ConnectionStatus.NOT_CONNECTED, ConnectionStatus.AWAITING_CONSENT)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checks in their order. `connection` is None when nothing was ever connected."""

    connection: Connection | None
    checks: list[Check]

    @property
    def status(self) -> ConnectionStatus:
        """Status of the connection that was looked at."""
        return self.connection.status if self.connection else ConnectionStatus.NOT_CONNECTED


def run_checks(tenant_id: str, c: Container, *, person_email: str = "") -> Checklist:
    """
    Every check of the tenant's connection, always all of them; trouble with one never stops the others.

    Args:
        person_email: who asks, whose own account the integration user must not be; "" when it is nobody.
    """
    try:
        connection = c.connections.current(tenant_id)
    except NotConnectedError:
        return Checklist(None, [unknown(each, "-", "fix_connect_first") for each in CHECK_IDS])
    found = {check.check_id: check for check in _Look(connection, person_email, c).checks()}
    checked = Checked(c.clock.now(), _ids(found, CheckStatus.FAILED), _ids(found, CheckStatus.UNKNOWN))
    c.checklists.keep(connection.connection_id, checked)
    counts = {"failed": len(checked.failed), "unknown": len(checked.unknown)}
    log.info("checked", extra={"connection_id": connection.connection_id, **counts})
    return Checklist(connection, [found[each] for each in CHECK_IDS])


def _ids(found: Mapping[str, Check], status: CheckStatus) -> tuple[str, ...]:
    return tuple(each for each in CHECK_IDS if found[each].status is status)


class _Look:
    """One pass over the instance, which keeps the time and knows when asking on is useless."""

    def __init__(self, connection: Connection, person_email: str, c: Container) -> None:
        self._connection = connection
        self._person_email = person_email
        self._c = c
        self._inspector = c.desks.inspector_at(connection)
        self._until = c.clock.now() + TIME_LIMIT
        self._without_token: Refusal | None = None

    def checks(self) -> list[Check]:
        """All of them, in any order."""
        knock = self._ask(self._inspector.knock)
        done = [rules.check_instance(knock), rules.check_clock(knock, self._c.clock.now())]
        if isinstance(knock, Refusal):
            return done + self._unseen(str(knock), knock.fix_code)
        if self._connection.status in _WITHOUT_CONSENT:
            return done + self._unseen("-", "fix_connect_first")
        done += self._oauth_checks() + self._user_checks() + self._table_checks()
        return [*done, rules.check_rate(self._inspector.rate_limit())]

    def _oauth_checks(self) -> list[Check]:
        refresh = self._ask(self._renew)
        registration = self._ask(self._inspector.registration)
        redirect_uri = self._c.policy.public_url + CALLBACK_PATH
        return [
            rules.check_client(refresh, registration),
            rules.check_redirect(registration, redirect_uri, self._connection.consented_at),
            rules.check_lifetimes(registration),
            rules.check_consent(self._connection.days_left(self._c.clock.now())),
            rules.check_release(self._ask(self._inspector.release)),
        ]

    def _user_checks(self) -> list[Check]:
        user = self._ask(self._inspector.user)
        known = self._connection.integration_user
        sys_id = user.sys_id if not isinstance(user, Refusal) else known.sys_id if known else ""
        roles = self._ask(partial(self._inspector.roles, sys_id)) if sys_id else frozenset[str]()
        return [
            *rights.check_user(user),
            rights.check_not_admin(roles, user=sys_id, known_admin=known is not None and known.is_admin),
            rights.check_not_personal(user, self._person_email, known_own=Doubt.OWN_ACCOUNT in self._connection.doubts),
            *(rights.check_create(kind, roles, user=sys_id) for kind in Kind),
        ]

    def _table_checks(self) -> list[Check]:
        since = self._c.clock.now() - _SEARCH_BACK
        read = {t: rights.check_read(t, self._ask(partial(self._inspector.visible, t))) for t in READ_TABLES}
        done = list(read.values())
        for kind in Kind:
            done += [
                rights.check_search(kind, self._ask(partial(self._inspector.search, kind, since)), read[kind.value]),
                rights.check_states(kind, self._ask(partial(self._inspector.states, kind))),
                rights.check_close(kind, self._ask(partial(self._inspector.mandatory, kind))),
            ]
        return done

    def _renew(self) -> None:
        """Ask the token endpoint now: only it knows whether client, secret and consent still hold."""
        self._c.desks.renew(self._connection, margin=_ANY_AGE)

    def _ask[Answer](self, question: Callable[[], Answer]) -> Answer | Refusal:
        if self._without_token is not None:
            return self._without_token
        if self._c.clock.now() >= self._until:
            return Refusal(0, f"> {TIME_LIMIT.seconds} s", code="fix_check_again")
        try:
            return question()
        except ConnectorError as error:
            refusal = _refusal(error)
            if error.code == CONSENT_NEEDED and question != self._renew:
                self._without_token = refusal  # Each further question would be one more refused token request.
            return refusal

    def _unseen(self, seen: str, fix_code: str) -> list[Check]:
        return [unknown(each, seen, fix_code) for each in CHECK_IDS if each not in (INSTANCE_AWAKE, CLOCK)]


def _refusal(error: ConnectorError) -> Refusal:
    """What a question ended with, in ServiceNow's words; trouble with our own services says nothing about it."""
    if isinstance(error, NotConnectedError):
        refusal = Refusal(401, str(error).removeprefix(f"{SERVICE}: "))
        is_vague = error.code == CONSENT_NEEDED and refusal.fix_code == "fix_token_refused"
        return replace(refusal, code="fix_oauth_catch_all") if is_vague else refusal
    if isinstance(error, RemoteError) and error.service == SERVICE:
        return Refusal(error.status, error.detail)
    return Refusal(0, str(error), code="fix_check_again")
