"""The app registration: who signs in, who a token belongs to, and tokens of the app itself."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cached_property, partial
from json import JSONDecodeError
from typing import Any
from urllib.parse import urlencode

import jwt
import msal
from azure.core.credentials import TokenCredential

from connector.adapters.azure_errors import azure_errors
from connector.adapters.entra import SERVICE
from connector.adapters.entra.msal_wire import MsalTransport, msal_errors, raise_if_it_may_pass
from connector.adapters.entra.signing_keys import SigningKeys
from connector.adapters.http import HttpClient
from connector.errors import NoIdentityError, NotAuthenticatedError, RemoteRejectedError
from connector.ports import Caller, Clock

_SKEW_S = 60
# msal advises form_post, which comes as a POST from another site: the cookie that binds the sign-in would stay behind.
warnings.filterwarnings("ignore", message="response_mode='form_post'", category=UserWarning)

_SIGN_IN_SCOPES: list[str] = []
"""msal adds openid, profile and offline_access by itself; nothing else is wanted."""


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
        with msal_errors():
            flow = self._app.initiate_auth_code_flow(_SIGN_IN_SCOPES, redirect_uri=redirect_uri)
        if "auth_uri" not in flow:
            raise RemoteRejectedError(SERVICE, str(flow.get("error", "no sign-in address")))
        return str(flow["auth_uri"]), flow

    def complete_sign_in(self, flow: Mapping[str, object], answer: Mapping[str, str]) -> Caller:
        """The person. Raises NotAuthenticatedError."""
        app = self._app
        with msal_errors():
            try:
                result = app.acquire_token_by_auth_code_flow(dict(flow), dict(answer))
            except JSONDecodeError:  # Entra's answer is at fault, not the browser's.
                raise
            except (ValueError, RuntimeError) as error:  # State or nonce do not match, or the flow is not one.
                raise NotAuthenticatedError("the sign-in does not match", code="sign_in_failed") from error
        claims = result.get("id_token_claims")
        if not claims:
            raise_if_it_may_pass(result)
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
        with msal_errors():
            result = self._app.acquire_token_for_client([scope])
        if "access_token" not in result:
            raise_if_it_may_pass(result)
            raise RemoteRejectedError(SERVICE, str(result.get("error", "no token")))
        return str(result["access_token"])

    @cached_property
    def _app(self) -> msal.ConfidentialClientApplication:
        if self._identity is None:
            raise NoIdentityError("no managed identity")
        with msal_errors():  # msal reads the authority's metadata at once.
            return msal.ConfidentialClientApplication(
                self._client_id,
                authority=self._authority,
                client_credential={"client_assertion": partial(self._assertion, self._identity)},
                instance_discovery=False,  # The authority is the operator's setting; it needs no directory.
                http_client=MsalTransport(self._http),
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
