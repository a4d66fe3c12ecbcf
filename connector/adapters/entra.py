"""Identity over Entra ID: sign-in and app tokens by msal, bearer tokens checked against Entra's keys.

The app proves itself with its managed identity as federated credential: there is no client secret.
Source: Microsoft identity platform, access tokens, claims reference, workload identity federation.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property, partial
from json import JSONDecodeError
from typing import Any
from urllib.parse import urlencode

import jwt
import msal
import requests
from azure.core.credentials import TokenCredential
from msal.exceptions import MsalError

from connector.adapters.azure_errors import azure_errors
from connector.adapters.http import HttpClient
from connector.errors import (
    NoIdentityError,
    NotAuthenticatedError,
    RemoteError,
    RemoteRejectedError,
    RemoteUnavailableError,
)
from connector.ports import Caller, Clock

log = logging.getLogger(__name__)

_SERVICE = "Microsoft Entra ID"
_SKEW_S = 60
_KEYS_KEPT = timedelta(hours=24)
_KEYS_ASKED_AGAIN = timedelta(minutes=1)
# msal advises form_post, which comes as a POST from another site: the cookie that binds the sign-in would stay behind.
warnings.filterwarnings("ignore", message="response_mode='form_post'", category=UserWarning)

_SIGN_IN_SCOPES: list[str] = []
"""msal adds openid, profile and offline_access by itself; nothing else is wanted."""
_MAY_PASS = ("server_error", "temporarily_unavailable")
"""OAuth's words for trouble of the server."""


class EntraApp:
    """
    The app registration of this connector in one tenant.

    Without the app's `identity` only tokens of others can be checked: the rest raises NoIdentityError.
    """

    def __init__(
        self,
        *,
        authority: str,
        tenant_id: str,
        client_id: str,
        exchange_audience: str,
        identity: TokenCredential | None,
        http: HttpClient,
        clock: Clock,
    ) -> None:
        self._authority = f"{authority}/{tenant_id}"
        self._tenant_id = tenant_id
        self._client_id = client_id
        self._exchange_audience = exchange_audience
        self._identity = identity
        self._http = http
        self._keys = SigningKeys(f"{self._authority}/v2.0/.well-known/openid-configuration", http, clock)

    def begin_sign_in(self, redirect_uri: str) -> tuple[str, Mapping[str, object]]:
        """Where the browser goes, and what must be kept for `complete_sign_in`."""
        with _msal_errors():
            flow = self._app.initiate_auth_code_flow(_SIGN_IN_SCOPES, redirect_uri=redirect_uri)
        if "auth_uri" not in flow:
            raise RemoteRejectedError(_SERVICE, str(flow.get("error", "no sign-in address")))
        return str(flow["auth_uri"]), flow

    def complete_sign_in(self, flow: Mapping[str, object], answer: Mapping[str, str]) -> Caller:
        """The person. Raises NotAuthenticatedError."""
        app = self._app
        with _msal_errors():
            try:
                result = app.acquire_token_by_auth_code_flow(dict(flow), dict(answer))
            except JSONDecodeError:  # Entra's answer is at fault, not the browser's.
                raise
            except (ValueError, RuntimeError) as error:  # State or nonce do not match, or the flow is not one.
                raise NotAuthenticatedError("the sign-in does not match", code="sign_in_failed") from error
        claims = result.get("id_token_claims")
        if not claims:
            _raise_if_it_may_pass(result)
            raise NotAuthenticatedError(str(result.get("error", "no id token")), code="sign_in_failed")
        return self._caller(claims, in_browser=True)

    def caller_of(self, bearer: str) -> Caller:
        """Who an access token for this app belongs to. Raises NotAuthenticatedError."""
        try:
            claims = jwt.decode(
                bearer,
                self._keys.key_of(bearer),
                algorithms=["RS256"],
                audience=[self._client_id, f"api://{self._client_id}"],
                issuer=f"{self._authority}/v2.0",
                leeway=_SKEW_S,
                # Of the tokens for this app, access tokens name the program they were given to; ID tokens do not.
                options={"require": ["exp", "iss", "aud", "tid", "oid", "azp"]},
            )
        except jwt.InvalidTokenError as error:
            raise NotAuthenticatedError(type(error).__name__) from error
        return self._caller(claims, in_browser=False)

    def sign_out_url(self, back_to: str) -> str:
        """Where the browser goes to end the Entra session."""
        return f"{self._keys.metadata['end_session_endpoint']}?{urlencode({'post_logout_redirect_uri': back_to})}"

    def probe(self) -> None:
        """Read the authority's configuration anew. Raises RemoteUnavailableError."""
        self._keys.read_metadata()

    def app_token(self, scope: str) -> str:
        """An access token of the app itself, from msal's cache while it holds."""
        with _msal_errors():
            result = self._app.acquire_token_for_client([scope])
        if "access_token" not in result:
            _raise_if_it_may_pass(result)
            raise RemoteRejectedError(_SERVICE, str(result.get("error", "no token")))
        return str(result["access_token"])

    @cached_property
    def _app(self) -> msal.ConfidentialClientApplication:
        if self._identity is None:
            raise NoIdentityError("no managed identity")
        with _msal_errors():  # msal reads the authority's metadata at once.
            return msal.ConfidentialClientApplication(
                self._client_id,
                authority=self._authority,
                client_credential={"client_assertion": partial(self._assertion, self._identity)},
                instance_discovery=False,  # The authority is the operator's setting; it needs no directory.
                http_client=_MsalTransport(self._http),
            )

    def _assertion(self, identity: TokenCredential) -> str:
        with azure_errors("Managed identity"):
            return identity.get_token(f"{self._exchange_audience}/.default").token

    def _caller(self, claims: Mapping[str, Any], *, in_browser: bool) -> Caller:
        if claims.get("tid") != self._tenant_id or not claims.get("oid"):
            raise NotAuthenticatedError("another tenant")
        return Caller(
            tenant_id=self._tenant_id,
            object_id=str(claims["oid"]),
            name=str(claims.get("name") or claims.get("azp") or ""),
            email=str(claims.get("email") or claims.get("preferred_username") or ""),
            roles=frozenset(str(role) for role in claims.get("roles") or ()),
            in_browser=in_browser,
        )


