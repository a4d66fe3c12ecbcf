"""ServiceNow: its tables, its OAuth server, what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from connector.domain.authorization import Authorization, TokenGrant
from connector.domain.connection import Connection, IntegrationUser
from connector.domain.draft import Kind
from connector.domain.observations import Knock, RateLimit, Registration, UserFacts, Visible
from connector.domain.record import Record
from connector.domain.states import Choices
from connector.domain.ticket import Ticket
from connector.errors import RemoteError

SERVICE = "ServiceNow"
"""How errors name it."""


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

    def shows(self, kind: Kind) -> bool:
        """Whether any record of this kind is shown: then one that is missing is not hidden by a lost right."""
        ...

    def changed(self, kind: Kind, since: datetime) -> Iterator[list[tuple[str, Record]]]:
        """Pages of (ticket id, record) of this connector's records updated at or after `since`, oldest first."""
        ...

    def choices(self) -> Choices:
        """Labels of states from the instance's choice lists; empty when the user may not read them."""
        ...

    def who_am_i(self) -> IntegrationUser:
        """The user the token belongs to."""
        ...

    def consent_life(self, client_id: str) -> timedelta | None:
        """How long this OAuth client's refresh tokens live; None when the user may not read it."""
        ...


class Inspector(Protocol):
    """
    Looks at an instance for the installation checklist, and changes nothing.

    Beside the errors of every port, RemoteProtocolError for answers that fit no manual, and NotConnectedError when the
    token is refused or there is none.
    """

    def knock(self) -> Knock:
        """What the instance answers without a token. Raises RemoteUnavailableError when it is asleep or away."""
        ...

    def release(self) -> str:
        """Name of the build, such as "Zurich"; "" when it is not shown."""
        ...

    def registration(self) -> Registration:
        """Our OAuth client's entry in the application registry. Raises RemoteRejectedError when it is not shown."""
        ...

    def user(self) -> UserFacts:
        """The user behind the token. Raises RemoteRejectedError when the instance does not say."""
        ...

    def roles(self, user_sys_id: str) -> frozenset[str]:
        """The user's roles; empty when none is shown."""
        ...

    def visible(self, table: str) -> Visible:
        """How much of a table can be read."""
        ...

    def search(self, kind: Kind, since: datetime) -> bool:
        """Whether a search by range, sorted, is answered as asked. Raises RemoteRejectedError when it is forbidden."""
        ...

    def states(self, kind: Kind) -> dict[str, str]:
        """Labels by value of the choice list of `state`."""
        ...

    def mandatory(self, kind: Kind) -> tuple[str, ...]:
        """Columns that data policies make mandatory."""
        ...

    def rate_limit(self) -> RateLimit | None:
        """The rate-limit rule that met the requests so far."""
        ...


class TicketDesks(Protocol):
    """Desks by connection."""

    def at(self, connection: Connection) -> TicketDesk:
        """The desk of this connection, with its tokens."""
        ...

    def trial(self, connection: Connection, grant: TokenGrant) -> TicketDesk:
        """A desk that works with this grant's access token alone; nothing of it is kept."""
        ...

    def inspector_at(self, connection: Connection) -> Inspector:
        """A fresh inspector of this connection's instance, with its tokens."""
        ...

    def preview(self, ticket: Ticket) -> dict[str, str]:
        """
        The columns of the record that a ticket is sent as; nothing is sent or asked. Left out is what a look-up at
        ServiceNow adds then: who shared.
        """
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
        """The first tokens. Raises NotConnectedError, `code_refused`, when the code or the client is refused."""
        ...

    def refresh(self, connection: Connection, client_secret: str, refresh_token: str) -> TokenGrant:
        """A new access token. Raises NotConnectedError when the refresh token or the client is refused."""
        ...

    def revoke(self, connection: Connection, token: str) -> None:
        """Make the token worthless."""
        ...
