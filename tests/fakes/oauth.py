"""A fake of an instance's OAuth server."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from connector.domain.authorization import Authorization, TokenGrant
from connector.domain.connection import Connection
from connector.errors import NotConnectedError, RemoteRejectedError
from connector.ports import Clock
from tests.fakes.trouble import Troublesome

TOKEN_LIFE = timedelta(minutes=30)


class FakeOAuth(Troublesome):
    """An OAuth server. `consent` is the integration user who allows; codes work once and only with their verifier."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.client_secret = "secret-of-the-client"
        self.gives_refresh_tokens = True
        self.revoked: list[str] = []
        self._clock = clock
        self._codes: dict[str, dict[str, str]] = {}
        self._refresh_tokens: set[str] = set()
        self._made = 0

    def authorization_url(self, instance: str, client_id: str, authorization: Authorization) -> str:
        """Where the browser goes for consent."""
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": authorization.redirect_uri,
            "state": authorization.state,
            "code_challenge": authorization.code_challenge,
            "code_challenge_method": "S256",
        }
        return f"{instance}/oauth_auth.do?{urlencode(query)}"

    def consent(self, url: str) -> tuple[str, str]:
        """State and code, as the redirect brings them after Allow was pressed."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{self._next()}"
        self._codes[code] = query
        return query["state"], code

    def exchange_code(
        self, connection: Connection, client_secret: str, authorization: Authorization, code: str
    ) -> TokenGrant:
        """The first tokens."""
        self._meet("exchange_code")
        asked = self._codes.pop(code, None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(authorization.code_verifier.encode()).digest())
        expected = {
            "client_id": connection.client_id,
            "redirect_uri": authorization.redirect_uri,
            "code_challenge": challenge.decode().rstrip("="),
        }
        if asked is None or client_secret != self.client_secret or not expected.items() <= asked.items():
            raise NotConnectedError("ServiceNow: server_error", code="code_refused")
        grant = self._grant()
        if not self.gives_refresh_tokens:
            return TokenGrant(grant.access_token, grant.expires_at)
        refresh_token = f"refresh-{self._next()}"
        self._refresh_tokens.add(refresh_token)
        return TokenGrant(grant.access_token, grant.expires_at, refresh_token)

    def refresh(self, connection: Connection, client_secret: str, refresh_token: str) -> TokenGrant:
        """A new access token; the refresh token stays."""
        self._meet("refresh")
        if refresh_token not in self._refresh_tokens or client_secret != self.client_secret:
            raise NotConnectedError("ServiceNow: server_error", code="consent_needed")
        return self._grant()

    def revoke(self, connection: Connection, token: str) -> None:
        """Make the token worthless."""
        self._meet("revoke")
        if token not in self._refresh_tokens:
            raise RemoteRejectedError("ServiceNow", "the token was not revoked", status=400)
        self._refresh_tokens.remove(token)
        self.revoked.append(token)

    def _grant(self) -> TokenGrant:
        return TokenGrant(f"access-{self._next()}", self._clock.now() + TOKEN_LIFE)

    def _next(self) -> int:
        self._made += 1
        return self._made