class _MsalTransport:
    """msal's requests, sent as all others are: with timeouts, counted, and trouble on the way named as such."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        """Called by msal."""
        return self._http.send("GET", url, params=params, headers=headers)

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Called by msal."""
        return self._http.send("POST", url, params=params, headers=headers, form=data)


@contextmanager
def _msal_errors() -> Iterator[None]:
    """What msal raises when Entra is in trouble: a 5xx, no JSON, metadata that lead elsewhere."""
    try:
        yield
    except (MsalError, OSError, ValueError, RuntimeError) as error:
        raise RemoteUnavailableError(_SERVICE, type(error).__name__) from error


def _raise_if_it_may_pass(result: Mapping[str, Any]) -> None:
    if result.get("error") in _MAY_PASS:
        raise RemoteUnavailableError(_SERVICE, str(result["error"]))


class SigningKeys:
    """
    Entra's public keys: read once a day, and for a key id that is new; asked for at most once a minute.

    While Entra is in trouble the keys that are there go on; whether one of a new id is good, nobody can say then.
    """

    def __init__(self, metadata_url: str, http: HttpClient, clock: Clock) -> None:
        self._metadata_url = metadata_url
        self._http = http
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, Any] = {}
        self._read_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._trouble: RemoteError | None = None

    @cached_property
    def metadata(self) -> Mapping[str, Any]:
        """The authority's OpenID configuration, as first read."""
        return self.read_metadata()

    def read_metadata(self) -> Mapping[str, Any]:
        """The authority's OpenID configuration as it is now. Raises RemoteUnavailableError."""
        return self._get(self._metadata_url)

    def key_of(self, token: str) -> Any:
        """
        The key that signed the token.

        Raises:
            NotAuthenticatedError: Entra has none of that id.
            RemoteUnavailableError: it cannot be asked whether it has.
        """
        try:
            kid = str(jwt.get_unverified_header(token).get("kid"))
        except jwt.InvalidTokenError as error:
            raise NotAuthenticatedError("not a token") from error
        if self._is_due(kid):
            with self._lock:  # One asks for all.
                if self._is_due(kid):
                    self._ask()
        key = self._keys.get(kid)
        if key is not None:
            return key
        if self._trouble is not None:
            raise RemoteUnavailableError(_SERVICE, self._trouble.detail, status=self._trouble.status)
        raise NotAuthenticatedError("signed with an unknown key")

    def _is_due(self, kid: str) -> bool:
        now = self._clock.now()
        if kid in self._keys and self._read_at is not None and now - self._read_at <= _KEYS_KEPT:
            return False
        return self._asked_at is None or now - self._asked_at > _KEYS_ASKED_AGAIN

    def _ask(self) -> None:
        try:
            self._keys, self._trouble = self._read_keys(), None
            self._read_at = self._clock.now()
        except RemoteError as error:
            log.warning("signing_keys_are_stale", extra={"error": error.code, "reason": error.detail})
            self._trouble = error
        finally:
            self._asked_at = self._clock.now()

    def _read_keys(self) -> dict[str, Any]:
        try:
            keys = jwt.PyJWKSet.from_dict(dict(self._get(str(self.metadata["jwks_uri"])))).keys
        except (KeyError, jwt.PyJWTError) as error:
            raise RemoteUnavailableError(_SERVICE, "no signing keys") from error
        return {key.key_id: key.key for key in keys if key.key_id}

    def _get(self, url: str) -> Mapping[str, Any]:
        response = self._http.send("GET", url)
        try:
            body = response.json()
        except ValueError as error:
            raise RemoteUnavailableError(_SERVICE, "no JSON", status=response.status_code) from error
        if response.status_code != 200 or not isinstance(body, dict):
            raise RemoteUnavailableError(_SERVICE, "no metadata", status=response.status_code)
        return body
