"""Tokens in Entra's two formats: made, signed and verified."""

from __future__ import annotations

import base64
import hashlib
import random
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import jwt

from sandbox import seed
from sandbox.microsoft.addresses import STS_ISSUER, Addresses
from sandbox.microsoft.directory import AppRegistration
from sandbox.microsoft.keys import KeyRing, SigningKey
from sandbox.microsoft.resources import Resource
from sandbox.server import SandboxClock

Claims = dict[str, Any]

SKEW_S = 300
ID_TOKEN_LIFE_S = 3600
IDENTITY_TOKEN_LIFE_S = 24 * 3600


class TokenFlaw(StrEnum):
    """Why a token is refused."""

    MALFORMED = "malformed"
    SIGNATURE = "signature"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    AUDIENCE = "audience"
    ISSUER = "issuer"


class InvalidTokenError(Exception):
    """A token that must not be accepted. `claims` holds what an attacker could have written: for messages only."""

    def __init__(self, flaw: TokenFlaw, claims: Claims | None = None) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.claims = claims or {}


@dataclass(frozen=True)
class AccessToken:
    """A signed token and its life in seconds."""

    value: str
    expires_in: int
    claims: Claims


class TokenService:
    """Issues the tenant's tokens and checks them for the services that take them."""

    def __init__(self, addresses: Addresses, clock: SandboxClock, keys: KeyRing, *, seed_number: int | None) -> None:
        self.addresses, self.clock, self.keys = addresses, clock, keys
        self._seed = seed_number
        self.reset()

    def reset(self) -> None:
        """Start the series of token lives again."""
        self._random = random.Random(self._seed)  # noqa: S311 - lengths of life, not secrets

    def id_token(self, user: seed.EntraUser, app: AppRegistration, nonce: str | None) -> str:
        """Who signed in, for the application itself."""
        claims = self._envelope(app.client_id, "2.0", ID_TOKEN_LIFE_S) | self._person(user, app)
        return self.sign(claims | ({"nonce": nonce} if nonce else {}))

    def for_user(
        self, user: seed.EntraUser, app: AppRegistration, resource: Resource, scopes: Iterable[str]
    ) -> AccessToken:
        """A delegated access token."""
        claims = self._person(user, app) | {"scp": " ".join(sorted(scopes))}
        if resource.version == "1.0":
            claims["upn"] = claims["unique_name"] = claims.pop("preferred_username")
            claims.pop("roles", None)
        return self._issue(resource, claims | self._caller(app.client_id, resource, "1"), self._life())

    def for_app(
        self, app: AppRegistration, resource: Resource, roles: Collection[str], *, with_certificate: bool
    ) -> AccessToken:
        """An app-only access token. `with_certificate`: proved by an assertion, not by a secret."""
        claims = self._service_principal(app.object_id, roles)
        proof = "2" if with_certificate else "1"
        return self._issue(resource, claims | self._caller(app.client_id, resource, proof), self._life())

    def for_identity(self, resource: Resource, roles: Collection[str]) -> AccessToken:
        """A token of the managed identity."""
        claims = self._service_principal(seed.IDENTITY_PRINCIPAL_ID, roles)
        claims |= self._caller(seed.IDENTITY_CLIENT_ID, resource, "2")
        return self._issue(resource, claims, IDENTITY_TOKEN_LIFE_S)

    def sign(self, claims: Claims, key: SigningKey | None = None, *, kid: str | None = None) -> str:
        """The claims as RS256 token, by the current key unless another is given."""
        key = key or self.keys.current
        headers = {"kid": kid or key.kid, "x5t": kid or key.kid}
        return jwt.encode(claims, key.private, algorithm="RS256", headers=headers)

    def verify(self, token: str, *, audiences: Collection[str], issuer: str) -> Claims:
        """The token's claims. Raises InvalidTokenError."""
        try:
            key = self.keys.find(str(jwt.get_unverified_header(token).get("kid")))
            unverified: Claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.PyJWTError as error:
            raise InvalidTokenError(TokenFlaw.MALFORMED) from error
        if key is None:
            raise InvalidTokenError(TokenFlaw.SIGNATURE, unverified)
        try:
            # Times are judged below, by the sandbox's clock instead of the machine's.
            options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
            claims: Claims = jwt.decode(token, key.private.public_key(), algorithms=["RS256"], options=options)
        except jwt.PyJWTError as error:
            raise InvalidTokenError(TokenFlaw.SIGNATURE, unverified) from error
        if flaw := self._flaw(claims, audiences, issuer):
            raise InvalidTokenError(flaw, claims)
        return claims

    def _flaw(self, claims: Claims, audiences: Collection[str], issuer: str) -> TokenFlaw | None:
        now = self.clock.now().timestamp()
        if claims.get("exp", 0) <= now:
            return TokenFlaw.EXPIRED
        if claims.get("nbf", 0) > now + SKEW_S:
            return TokenFlaw.NOT_YET_VALID
        if claims.get("aud") not in audiences:
            return TokenFlaw.AUDIENCE
        return TokenFlaw.ISSUER if claims.get("iss") != issuer else None

    def _issue(self, resource: Resource, claims: Claims, life_s: int) -> AccessToken:
        claims = self._envelope(resource.audience, resource.version, life_s) | claims
        return AccessToken(self.sign(claims), life_s, claims)

    def _envelope(self, audience: str, version: str, life_s: int) -> Claims:
        now = int(self.clock.now().timestamp())
        return {
            "aud": audience,
            "iss": self.addresses.issuer() if version == "2.0" else STS_ISSUER,
            "iat": now,
            "nbf": now,
            "exp": now + life_s,
            "tid": seed.TENANT_ID,
            "uti": secrets.token_urlsafe(16),
            "ver": version,
        }

    def _life(self) -> int:
        return self._random.randint(60 * 60, 90 * 60)

    @staticmethod
    def _person(user: seed.EntraUser, app: AppRegistration) -> Claims:
        # The subject differs per application, so that two applications cannot match their users by it.
        digest = hashlib.sha256(f"{user.object_id}|{app.client_id}".encode()).digest()
        claims: Claims = {
            "name": user.display_name,
            "oid": user.object_id,
            "preferred_username": user.name,
            "email": user.name,
            "sub": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        }
        return claims | ({"roles": list(user.roles)} if user.roles else {})

    @staticmethod
    def _service_principal(object_id: str, roles: Collection[str]) -> Claims:
        claims: Claims = {"oid": object_id, "sub": object_id, "idtyp": "app"}
        return claims | ({"roles": list(roles)} if roles else {})

    @staticmethod
    def _caller(client_id: str, resource: Resource, proof: str) -> Claims:
        names = ("azp", "azpacr") if resource.version == "2.0" else ("appid", "appidacr")
        return dict(zip(names, (client_id, proof), strict=True))
