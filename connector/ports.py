"""What the application needs from outside, by role. Adapters implement these; contracts stand here, errors included.

Every method may raise RemoteUnavailableError (try later) or RemoteRejectedError (refused) of its service.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from connector.domain.action import ScoreCard
from connector.domain.connection import Authorization, Connection, IntegrationUser, TokenGrant
from connector.domain.draft import Kind
from connector.domain.ticket import Delivery, Record, Ticket
from connector.errors import RemoteError


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...


class ScoreSource(Protocol):
    """Where improvement actions come from."""

    def read(self) -> ScoreCard:
        """All actions that are not deprecated, and the latest daily score; may be some minutes old."""
        ...


class SecretStore(Protocol):
    """Where secrets are kept. Names: letters, digits, dashes."""

    def get(self, name: str) -> str:
        """The secret's current value. Raises NotFoundError."""
        ...

    def set(self, name: str, value: str) -> None:
        """Store a value, also under a name that was deleted before."""
        ...

    def delete(self, name: str) -> None:
        """Delete; a name that is not there is no error."""
        ...


@dataclass(frozen=True, slots=True)
class TicketJob:
    """A `ticket-jobs` message: create the records of up to 50 tickets."""

    connection_id: str
    ticket_ids: tuple[str, ...]
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class SyncJob:
    """A `sync-jobs` message: renew the tokens of one connection and read what changed."""

    connection_id: str


class JobQueue(Protocol):
    """The queue between the one who asks and the worker; at least once, in no order."""

    def put_tickets(self, job: TicketJob, *, delay: timedelta = timedelta()) -> None:
        """Enqueue; the worker sees it after the delay (7 days at most)."""
        ...

    def put_sync(self, job: SyncJob) -> None:
        """Enqueue."""
        ...

    def probe(self) -> None:
        """Raises RemoteError when a queue cannot be reached."""
        ...


@dataclass(frozen=True, slots=True)
class Created:
    """A record that ServiceNow made, and the names of fields it dropped or changed."""

    record: Record
    warnings: tuple[str, ...] = ()


CreateOutcome = Created | RemoteError
"""What became of one ticket: its record, or why not. RemoteUnavailableError: unclear, look it up before repeating."""


class TicketDesk(Protocol):
    """ServiceNow's tables, for one connection. Raises NotConnectedError without a usable consent."""

    def create(self, tickets: Sequence[Ticket]) -> dict[str, CreateOutcome]:
        """New records, at most 50: one request for one ticket, one batch for more. Keys are ticket ids."""
        ...

    def find(self, kind: Kind, ticket_ids: Sequence[str]) -> dict[str, Record]:
        """The records made for these tickets, at most 50, by ticket id."""
        ...

    def read(self, kind: Kind, sys_ids: Sequence[str]) -> dict[str, Record]:
        """The records with these sys_ids, at most 50, by sys_id; what is missing was deleted or is hidden."""
        ...

    def changed(self, kind: Kind, since: datetime) -> Iterator[list[tuple[str, Record]]]:
        """Pages of (ticket id, record) of this connector's records updated at or after `since`, oldest first."""
        ...

    def who_am_i(self) -> IntegrationUser:
        """The user the token belongs to."""
        ...


class TicketDesks(Protocol):
    """Desks by connection."""

    def at(self, connection: Connection) -> TicketDesk:
        """The desk of this connection, with its tokens."""
        ...

    def renew(self, connection: Connection, *, margin: timedelta) -> bool:
        """Renew this process's access token when it lapses within the margin. True when it was renewed."""
        ...

    def hold(self, connection: Connection, grant: TokenGrant) -> None:
        """Keep fresh tokens: the access token in this process, the refresh token in the secret store."""
        ...

    def forget(self, connection: Connection) -> None:
        """Drop the tokens this process holds."""
        ...


class AuthorizationServer(Protocol):
    """An instance as OAuth 2.0 server."""

    def authorization_url(self, instance: str, client_id: str, authorization: Authorization) -> str:
        """Where the browser goes for consent."""
        ...

    def exchange_code(
        self, connection: Connection, client_secret: str, authorization: Authorization, code: str
    ) -> TokenGrant:
        """The first tokens. Raises NotConnectedError when the code or the client is refused."""
        ...

    def refresh(self, connection: Connection, client_secret: str, refresh_token: str) -> TokenGrant:
        """A new access token. Raises NotConnectedError when the refresh token or the client is refused."""
        ...

    def revoke(self, connection: Connection, token: str) -> None:
        """Make the token worthless."""
        ...


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets to list; None and "" mean any. `text` is searched in name, number and action id."""

    kind: Kind | None = None
    delivery: Delivery | None = None
    state: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Newest first. `cursor` opens the next page; a page may be short, even empty, and still have one."""

    tickets: list[Ticket]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket before (None: new) and after."""

    before: Ticket | None
    after: Ticket


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by figure (see `connector.domain.counting`), in all and for each day that has any."""

    totals: dict[str, int]
    days: dict[date, dict[str, int]]


