"""Entra ID of one tenant: metadata, keys, sign-in, tokens, and the managed-identity endpoint beside it."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from aiohttp import web

from sandbox import seed
from sandbox.microsoft.addresses import STS_ISSUER, Addresses
from sandbox.microsoft.client_auth import authenticate_client
from sandbox.microsoft.directory import APP_OBJECT_ID, Directory
from sandbox.microsoft.entra_errors import EntraError, PageError
from sandbox.microsoft.grants import Grants
from sandbox.microsoft.keys import KeyRing
from sandbox.microsoft.managed_identity import ManagedIdentityEndpoint
from sandbox.microsoft.minting import mint
from sandbox.microsoft.pages import message_page
from sandbox.microsoft.sign_in import SESSION_COOKIE, SignIn
from sandbox.microsoft.tokens import TokenService
from sandbox.server import USER, Fault, Handler, SandboxClock

SHARED_TENANTS = ("common", "organizations")
PRINCIPALS = {"app": APP_OBJECT_ID, "identity": seed.IDENTITY_PRINCIPAL_ID}

CORRELATION_ID = web.RequestKey("correlation_id", str)


class EntraSimulator:
    """
    The identity platform. Not imitated: multi-tenant applications, device codes, on-behalf-of, Conditional Access,
    multifactor sign-in, opaque refresh of keys by time, the version 1.0 endpoints beyond their metadata.
    """

    name = "entra"

    def __init__(
        self,
        addresses: Addresses,
        clock: SandboxClock,
        *,
        redirect_uris: Iterable[str] = (),
        seed_number: int | None = None,
    ) -> None:
        self.clock, self._addresses = clock, addresses
        self.directory = Directory(redirect_uris)
        self.tokens = TokenService(addresses, clock, KeyRing(), seed_number=seed_number)
        self._grants = Grants(self.directory, self.tokens)
        self._sign_in = SignIn(self.directory, self._grants, clock)
        self._managed_identity = ManagedIdentityEndpoint(self.directory, self.tokens)

    def reset(self) -> None:
        """Back to the first keys and permissions; nobody signed in."""
        for part in (self.directory, self.tokens.keys, self.tokens, self._grants, self._sign_in):
            part.reset()

    def routes(self) -> list[web.RouteDef]:
        """The real paths, and `/_sandbox/` ones for tokens, keys, permissions and sessions."""
        return [
            web.get("/{tenant}/v2.0/.well-known/openid-configuration", self._guarded(self.metadata)),
            web.get("/{tenant}/.well-known/openid-configuration", self._guarded(self.metadata_v1)),
            web.get("/{tenant}/discovery/v2.0/keys", self._guarded(self.published_keys)),
            web.get("/{tenant}/discovery/keys", self._guarded(self.published_keys)),
            web.get("/{tenant}/oauth2/v2.0/authorize", self._guarded(self.authorize)),
            web.post("/{tenant}/oauth2/v2.0/authorize", self._guarded(self.authorize)),
            web.post("/{tenant}/login", self._guarded(self.login)),
            web.post("/{tenant}/consent", self._guarded(self.consent)),
            web.post("/{tenant}/oauth2/v2.0/token", self._guarded(self.token)),
            web.get("/{tenant}/oauth2/v2.0/logout", self._guarded(self.sign_out)),
            # Programs that know no more than this address find the one tenant here; the real service demands its id.
            web.get("/v2.0/.well-known/openid-configuration", self._guarded(self.metadata)),
            web.get("/.well-known/openid-configuration", self._guarded(self.metadata)),
            web.post("/oauth2/v2.0/token", self._guarded(self.token)),
            *self._managed_identity.routes(),
            web.post("/_sandbox/token", self.mint_token),
            web.post("/_sandbox/keys/rotate", self.rotate_keys),
            web.post("/_sandbox/graph-permissions", self.grant_graph_permissions),
            web.post("/_sandbox/sessions/revoke", self.revoke_sessions),
        ]

    def fault_answer(self, fault: Fault) -> web.StreamResponse:
        """Entra's JSON for trouble, or its page."""
        if fault.kind == "html":
            return message_page("We cannot sign you in", "Something went wrong. Try again.", status=fault.status)
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        word = "temporarily_unavailable" if fault.status == 429 or fault.status >= 500 else "invalid_request"
        error = EntraError(word, 90033, "A transient error has occurred. Please try again.")
        body = error.body(self.clock.now(), str(uuid.uuid4()))
        return web.json_response(body, status=fault.status, headers=headers)

    async def metadata(self, request: web.Request) -> web.Response:
        """The v2.0 document; for shared names the issuer is a template, as in the real one."""
        tenant = self._tenant(request)
        issuer = self._addresses.issuer("{tenantid}" if tenant in SHARED_TENANTS else tenant)
        return web.json_response(
            self._document(tenant, issuer, f"{self._addresses.entra}/{tenant}/discovery/v2.0/keys")
        )

    async def metadata_v1(self, request: web.Request) -> web.Response:
        """The v1.0 document: its issuer is that of the tokens for Graph, Key Vault and Storage."""
        tenant = self._tenant(request)
        issuer = STS_ISSUER.replace(seed.TENANT_ID, "{tenantid}") if tenant in SHARED_TENANTS else STS_ISSUER
        return web.json_response(self._document(tenant, issuer, f"{self._addresses.entra}/{tenant}/discovery/keys"))

    async def published_keys(self, request: web.Request) -> web.Response:
        """The signing keys as JSON Web Key Set."""
        self._tenant(request)
        issuer = self._addresses.issuer()
        return web.json_response({"keys": [key.jwk(issuer) for key in self.tokens.keys.published()]})

    async def authorize(self, request: web.Request) -> web.Response:
        """Sign-in page, or straight back to the client."""
        self._own_tenant(request)
        params = request.query if request.method == "GET" else await _form(request)
        return self._sign_in.authorize(params, request.cookies.get(SESSION_COOKIE), _correlation_id(request))

    async def login(self, request: web.Request) -> web.Response:
        """The sign-in page's form."""
        self._own_tenant(request)
        return self._sign_in.login(await _form(request), _correlation_id(request))

    async def consent(self, request: web.Request) -> web.Response:
        """The consent page's form."""
        self._own_tenant(request)
        return self._sign_in.consent(await _form(request), _correlation_id(request))

    async def sign_out(self, request: web.Request) -> web.Response:
        """End the session."""
        self._own_tenant(request)
        return self._sign_in.sign_out(request.query, request.cookies.get(SESSION_COOKIE))

    async def token(self, request: web.Request) -> web.Response:
        """Every grant type."""
        self._own_tenant(request)
        form = await _form(request)
        authorization = request.headers.get("Authorization")
        client = authenticate_client(form, authorization, self.directory, self.tokens)
        request[USER] = client.app.display_name
        no_store = {"Cache-Control": "no-store, no-cache", "Pragma": "no-cache"}
        return web.json_response(self._grants.answer(form, client), headers=no_store)

    async def mint_token(self, request: web.Request) -> web.Response:
        """Control: a deviating token, see `mint`."""
        try:
            return web.json_response({"access_token": mint(await request.json(), self.directory, self.tokens)})
        except (ValueError, TypeError, AttributeError) as error:
            raise web.HTTPBadRequest(text=f"no such token: {error}") from error

    async def rotate_keys(self, request: web.Request) -> web.Response:
        """Control: {"keepOld": true} signs with another key; false also withdraws the old one."""
        wish = await request.json() if request.can_read_body else {}
        self.tokens.keys.rotate(keep_old=bool(wish.get("keepOld", True)))
        return web.json_response({"kid": self.tokens.keys.current.kid})

    async def grant_graph_permissions(self, request: web.Request) -> web.Response:
        """Control: {"principal": "app" | "identity", "roles": [...]} sets the application permissions on Graph."""
        wish = await request.json()
        principal = wish.get("principal", "app")
        if principal not in PRINCIPALS or not isinstance(wish.get("roles"), list):
            raise web.HTTPBadRequest(text='expected {"principal": "app" | "identity", "roles": [...]}')
        self.directory.graph_permissions[PRINCIPALS[principal]] = tuple(wish["roles"])
        return web.json_response({"principal": principal, "roles": wish["roles"]})

    async def revoke_sessions(self, _: web.Request) -> web.Response:
        """Control: refresh tokens so far are refused, browsers have to sign in again."""
        self._grants.revoke_sessions()
        self._sign_in.reset()
        return web.json_response({})

    def _document(self, tenant: str, issuer: str, keys_url: str) -> dict[str, Any]:
        oauth, pages = f"{self._addresses.entra}/{tenant}/oauth2/v2.0", f"{self._addresses.pages}/{tenant}/oauth2/v2.0"
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{pages}/authorize",
            "token_endpoint": f"{oauth}/token",
            "end_session_endpoint": f"{pages}/logout",
            "jwks_uri": keys_url,
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "private_key_jwt"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "name", "oid", "tid", "ver", "email"],
            "tenant_region_scope": "EU",
        }

    @staticmethod
    def _tenant(request: web.Request) -> str:
        tenant = request.match_info.get("tenant", seed.TENANT_ID).lower()
        if tenant != seed.TENANT_ID and tenant not in SHARED_TENANTS:
            raise EntraError("invalid_tenant", 90002, f"Tenant '{tenant}' not found.")
        return tenant

    def _own_tenant(self, request: web.Request) -> None:
        if self._tenant(request) in SHARED_TENANTS:
            text = "The application is not configured as a multi-tenant application: use its tenant's endpoint."
            raise PageError("invalid_request", 50194, text)

    def _guarded(self, handler: Callable[[web.Request], Awaitable[web.Response]]) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            correlation_id = _correlation_id(request)
            try:
                return await handler(request)
            except EntraError as error:
                # People come to the pages, programs to everything else.
                if isinstance(error, PageError) and not request.path.endswith("/token"):
                    text = error.description(self.clock.now(), correlation_id)
                    return message_page("We cannot sign you in", text, status=400)
                return web.json_response(error.body(self.clock.now(), correlation_id), status=error.status)

        return answer


async def _form(request: web.Request) -> Mapping[str, str]:
    if request.content_type != "application/x-www-form-urlencoded":
        raise EntraError("invalid_request", 900144, "The request body must be application/x-www-form-urlencoded.")
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _correlation_id(request: web.Request) -> str:
    """The client's id, else the one this request was given."""
    if "correlation_id" not in request:
        try:
            request[CORRELATION_ID] = str(uuid.UUID(request.headers.get("client-request-id", "")))
        except ValueError:
            request[CORRELATION_ID] = str(uuid.uuid4())
    return str(request[CORRELATION_ID])
