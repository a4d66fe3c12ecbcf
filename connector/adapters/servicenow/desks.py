"""TicketDesks: a desk per connection, with its tokens.

An access token lives in this process only and is renewed by one thread at a time; the refresh token lives in the
secret store, which is written when it changed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connector.adapters.http import HttpClient
from connector.adapters.servicenow.client import ServiceNowClient
from connector.adapters.servicenow.desk import ServiceNowDesk
from connector.adapters.servicenow.fields import to_columns
from connector.adapters.servicenow.inspection import ServiceNowInspector
from connector.adapters.servicenow.people import People
from connector.domain.authorization import TokenGrant
from connector.domain.connection import CONSENT_NEEDED, Connection
from connector.domain.ticket import Ticket
from connector.errors import NotConnectedError, NotFoundError, RemoteUnavailableError
from connector.ports import AuthorizationServer, Clock, Inspector, Leases, SecretStore, TicketDesk

log = logging.getLogger(__name__)

_LAST_MOMENT = timedelta(seconds=60)
"""A token this near its end is renewed before it is used."""


class ConnectionTokens:
    """The access token of one connection in this process."""

    def __init__(
        self,
        connection: Connection,
        secrets: SecretStore,
        server: AuthorizationServer,
        clock: Clock,
        leases: Leases,
    ) -> None:
        self._connection = connection
        self._secrets = secrets
        self._server = server
        self._clock = clock
        self._leases = leases
        self._lock = threading.Lock()
        self._grant: TokenGrant | None = None

    def current(self) -> str:
        """A token that does not lapse within a minute."""
        self.renew(margin=_LAST_MOMENT)
        if self._grant is None:
            raise NotConnectedError("no token")
        return self._grant.access_token

    def after(self, refused: str) -> str:
        """Another token, since this one was refused; the one that another thread fetched meanwhile will do."""
        with self._lock:
            if self._grant is not None and self._grant.access_token != refused:
                return self._grant.access_token
            return self._refresh().access_token

    def renew(self, *, margin: timedelta) -> bool:
        """Renew when the token lapses within the margin. True when it was renewed."""
        if not self._lapses(margin):
            return False
        with self._lock:
            if not self._lapses(margin):  # Another thread renewed while this one waited.
                return False
            self._refresh()
            return True

    def hold(self, grant: TokenGrant) -> None:
        """Keep fresh tokens."""
        with self._lock:
            self._keep(grant, known=None)

    def _lapses(self, margin: timedelta) -> bool:
        return self._grant is None or self._grant.needs_renewal(self._clock.now(), margin=margin)

    def _refresh(self) -> TokenGrant:
        """
        A new access token, for the refresh token as it is kept.

        No lease is held over the request: a process killed inside would stop all others until it lapses. Where refresh
        tokens rotate, who comes second is refused, and finds the new one in the store.
        """
        secret, known = self._kept(self._connection.client_secret_name), self._kept(self._connection.refresh_token_name)
        try:
            grant = self._server.refresh(self._connection, secret, known)
        except NotConnectedError:
            with self._lease():  # Whoever is about to store a newer one has done so.
                newer = self._kept(self._connection.refresh_token_name)
            if newer == known:
                raise
            known = newer
            grant = self._server.refresh(self._connection, secret, known)
        return self._keep(grant, known=known)

    def _keep(self, grant: TokenGrant, *, known: str | None) -> TokenGrant:
        if grant.refresh_token is not None and grant.refresh_token != known:
            with self._lease():
                if known is None or self._kept(self._connection.refresh_token_name) == known:
                    self._secrets.set(self._connection.refresh_token_name, grant.refresh_token)
        self._grant = grant
        return grant

    def _kept(self, name: str) -> str:
        try:
            return self._secrets.get(name)
        except NotFoundError as error:
            why = "the secrets of this connection are gone"
            raise NotConnectedError(why, code=CONSENT_NEEDED, params={"reason": why}) from error

    @contextmanager
    def _lease(self) -> Iterator[None]:
        """Among those who store refresh tokens; without it when its holder seems dead: ours would be lost else."""
        with ExitStack() as held:
            try:
                held.enter_context(self._leases.hold(self._connection.connection_id))
            except RemoteUnavailableError:
                log.warning("lease_passed_over", extra={"connection_id": self._connection.connection_id})
            yield


@dataclass(frozen=True, slots=True)
class _OneToken:
    """One access token, without another."""

    token: str = field(repr=False)

    def current(self) -> str:
        return self.token

    def after(self, refused: str) -> str:
        return refused


@dataclass(frozen=True, slots=True)
class _Held:
    consented_at: datetime | None
    tokens: ConnectionTokens
    desk: ServiceNowDesk

    def serves(self, connection: Connection) -> bool:
        """Whether its consent is this one, or a newer one that whoever asks has not read yet."""
        if connection.consented_at is None or self.consented_at is None:
            return connection.consented_at is None
        return self.consented_at >= connection.consented_at


@dataclass(slots=True)
class ServiceNowDesks:
    """
    Desks by connection, made once per process and consent: a new consent may be another user's, whose access token
    must not be used on, while the old one would not lapse for half an hour.
    """

    secrets: SecretStore
    server: AuthorizationServer
    http: HttpClient
    clock: Clock
    leases: Leases
    sleep: Callable[[float], None] = time.sleep
    _held: dict[tuple[str, str], _Held] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def at(self, connection: Connection) -> TicketDesk:
        """The desk of this connection, with its tokens."""
        return self._of(connection).desk

    def trial(self, connection: Connection, grant: TokenGrant) -> TicketDesk:
        """A desk that works with this grant's access token alone; nothing of it is kept."""
        client = ServiceNowClient(connection.instance, _OneToken(grant.access_token), self.http, sleep=self.sleep)
        return ServiceNowDesk(connection.instance, client, People(client, self.clock))

    def inspector_at(self, connection: Connection) -> Inspector:
        """A fresh inspector of this connection's instance, with its tokens."""
        tokens = self._of(connection).tokens
        return ServiceNowInspector(connection.instance, connection.client_id, tokens, self.http)

    def preview(self, ticket: Ticket) -> dict[str, str]:
        """The columns of the record that a ticket is sent as, but for who shared."""
        return to_columns(ticket, sharer_sys_id=None)

    def renew(self, connection: Connection, *, margin: timedelta) -> bool:
        """Renew this process's access token when it lapses within the margin."""
        return self._of(connection).tokens.renew(margin=margin)

    def hold(self, connection: Connection, grant: TokenGrant) -> None:
        """Keep fresh tokens."""
        self._of(connection).tokens.hold(grant)

    def forget(self, connection: Connection) -> None:
        """Drop the tokens this process holds."""
        with self._lock:
            self._held.pop(_key(connection), None)

    def _of(self, connection: Connection) -> _Held:
        with self._lock:
            held = self._held.get(_key(connection))
            if held is None or not held.serves(connection):
                tokens = ConnectionTokens(connection, self.secrets, self.server, self.clock, self.leases)
                client = ServiceNowClient(connection.instance, tokens, self.http, sleep=self.sleep)
                desk = ServiceNowDesk(connection.instance, client, People(client, self.clock))
                held = self._held[_key(connection)] = _Held(connection.consented_at, tokens, desk)
            return held


def _key(connection: Connection) -> tuple[str, str]:
    """Tokens belong to an OAuth client, which a new consent may change."""
    return connection.connection_id, connection.client_id
