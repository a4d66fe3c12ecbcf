"""Pushes: signed notes from ServiceNow that a record changed. They say where to look, never what to believe."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from connector.errors import NotAuthenticatedError

WINDOW = timedelta(minutes=5)
"""How far a push's timestamp may be from now, either way; ServiceNow sends seconds after the change."""

_KEY_BYTES = 32
_MAC_BYTES = hashlib.sha256().digest_size
_SECONDS = re.compile(r"[0-9]{1,11}")
_NOBODYS_KEY = base64.b64encode(bytes(_KEY_BYTES)).decode()


def new_key() -> str:
    """A fresh key in base64, the form that ServiceNow's CertificateEncryption.generateMac takes."""
    return base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def sign(key: str, timestamp: str, body: bytes) -> str:
    """The signature of a body at a time (unix seconds), in base64: HMAC-SHA256 over `<timestamp>.<body>`."""
    return base64.b64encode(_mac_of(key, timestamp, body)).decode()


@dataclass(frozen=True, slots=True)
class Push:
    """What arrived: the raw body, and timestamp and signature as the headers had them."""

    body: bytes = field(repr=False)
    timestamp: str
    signature: str = field(repr=False)

    def sent_at(self, now: datetime) -> datetime:
        """When it was signed. Raises NotAuthenticatedError outside the window."""
        seconds = int(self.timestamp) if _SECONDS.fullmatch(self.timestamp) else 0
        at = datetime.fromtimestamp(min(seconds, int((now + 2 * WINDOW).timestamp())), UTC)
        if abs(now - at) > WINDOW:
            raise NotAuthenticatedError("the timestamp is outside the window", code="push_refused")
        return at

    def verify(self, key: str | None) -> str:
        """
        Compare the signature, in a time that says nothing about the key, not even whether there is one.

        Returns:
            The signature in hex: one text for one signature, however its base64 was written.

        Raises:
            NotAuthenticatedError: it was made with another key, over another body or at another time.
        """
        expected = _mac_of(key or _NOBODYS_KEY, self.timestamp, self.body)
        if not hmac.compare_digest(expected, self._mac()) or key is None:
            raise NotAuthenticatedError("the signature does not fit", code="push_refused")
        return expected.hex()

    def _mac(self) -> bytes:
        try:
            return base64.b64decode(self.signature, validate=True)
        except (binascii.Error, ValueError):
            return bytes(_MAC_BYTES)


def _mac_of(key: str, timestamp: str, body: bytes) -> bytes:
    signed = timestamp.encode("utf-8", "replace") + b"." + body
    return hmac.digest(base64.b64decode(key), signed, "sha256")
