"""Tokens that deviate, for testing whoever has to refuse them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt

from sandbox import seed
from sandbox.microsoft.directory import Directory
from sandbox.microsoft.keys import SigningKey
from sandbox.microsoft.resources import find_resource
from sandbox.microsoft.tokens import AccessToken, Claims, TokenService

RSA_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256")


def mint(wish: dict[str, Any], directory: Directory, tokens: TokenService) -> str:
    """
    A token for the connector's API, all roles, right but for what the wish says.

    `claims` replaces claims (null removes one), `user` makes it a delegated token of that user, `expiresInS` moves
    `exp`, `tenant` makes it another tenant's, `kid` is written into the header, `alg` is RS256, RS384, RS512, PS256,
    HS256 (keyed with the public key, the classic confusion) or none, `foreignKey` signs with a key Entra never had.
    Raises ValueError.
    """
    claims = _base(wish, directory, tokens).claims
    if tenant := wish.get("tenant"):
        claims = claims | {"tid": tenant, "iss": tokens.addresses.issuer(tenant)}
    if "expiresInS" in wish:
        expiry = int(tokens.clock.now().timestamp()) + int(wish["expiresInS"])
        claims = claims | {"exp": expiry, "iat": min(claims["iat"], expiry - 1), "nbf": min(claims["nbf"], expiry - 1)}
    claims = {name: value for name, value in (claims | wish.get("claims", {})).items() if value is not None}
    key = SigningKey() if wish.get("foreignKey") else tokens.keys.current
    return _signed(claims, str(wish.get("alg", "RS256")), key, str(wish.get("kid", tokens.keys.current.kid)))


def _base(wish: dict[str, Any], directory: Directory, tokens: TokenService) -> AccessToken:
    resource = find_resource(seed.APP_CLIENT_ID, tokens.addresses)
    machine, connector = directory.app(seed.MACHINE_CLIENT_ID), directory.app(seed.APP_CLIENT_ID)
    if resource is None or machine is None or connector is None:
        raise ValueError("the directory lacks the connector's registrations")
    if "user" not in wish:
        return tokens.for_app(
            machine, resource, directory.application_roles(machine.object_id, resource), with_certificate=False
        )
    user = directory.user(str(wish["user"]))
    if user is None:
        raise ValueError(f"no user {wish['user']!r}")
    return tokens.for_user(user, connector, resource, ["access_as_user"])


def _signed(claims: Claims, algorithm: str, key: SigningKey, kid: str) -> str:
    if algorithm in RSA_ALGORITHMS:
        return jwt.encode(claims, key.private, algorithm=algorithm, headers={"kid": kid})
    if algorithm not in ("HS256", "none"):
        raise ValueError(f"unknown alg {algorithm!r}")
    # By hand: libraries refuse to make either of these.
    unsigned = f"{_part({'typ': 'JWT', 'alg': algorithm, 'kid': kid})}.{_part(claims)}"
    if algorithm == "none":
        return f"{unsigned}."
    return f"{unsigned}.{_base64url(hmac.digest(key.public_pem, unsigned.encode(), hashlib.sha256))}"


def _part(value: dict[str, Any]) -> str:
    return _base64url(json.dumps(value).encode())


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
