"""A vault's secrets: versions, soft deletion, recovery. Knows nothing of HTTP."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.microsoft.vault_errors import bad_parameter, conflict, forbidden, not_found
from sandbox.server import SandboxClock

NAME = re.compile(r"[0-9A-Za-z-]{1,127}")
MAX_VALUE_BYTES = 25 * 1024
MAX_TAGS, MAX_TAG_CHARS, MAX_CONTENT_TYPE_CHARS = 15, 512, 255
RECOVERABLE_DAYS = 90
WRITABLE_ATTRIBUTES = ("enabled", "nbf", "exp")


@dataclass
class SecretVersion:
    """One version. Times are epoch seconds; `nbf` and `exp` only inform, the service does not act on them."""

    version: str
    value: str = field(repr=False)
    created: int
    updated: int
    content_type: str | None = None
    tags: dict[str, str] | None = None
    enabled: bool = True
    nbf: int | None = None
    exp: int | None = None

    def change(self, body: dict[str, Any], now: int) -> None:
        """Take attributes, content type and tags from a request body. Raises VaultError."""
        attributes, tags, content_type = body.get("attributes") or {}, body.get("tags"), body.get("contentType")
        if not isinstance(attributes, dict) or (tags is not None and not isinstance(tags, dict)):
            raise bad_parameter("The attributes and the tags have to be objects.")
        if content_type is not None and len(str(content_type)) > MAX_CONTENT_TYPE_CHARS:
            raise bad_parameter(f"The content type is longer than {MAX_CONTENT_TYPE_CHARS} characters.")
        if tags is not None and len(tags) > MAX_TAGS:
            raise bad_parameter(f"More than {MAX_TAGS} tags.")
        if any(len(str(text)) > MAX_TAG_CHARS for pair in (tags or {}).items() for text in pair):
            raise bad_parameter(f"A tag is longer than {MAX_TAG_CHARS} characters.")
        for name in WRITABLE_ATTRIBUTES:
            if attributes.get(name) is not None:
                setattr(self, name, attributes[name])
        self.content_type = content_type if content_type is not None else self.content_type
        self.tags = tags if tags is not None else self.tags
        self.updated = now


@dataclass
class Secret:
    """A name and its versions, oldest first. `deleted_at` is set while it can be recovered."""

    name: str
    versions: list[SecretVersion] = field(default_factory=list)
    deleted_at: datetime | None = None

    @property
    def current(self) -> SecretVersion:
        """The version a reader without a version gets."""
        return self.versions[-1]

    @property
    def purge_at(self) -> datetime | None:
        """When the vault forgets a deleted secret."""
        return self.deleted_at + timedelta(days=RECOVERABLE_DAYS) if self.deleted_at else None


class VaultStore:
    """
    The rules of one vault. Names are found whatever their case.

    `settling_requests` is how many requests a deletion or a recovery stays invisible to, and blocks writes to the name.
    """

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """An empty vault with purge protection, where everything takes effect at once."""
        self._secrets: dict[str, Secret] = {}
        self._settling: Counter[str] = Counter()
        self.purge_protection = True
        self.settling_requests = 0

    def set(self, name: str, body: dict[str, Any]) -> tuple[Secret, SecretVersion]:
        """A new version, which becomes current."""
        if not NAME.fullmatch(name):
            raise bad_parameter(f"The request URI contains an invalid name: {name}")
        value = body.get("value")
        if not isinstance(value, str):
            raise bad_parameter("Property value is required and has to be a string.")
        if len(value.encode()) > MAX_VALUE_BYTES:
            raise bad_parameter(f"Secret value is longer than {MAX_VALUE_BYTES} bytes.")
        secret = self._find(name)
        if secret and secret.deleted_at:
            if self._is_settling(name):
                raise conflict(f"Secret {name} is currently being deleted.", "ObjectIsBeingDeleted")
            text = f"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused."
            raise conflict(text, "ObjectIsDeletedButRecoverable")
        if self._is_settling(name):
            raise conflict(f"Secret {name} is currently being recovered.", "ObjectIsBeingRecovered")
        now = int(self._clock.now().timestamp())
        version = SecretVersion(uuid.uuid4().hex, value, now, now)
        version.change(body, now)
        secret = secret or self._secrets.setdefault(name.lower(), Secret(name))
        secret.versions.append(version)
        return secret, version

    def get(self, name: str, version: str = "") -> tuple[Secret, SecretVersion]:
        """A readable version, the current one without `version`."""
        secret, found = self._version(name, version)
        if not found.enabled:
            raise forbidden("Operation get is not allowed on a disabled secret.", "SecretDisabled")
        return secret, found

    def update(self, name: str, version: str, body: dict[str, Any]) -> tuple[Secret, SecretVersion]:
        """Change what is not the value, of one version."""
        secret, found = self._version(name, version)
        found.change(body, int(self._clock.now().timestamp()))
        return secret, found

    def active(self) -> list[Secret]:
        """Every secret that is not deleted, by name."""
        return self._sorted(deleted=False)

    def deleted(self) -> list[Secret]:
        """Every secret that can be recovered, by name."""
        return self._sorted(deleted=True)

    def versions(self, name: str) -> tuple[Secret, list[SecretVersion]]:
        """Every version of a secret, oldest first."""
        secret = self._existing(name)
        return secret, secret.versions

    def delete(self, name: str) -> Secret:
        """Put a secret where it can be recovered from."""
        secret = self._existing(name)
        secret.deleted_at = self._clock.now()
        self._settling[name.lower()] = self.settling_requests
        return secret

    def get_deleted(self, name: str) -> Secret:
        """A deleted secret, once its deletion took effect."""
        secret = self._find(name)
        if secret is None or secret.deleted_at is None or self._is_settling(name):
            raise not_found(name)
        return secret

    def recover(self, name: str) -> Secret:
        """Make a deleted secret current again, with all its versions."""
        secret = self.get_deleted(name)
        secret.deleted_at = None
        self._settling[name.lower()] = self.settling_requests
        return secret

    def purge(self, name: str) -> None:
        """Forget a deleted secret for good."""
        self.get_deleted(name)
        if self.purge_protection:
            text = "Operation purge is not allowed on this vault: purge protection is enabled."
            raise forbidden(text, "ForbiddenByPolicy")
        del self._secrets[name.lower()]

    def _version(self, name: str, version: str) -> tuple[Secret, SecretVersion]:
        secret = self._existing(name)
        if not version:
            return secret, secret.current
        found = next((each for each in secret.versions if each.version == version), None)
        if found is None:
            raise not_found(f"{name}/{version}")
        return secret, found

    def _existing(self, name: str) -> Secret:
        secret = self._find(name)
        if secret is None or secret.deleted_at or self._is_settling(name):
            raise not_found(name)
        return secret

    def _find(self, name: str) -> Secret | None:
        secret = self._secrets.get(name.lower())
        if secret and secret.purge_at and secret.purge_at <= self._clock.now():
            del self._secrets[name.lower()]
            return None
        return secret

    def _is_settling(self, name: str) -> bool:
        if self._settling[name.lower()] == 0:
            return False
        self._settling[name.lower()] -= 1
        return True

    def _sorted(self, *, deleted: bool) -> list[Secret]:
        names = sorted(self._secrets)
        found = [secret for name in names if (secret := self._find(name)) is not None]
        return [secret for secret in found if (secret.deleted_at is not None) is deleted]
