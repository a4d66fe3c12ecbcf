"""The keys that Entra signs tokens with, and the configuration that names them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import jwt

from connector.adapters.entra import SERVICE
from connector.adapters.http import HttpClient
from connector.errors import NotAuthenticatedError, RemoteError, RemoteUnavailableError
from connector.ports import Clock

log = logging.getLogger(__name__)

_KEYS_KEPT = timedelta(hours=24)
_KEYS_ASKED_AGAIN = timedelta(minutes=1)


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
            raise RemoteUnavailableError(SERVICE, self._trouble.detail, status=self._trouble.status)
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
            raise RemoteUnavailableError(SERVICE, "no signing keys") from error
        return {key.key_id: key.key for key in keys if key.key_id}

    def _get(self, url: str) -> Mapping[str, Any]:
        response = self._http.send("GET", url)
        try:
            body = response.json()
        except ValueError as error:
            raise RemoteUnavailableError(SERVICE, "no JSON", status=response.status_code) from error
        if response.status_code != 200 or not isinstance(body, dict):
            raise RemoteUnavailableError(SERVICE, "no metadata", status=response.status_code)
        return body
