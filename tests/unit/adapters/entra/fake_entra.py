"""Entra without a network: metadata, keys and a token endpoint, and tokens signed by its keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import jwt
from azure.core.credentials import AccessToken
from cryptography.hazmat.primitives.asymmetric import rsa

from connector.adapters.entra.app import EntraApp
from tests.builders import TENANT_ID
from tests.fakes import FakeClock
from tests.unit.adapters.wire import Answer, Asked, Wire, response

AUTHORITY = "https://login.sandbox.example"
CLIENT_ID = "22222222-2222-4222-8222-222222222222"
ISSUER = f"{AUTHORITY}/{TENANT_ID}/v2.0"
METADATA = f"{ISSUER}/.well-known/openid-configuration"
KEYS = f"{AUTHORITY}/{TENANT_ID}/discovery/v2.0/keys"
TOKENS = f"{AUTHORITY}/{TENANT_ID}/oauth2/v2.0/token"
CONFIGURATION = {
    "issuer": ISSUER,
    "jwks_uri": KEYS,
    "token_endpoint": TOKENS,
    "authorization_endpoint": f"{AUTHORITY}/{TENANT_ID}/oauth2/v2.0/authorize",
    "end_session_endpoint": f"{AUTHORITY}/logout",
}
REDIRECT_URI = "https://connector.sandbox.example/api/auth/callback"
OURS, FOREIGN = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class ManagedIdentity:
    """Proves the app to Entra."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """A token for the exchange."""
        return AccessToken("assertion", 0)


class Entra:
    """Metadata and keys; `keys` maps key ids to what is published under them."""

    def __init__(self) -> None:
        self.keys = {"key-1": OURS}
        self.trouble: list[Answer] = []
        self.granted: Answer = response(200, {"access_token": "a-token", "expires_in": 3600, "token_type": "Bearer"})
        self.wire = Wire(self._answer)

    def app(self, clock: FakeClock) -> EntraApp:
        """The app registration under test."""
        return EntraApp(
            authority=AUTHORITY,
            tenant_id=TENANT_ID,
            client_id=CLIENT_ID,
            exchange_audience="api://AzureADTokenExchange",
            identity=ManagedIdentity(),
            http=self.wire,
            clock=clock,
        )

    def asked_for_keys(self) -> int:
        """How often the keys were asked for."""
        return sum(asked.url == KEYS for asked in self.wire.asked)

    def _answer(self, asked: Asked) -> Answer:
        if self.trouble:
            return self.trouble.pop(0)
        if asked.url == METADATA:
            return response(200, CONFIGURATION)
        if asked.url == TOKENS:
            return self.granted
        algorithm = jwt.algorithms.RSAAlgorithm
        keys = [
            {**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"}
            for kid, key in self.keys.items()
        ]
        return response(200, {"keys": keys})


LONG_AGO, FAR_OFF = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""The library judges a token's times by the machine's clock: these are on the same side of it for long."""


def token(*, key: Any = OURS, kid: str | None = "key-1", alg: str = "RS256", **changes: Any) -> str:
    """A token, good but for what is asked for; a claim of None is left out."""
    good = {
        "aud": CLIENT_ID,
        "iss": ISSUER,
        "tid": TENANT_ID,
        "oid": "oid-1",
        "azp": "a-program",
        "nbf": LONG_AGO,
        "exp": FAR_OFF,
        "roles": ["Connector.Read", "Tickets.Share"],
    }
    claims = {name: value for name, value in {**good, **changes}.items() if value is not None}
    return jwt.encode(claims, key, algorithm=alg, headers={"kid": kid} if kid else {})