class TicketStore(Protocol):
    """Tickets of one tenant, the place each open one holds for its action, and the figures that count them."""

    def add(
        self, tenant_id: str, tickets: Sequence[Ticket], *, keys: Mapping[str, str] | None = None
    ) -> dict[str, Ticket | AlreadyOpen]:
        """
        Insert new tickets, each in one transaction with its reservation and the figures.

        `keys` maps ticket ids to idempotency keys; a key that was used before gives the ticket it made then.

        Returns:
            By ticket id: the stored ticket, the earlier one of the same key, or the open one in its way.
        """
        ...

    def get(self, tenant_id: str, ticket_id: str) -> Ticket:
        """Raises NotFoundError."""
        ...

    def get_many(self, tenant_id: str, ticket_ids: Collection[str]) -> dict[str, Ticket]:
        """Those that exist, by id."""
        ...

    def page(self, tenant_id: str, wanted: TicketFilter, *, cursor: str | None, limit: int) -> TicketPage:
        """One page. Raises InvalidRequestError for a cursor that is not one."""
        ...

    def save(self, tenant_id: str, changes: Sequence[Change]) -> dict[str, Ticket | ConflictReason]:
        """
        Replace tickets that nobody changed meanwhile, with their reservations and the figures.

        Returns:
            By ticket id: the stored ticket, or why it was not stored.
        """
        ...

    def open_tickets(self, tenant_id: str, connection_id: str) -> Iterator[list[Ticket]]:
        """Pages of tickets with an active record, of one connection."""
        ...

    def pending(self, tenant_id: str) -> Iterator[list[Ticket]]:
        """Pages of tickets that wait for their record, oldest first."""
        ...

    def reservations(self, tenant_id: str) -> dict[str, str]:
        """Ids of open tickets by improvement action."""
        ...

    def figures(self, tenant_id: str, *, since: date) -> Figures:
        """Totals, and the days from `since` on."""
        ...


@dataclass(frozen=True, slots=True)
class AlreadyOpen:
    """The action's open ticket was in the way."""

    ticket_id: str


class ConflictReason(str):
    """Why a change was not stored: CHANGED (someone wrote first) or RESERVED (the action has another open ticket)."""

    __slots__ = ()


CHANGED = ConflictReason("changed")
RESERVED = ConflictReason("reserved")


@dataclass(frozen=True, slots=True)
class SyncState:
    """How far one connection is synced. `watermark` per kind is the newest sys_updated_on seen, never a local time."""

    connection_id: str
    tenant_id: str
    watermarks: dict[Kind, datetime] = field(default_factory=dict)
    labels: dict[Kind, dict[str, str]] = field(default_factory=dict)  # state value to label, as seen on records
    synced_at: datetime | None = None
    reconciled_at: datetime | None = None


class ConnectionStore(Protocol):
    """Connections, authorizations under way, and how far each connection is synced."""

    def current(self, tenant_id: str) -> Connection:
        """The tenant's connection. Raises NotConnectedError when there never was one."""
        ...

    def get(self, connection_id: str) -> Connection:
        """Raises NotFoundError."""
        ...

    def save(self, connection: Connection) -> Connection:
        """Store. Raises ConflictError when someone wrote first."""
        ...

    def make_current(self, connection: Connection) -> None:
        """From now on this is the tenant's connection."""
        ...

    def all(self) -> Iterator[Connection]:
        """Every connection with a usable consent."""
        ...

    def begin(self, authorization: Authorization) -> None:
        """Keep an authorization under way."""
        ...

    def take(self, state: str) -> Authorization:
        """The authorization with this state, once. Raises NotFoundError when unknown or used."""
        ...

    def sync_state(self, connection: Connection) -> SyncState:
        """How far it is; a fresh one when it never was synced."""
        ...

    def save_sync_state(self, state: SyncState) -> None:
        """Last writer wins: a lost watermark is read again."""
        ...

    def sweep(self, now: datetime) -> list[str]:
        """Delete authorizations that lapsed. Returns the ids of their connections."""
        ...


class EventLog(Protocol):
    """Who did what, append only."""

    def append(self, tenant_id: str, name: str, *, by: str, facts: Mapping[str, str]) -> None:
        """Keep one event; `facts` hold no secret."""
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person signed in, or a program with a bearer token."""

    tenant_id: str
    object_id: str
    name: str
    email: str
    roles: frozenset[str]
    in_browser: bool


class Identity(Protocol):
    """Entra ID: sign-in for people, tokens of programs."""

    def begin_sign_in(self, redirect_uri: str) -> tuple[str, Mapping[str, object]]:
        """Where the browser goes, and what must be kept for `complete_sign_in`."""
        ...

    def complete_sign_in(self, flow: Mapping[str, object], answer: Mapping[str, str]) -> Caller:
        """The person. Raises NotAuthenticatedError."""
        ...

    def caller_of(self, bearer: str) -> Caller:
        """Who an access token for this app belongs to. Raises NotAuthenticatedError."""
        ...

    def sign_out_url(self, back_to: str) -> str:
        """Where the browser goes to end the Entra session."""
        ...


class Sealer(Protocol):
    """Values that leave with the browser and must come back unread and unchanged."""

    def seal(self, value: Mapping[str, object]) -> str:
        """The value as an opaque text of letters, digits, "-" and "_"."""
        ...

    def open(self, text: str, *, max_age: timedelta) -> dict[str, Any]:
        """The sealed value. Raises NotAuthenticatedError when it is older, or was not sealed here."""
        ...
