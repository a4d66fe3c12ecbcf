"""AuthorizationServer: an instance's OAuth endpoints.

Source: ServiceNow, OAuth authorization code flow; RFC 6749 and RFC 7636. ServiceNow answers nearly every refusal with
401 `server_error`, and tokens it gives are opaque.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from connector.adapters.http import HttpClient
from connector.adapters.servicenow.answers import Answer, asked_wait_s, read
from connector.domain.authorization import Authorization, TokenGrant
from connector.domain.connection import CONSENT_NEEDED, Connection
from connector.errors import NotConnectedError, RemoteProtocolError, RemoteRejectedError
from connector.ports import Clock
from connector.ports.servicenow import SERVICE


class ServiceNowOAuth:
    """The OAuth server of any instance."""

    def __init__(self, http: HttpClient, clock: Clock) -> None:
        self._http = http
        self._clock = clock

    def authorization_url(self, instance: str, client_id: str, authorization: Authorization) -> str:
        """Where the browser goes for consent."""
        query = urlencode(
            {
                "response_type": "code",
                "client_id": client_id,
                "redirect_uri": authorization.redirect_uri,
                "state": authorization.state,
                "code_challenge": authorization.code_challenge,
                "code_challenge_method": "S256",
            }
        )
        return f"{instance}/oauth_auth.do?{query}"

    def exchange_code(
        self, connection: Connection, client_secret: str, authorization: Authorization, code: str
    ) -> TokenGrant:
        """The first tokens. Raises NotConnectedError, `code_refused`, when the code or the client is refused."""
        return self._token(
            connection,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": authorization.redirect_uri,
                "code_verifier": authorization.code_verifier,
                "client_id": connection.client_id,
                "client_secret": client_secret,
            },
            refused="code_refused",
        )

    def refresh(self, connection: Connection, client_secret: str, refresh_token: str) -> TokenGrant:
        """A new access token. Raises NotConnectedError, `consent_needed`, when the token or the client is refused."""
        return self._token(
            connection,
            {
                "grant_type": "refresh_token",
                "refresh_token": refresh_token,
                "client_id": connection.client_id,
                "client_secret": client_secret,
            },
            refused=CONSENT_NEEDED,
        )

    def revoke(self, connection: Connection, token: str) -> None:
        """Make the token worthless. It goes in the body: a URL ends up in logs."""
        url = f"{connection.instance}/oauth_revoke_token.do"
        response = self._http.send("POST", url, form={"token": token})
        if response.status_code >= 400:
            raise RemoteRejectedError(SERVICE, "the token was not revoked", status=response.status_code)

    def _token(self, connection: Connection, form: dict[str, str], *, refused: str) -> TokenGrant:
        asked_at = self._clock.now()
        response = self._http.send(
            "POST", f"{connection.instance}/oauth_token.do", headers={"Accept": "application/json"}, form=form
        )
        answer = Answer(
            response.status_code,
            response.headers.get("Content-Type", ""),
            response.content,
            asked_wait_s(response),
        )
        try:
            body = read(answer, expect=(200,))
        except (NotConnectedError, RemoteRejectedError) as error:
            raise NotConnectedError(str(error), code=refused, params={"reason": str(error)}) from error
        token, life_s = body.get("access_token"), _seconds(body.get("expires_in"))
        if not isinstance(token, str) or not token or life_s is None:
            raise RemoteProtocolError(SERVICE, "no token in the answer", status=200)
        refresh_token = body.get("refresh_token")
        return TokenGrant(
            access_token=token,
            expires_at=asked_at + timedelta(seconds=life_s),
            refresh_token=refresh_token if isinstance(refresh_token, str) and refresh_token else None,
        )


def _seconds(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
