"""Sealer: values that leave with the browser, encrypted and signed by a key from the secret store."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from connector.errors import NotAuthenticatedError, NotFoundError
from connector.ports import Clock, SecretStore

_KEY_NAME = "session-key"
_ASKED_AGAIN = timedelta(minutes=1)


class FernetSealer:
    """Seals with the current session key; a text that does not open makes it ask once whether the key changed."""

    def __init__(self, secrets: SecretStore, clock: Clock) -> None:
        self._secrets = secrets
        self._clock = clock
        self._lock = threading.Lock()
        self._fernet: Fernet | None = None
        self._asked_at: datetime | None = None

    def seal(self, value: Mapping[str, object]) -> str:
        """The value as an opaque text of letters, digits, "-" and "_"."""
        sealed = self._key().encrypt_at_time(json.dumps(value).encode(), self._now_s())
        return sealed.decode("ascii").rstrip("=")  # The Functions host writes "=" in a cookie as "%3D".

    def open(self, text: str, *, max_age: timedelta) -> dict[str, Any]:
        """The sealed value. Raises NotAuthenticatedError when it is older, forged, or sealed with another key."""
        try:
            return self._open(text, max_age)
        except InvalidToken:
            if not self._may_ask_again():
                raise NotAuthenticatedError("the session does not open") from None
        try:
            return self._open(text, max_age)
        except InvalidToken:
            raise NotAuthenticatedError("the session does not open") from None

    def _open(self, text: str, max_age: timedelta) -> dict[str, Any]:
        padded = (text + "=" * (-len(text) % 4)).encode("ascii", "replace")  # A cookie may hold any letter.
        plain = self._key().decrypt_at_time(padded, ttl=int(max_age.total_seconds()), current_time=self._now_s())
        value: dict[str, Any] = json.loads(plain)
        return value

    def _key(self) -> Fernet:
        with self._lock:
            if self._fernet is None:
                self._fernet = Fernet(self._read_key())
                self._asked_at = self._clock.now()
            return self._fernet

    def _read_key(self) -> str:
        try:
            return self._secrets.get(_KEY_NAME)
        except NotFoundError:
            # Two processes may make a key at the same moment: the one that the store then holds counts.
            self._secrets.set(_KEY_NAME, Fernet.generate_key().decode("ascii"))
            return self._secrets.get(_KEY_NAME)

    def _may_ask_again(self) -> bool:
        """Forget the key, at most once a minute: forged cookies must not become a load on the vault."""
        with self._lock:
            if self._asked_at is not None and self._clock.now() - self._asked_at < _ASKED_AGAIN:
                return False
            self._fernet = None
            return True

    def _now_s(self) -> int:
        return int(self._clock.now().timestamp())
