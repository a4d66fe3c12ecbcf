"""The token endpoint's rules: authorization code with PKCE, refresh token, client credentials."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sandbox import seed
from sandbox.microsoft.client_auth import AuthenticatedClient
from sandbox.microsoft.directory import AppRegistration, Directory
from sandbox.microsoft.entra_errors import EntraError, missing_parameter, unknown_resource
from sandbox.microsoft.resources import (
    DELEGATED_PERMISSIONS,
    GRAPH_PUBLIC,
    OIDC_SCOPES,
    Resource,
    ResourceKind,
    find_resource,
)
from sandbox.microsoft.tokens import TokenService

CODE_LIFE = timedelta(minutes=10)
REFRESH_LIFE = timedelta(days=90)


@dataclass(frozen=True)
class UserGrant:
    """What a person let an application have; behind a code first, behind a refresh token later."""

    client_id: str
    user: seed.EntraUser
    scopes: tuple[str, ...]
    expires_at: datetime
    redirect_uri: str = ""
    nonce: str | None = None
    code_challenge: str | None = field(default=None, repr=False)
    code_challenge_method: str = "plain"


class Grants:
    """Codes and refresh tokens in being, and what each grant type answers."""

    def __init__(self, directory: Directory, tokens: TokenService) -> None:
        self._directory, self._tokens = directory, tokens
        self.reset()

    def reset(self) -> None:
        """Forget every code and refresh token."""
        self._codes: dict[str, UserGrant] = {}
        self._redeemed: set[str] = set()
        self._refresh: dict[str, UserGrant] = {}
        self._revoked: set[str] = set()

    def revoke_sessions(self) -> None:
        """Make every refresh token so far useless, as an administrator can."""
        self._revoked.update(self._refresh)

    def new_code(self, grant: UserGrant) -> str:
        """A code for this grant: valid once, until the grant ends."""
        code = f"1.{secrets.token_urlsafe(48)}"
        self._codes[code] = grant
        return code

    def answer(self, form: Mapping[str, str], client: AuthenticatedClient) -> dict[str, Any]:
        """The token endpoint's JSON for a request of a proven application. Raises EntraError."""
        grant_type = form.get("grant_type")
        if not grant_type:
            raise missing_parameter("grant_type")
        if grant_type == "client_credentials":
            return self._client_credentials(form, client)
        if grant_type == "authorization_code":
            return self._authorization_code(form, client)
        if grant_type == "refresh_token":
            return self._refresh_token(form, client)
        raise EntraError(
            "unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{grant_type}'."
        )

    def check_scopes(self, scopes: Collection[str]) -> None:
        """Whether users may grant these. Raises EntraError."""
        self._delegated(scopes)

    def _client_credentials(self, form: Mapping[str, str], client: AuthenticatedClient) -> dict[str, Any]:
        scope = form.get("scope", "").strip()
        if not scope:
            raise missing_parameter("scope")
        if " " in scope or not scope.endswith("/.default"):
            text = f"The provided value for scope {scope} is not valid: it must be one resource followed by /.default."
            raise EntraError("invalid_scope", 1002012, text)
        identifier = scope.removesuffix("/.default")
        resource = find_resource(identifier, self._tokens.addresses)
        if resource is None:
            raise unknown_resource(identifier)
        roles = self._directory.application_roles(client.app.object_id, resource)
        token = self._tokens.for_app(client.app, resource, roles, with_certificate=client.with_certificate)
        return {
            "token_type": "Bearer",
            "expires_in": token.expires_in,
            "ext_expires_in": token.expires_in,
            "access_token": token.value,
        }

    def _authorization_code(self, form: Mapping[str, str], client: AuthenticatedClient) -> dict[str, Any]:
        code = _needed(form, "code")
        if code in self._redeemed:
            raise EntraError("invalid_grant", 54005, "The authorization code was already redeemed.")
        grant = self._codes.get(code)
        if grant is None:
            raise EntraError("invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.")
        if grant.client_id != client.app.client_id:
            raise EntraError("invalid_grant", 700005, "The authorization code was issued to another application.")
        if grant.expires_at <= self._tokens.clock.now():
            raise EntraError("invalid_grant", 70008, "The authorization code has expired.")
        if _needed(form, "redirect_uri") != grant.redirect_uri:
            text = "The reply address does not match the one given when requesting the authorization code."
            raise EntraError("invalid_grant", 500112, text)
        if not _verifier_matches(grant, form.get("code_verifier")):
            text = "The code_verifier does not match the code_challenge of the authorization request."
            raise EntraError("invalid_grant", 501481, text)
        del self._codes[code]
        self._redeemed.add(code)
        return self._user_answer(form, client.app, grant)

    def _refresh_token(self, form: Mapping[str, str], client: AuthenticatedClient) -> dict[str, Any]:
        token = _needed(form, "refresh_token")
        grant = self._refresh.get(token)
        if grant is None or grant.client_id != client.app.client_id:
            raise EntraError("invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.")
        if token in self._revoked:
            raise EntraError("invalid_grant", 50173, "The grant was revoked; a fresh sign-in is needed.")
        if grant.expires_at <= self._tokens.clock.now():
            raise EntraError("invalid_grant", 700082, "The refresh token has expired due to inactivity.")
        return self._user_answer(form, client.app, replace(grant, nonce=None))

    def _user_answer(self, form: Mapping[str, str], app: AppRegistration, grant: UserGrant) -> dict[str, Any]:
        scopes = tuple(form["scope"].split()) if form.get("scope") else grant.scopes
        resource, permissions = self._delegated(scopes)
        token = self._tokens.for_user(grant.user, app, resource, permissions)
        shown = [f"{resource.audience}/{name}" if name not in OIDC_SCOPES else name for name in permissions]
        answer: dict[str, Any] = {
            "token_type": "Bearer",
            "scope": " ".join(shown),
            "expires_in": token.expires_in,
            "ext_expires_in": token.expires_in,
            "access_token": token.value,
        }
        if "openid" in scopes:
            answer["id_token"] = self._tokens.id_token(grant.user, app, grant.nonce)
        if "offline_access" in scopes:
            answer["refresh_token"] = self._new_refresh_token(replace(grant, scopes=scopes))
        if form.get("client_info") == "1":
            info = json.dumps({"uid": grant.user.object_id, "utid": seed.TENANT_ID}).encode()
            answer["client_info"] = base64.urlsafe_b64encode(info).rstrip(b"=").decode()
        return answer

    def _new_refresh_token(self, grant: UserGrant) -> str:
        token = f"1.{secrets.token_urlsafe(64)}"
        self._refresh[token] = replace(grant, expires_at=self._tokens.clock.now() + REFRESH_LIFE)
        return token

    def _delegated(self, scopes: Collection[str]) -> tuple[Resource, list[str]]:
        """The one API these scopes name, and its permissions in order. Scopes without an API mean Graph."""
        found: dict[str, list[str]] = {}
        for scope in scopes:
            identifier, _, permission = scope.rpartition("/")
            if scope not in OIDC_SCOPES:
                found.setdefault(identifier or GRAPH_PUBLIC, []).append(permission)
        if len(found) > 1:
            raise EntraError("invalid_scope", 28000, "The scope parameter names more than one resource.")
        identifier, permissions = next(iter(found.items()), (GRAPH_PUBLIC, ["User.Read"]))
        resource = find_resource(identifier, self._tokens.addresses)
        if resource is None:
            raise unknown_resource(identifier)
        allowed = DELEGATED_PERMISSIONS.get(resource.kind, frozenset())
        if permissions == [".default"]:
            permissions = sorted(allowed - OIDC_SCOPES)
        if not allowed.issuperset(permissions):
            text = "An administrator has to consent to the requested permissions first."
            raise EntraError("consent_required", 65001, text)
        oidc = [scope for scope in scopes if scope in OIDC_SCOPES - {"offline_access"}]
        return resource, permissions + (oidc if resource.kind is ResourceKind.GRAPH else [])


def _needed(form: Mapping[str, str], name: str) -> str:
    value = form.get(name)
    if not value:
        raise missing_parameter(name)
    return value


def _verifier_matches(grant: UserGrant, verifier: str | None) -> bool:
    if grant.code_challenge is None:
        return verifier is None
    if verifier is None:
        return False
    presented = verifier
    if grant.code_challenge_method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        presented = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(presented.encode(), grant.code_challenge.encode())
