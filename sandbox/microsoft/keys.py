"""Entra's signing keys: published, rotated, looked up by `kid`."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


@dataclass(frozen=True)
class SigningKey:
    """One RSA key of 2048 bits; `kid` is its thumbprint."""

    private: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048), repr=False)

    @property
    def kid(self) -> str:
        """Base64url of the SHA-1 of the public key, as long as the thumbprints Entra uses."""
        digest = hashlib.sha1(self._public_bytes(serialization.Encoding.DER), usedforsecurity=False).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    @property
    def public_pem(self) -> bytes:
        """The public half, which anybody may know."""
        return self._public_bytes(serialization.Encoding.PEM)

    def jwk(self, issuer: str) -> dict[str, Any]:
        """The public half as JSON Web Key, with Entra's extra `issuer`."""
        numbers = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": numbers["n"],
            "e": numbers["e"],
            "issuer": issuer,
        }

    def _public_bytes(self, encoding: serialization.Encoding) -> bytes:
        return self.private.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)


class KeyRing:
    """The published keys. One signs, one waits its turn, older ones stay until they are dropped."""

    def __init__(self) -> None:
        self._start = (SigningKey(), SigningKey())
        self.reset()

    def reset(self) -> None:
        """Back to the two keys of the start, so that clients' caches stay right."""
        self.current, self._next = self._start
        self._retired: list[SigningKey] = []

    def rotate(self, *, keep_old: bool) -> None:
        """Sign with the waiting key from now on. Without `keep_old`, every token so far becomes invalid."""
        self._retired = [*self._retired, self.current] if keep_old else []
        self.current, self._next = self._next, SigningKey()

    def published(self) -> list[SigningKey]:
        """What the key endpoint shows."""
        return [*self._retired, self.current, self._next]

    def find(self, kid: str) -> SigningKey | None:
        """The published key of this id."""
        return next((key for key in self.published() if key.kid == kid), None)
