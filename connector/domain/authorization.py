"""A consent under way, and the tokens it gives."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connector.domain.connection import Connection

AUTHORIZATION_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Authorization:
    """A consent under way: single use, ten minutes. `state` is letters and digits only, as ServiceNow demands."""

    state: str
    code_verifier: str = field(repr=False)
    redirect_uri: str
    tenant_id: str
    connection_id: str
    client_id: str
    secret_name: str  # where the client secret is kept until the consent is complete
    begun_by: str  # Entra object id
    begun_by_email: str
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
        cls,
        connection: Connection,
        *,
        client_id: str,
        secret_name: str,
        redirect_uri: str,
        begun_by: str,
        begun_by_email: str,
        browser_bound: bool,
        now: datetime,
    ) -> Authorization:
        """A new one with fresh state and verifier."""
        return cls(
            state=secrets.token_hex(24),
            code_verifier=secrets.token_urlsafe(64),
            redirect_uri=redirect_uri,
            tenant_id=connection.tenant_id,
            connection_id=connection.connection_id,
            client_id=client_id,
            secret_name=secret_name,
            begun_by=begun_by,
            begun_by_email=begun_by_email,
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
