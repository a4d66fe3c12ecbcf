"""The connection to one ServiceNow instance: its consent and countdown, authorizations under way, access tokens."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from connector.errors import InvalidRequestError

CONSENT_LIFE = timedelta(days=100)
"""Life of a refresh token by default (8,640,000 s). ServiceNow does not extend it when it is used."""
AUTHORIZATION_LIFE = timedelta(minutes=10)

_SERVICENOW_DOMAIN = ".service-now.com"
_INSTANCE_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class ConnectionStatus(StrEnum):
    """Where a connection stands."""

    NOT_CONNECTED = "not_connected"
    AWAITING_CONSENT = "awaiting_consent"
    CONNECTED = "connected"
    ATTENTION = "attention"
    CONSENT_EXPIRED = "consent_expired"


@dataclass(frozen=True, slots=True)
class IntegrationUser:
    """The ServiceNow user that consented: `sys_id` 32 hex digits, `name` its user_name."""

    sys_id: str
    name: str
    display_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """The last error of a connection: a code with its text in `connector/messages/`, and what was seen."""

    code: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Connection:
    """One instance with one OAuth client. Secrets are not here: Key Vault keeps them under the names below."""

    connection_id: str  # 32 hex digits, new for each connection
    tenant_id: str
    instance: str  # origin, e.g. "https://acme.service-now.com"
    client_id: str
    status: ConnectionStatus
    created_at: datetime
    created_by: str  # Entra object id
    changed_at: datetime
    consented_at: datetime | None = None
    integration_user: IntegrationUser | None = None
    last_success_at: datetime | None = None
    trouble: Trouble | None = None
    version: str = field(default="", compare=False)

    @property
    def client_secret_name(self) -> str:
        """Name in Key Vault; fresh per connection, because a deleted name cannot be used again."""
        return f"servicenow-{self.connection_id}-client-secret"

    @property
    def refresh_token_name(self) -> str:
        """Name in Key Vault."""
        return f"servicenow-{self.connection_id}-refresh-token"

    @property
    def is_usable(self) -> bool:
        """Whether there is a consent to work with."""
        return self.consented_at is not None and self.status in (
            ConnectionStatus.CONNECTED,
            ConnectionStatus.ATTENTION,
        )

    def days_left(self, now: datetime) -> int | None:
        """Whole days until the consent ends, 0 when it has; None without a consent."""
        if self.consented_at is None:
            return None
        return max(0, (self.consented_at + CONSENT_LIFE - now).days)

    def consented(self, user: IntegrationUser, now: datetime) -> Connection:
        """Connected, from now on as this user."""
        return replace(
            self,
            status=ConnectionStatus.CONNECTED,
            consented_at=now,
            changed_at=now,
            integration_user=user,
            last_success_at=now,
            trouble=None,
        )

    def troubled(self, code: str, reason: str, now: datetime) -> Connection:
        """With trouble an administrator should see; past its 100 days the consent counts as expired."""
        expired = self.consented_at is not None and now >= self.consented_at + CONSENT_LIFE
        status = ConnectionStatus.CONSENT_EXPIRED if expired else ConnectionStatus.ATTENTION
        return replace(self, status=status, changed_at=now, trouble=Trouble(code, reason, now))

    def well(self, now: datetime) -> Connection:
        """Working again."""
        return replace(self, status=ConnectionStatus.CONNECTED, changed_at=now, last_success_at=now, trouble=None)

    def disconnected(self, now: datetime) -> Connection:
        """Without consent; ticket history stays."""
        return replace(
            self,
            status=ConnectionStatus.NOT_CONNECTED,
            changed_at=now,
            consented_at=None,
            trouble=None,
        )


@dataclass(frozen=True, slots=True)
class Authorization:
    """A consent under way: single use, ten minutes. `state` is letters and digits only, as ServiceNow demands."""

    state: str
    code_verifier: str = field(repr=False)
    redirect_uri: str
    tenant_id: str
    connection_id: str
    begun_by: str  # Entra object id
    browser_bound: bool  # begun in a browser session, which must also end it
    expires_at: datetime
    used: bool = False
    version: str = field(default="", compare=False)

    @property
    def code_challenge(self) -> str:
        """PKCE S256 of the verifier. Source: RFC 7636, section 4.2."""
        digest = hashlib.sha256(self.code_verifier.encode("ascii")).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")

    @classmethod
    def begin(
        cls, connection: Connection, *, redirect_uri: str, begun_by: str, browser_bound: bool, now: datetime
    ) -> Authorization:
        """A new one with fresh state and verifier."""
        return cls(
            state=secrets.token_hex(24),
            code_verifier=secrets.token_urlsafe(64),
            redirect_uri=redirect_uri,
            tenant_id=connection.tenant_id,
            connection_id=connection.connection_id,
            begun_by=begun_by,
            browser_bound=browser_bound,
            expires_at=now + AUTHORIZATION_LIFE,
        )


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """What the token endpoint gave. `refresh_token` None: keep the one in hand."""

    access_token: str = field(repr=False)
    expires_at: datetime
    refresh_token: str | None = field(repr=False, default=None)

    def needs_renewal(self, now: datetime, *, margin: timedelta) -> bool:
        """Whether the access token lapses within the margin."""
        return now >= self.expires_at - margin


def parse_instance(text: str, *, allowed_origins: Collection[str] = ()) -> str:
    """
    The origin of an instance, from what a person types.

    Accepts `acme`, `acme.service-now.com`, `https://acme.service-now.com/` and the origins (or host:port) that the
    setting SERVICENOW_ALLOWED_HOSTS adds. Everything else is refused: another host, a port, a path, user info, an IP
    address, look-alike hosts, letters outside ASCII.

    Raises:
        InvalidRequestError: naming the field `instance`.
    """
    value = text.strip(" \t\r\n")
    if allowed := _allowed_origin(value, allowed_origins):
        return allowed
    name = value.lower()
    if "://" in name:
        if not name.startswith("https://"):
            raise InvalidRequestError({"instance": "not_an_instance"})
        name = name.removeprefix("https://").removesuffix("/")
    name = name.removesuffix(_SERVICENOW_DOMAIN)
    if not value.isascii() or _is_ip_address(name) or not _INSTANCE_NAME.fullmatch(name):
        raise InvalidRequestError({"instance": "not_an_instance"})
    return f"https://{name}{_SERVICENOW_DOMAIN}"


def _allowed_origin(value: str, allowed_origins: Collection[str]) -> str | None:
    wanted = value.lower().removesuffix("/")
    for entry in allowed_origins:
        origin = entry.lower().removesuffix("/")
        if "://" not in origin:
            origin = f"https://{origin}"
        if wanted in (origin, urlsplit(origin).netloc):
            return origin
    return None


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.isdigit() or host.startswith("0x")
    return True
