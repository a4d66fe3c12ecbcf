"""Who asks, and what their browsers keep for us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something and from where: an Entra object id, and the network address that the front end saw."""

    object_id: str
    address: str = ""

    @property
    def whereabouts(self) -> dict[str, str]:
        """The fact that an event keeps of the address; none when it is not known."""
        return {"from": self.address} if self.address else {}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person signed in, or a program with a bearer token."""

    tenant_id: str
    object_id: str
    name: str
    email: str
    roles: frozenset[str]
    in_browser: bool
    address: str = ""

    @property
    def actor(self) -> Actor:
        """The caller as events name it."""
        return Actor(self.object_id, self.address)


class Identity(Protocol):
    """Entra ID: sign-in for people, tokens of programs."""

    def begin_sign_in(self, redirect_uri: str) -> tuple[str, Mapping[str, object]]:
        """Where the browser goes, and what must be kept for `complete_sign_in`."""
        ...

    def complete_sign_in(self, flow: Mapping[str, object], answer: Mapping[str, str]) -> Caller:
        """The person. Raises NotAuthenticatedError."""
        ...

    def caller_of(self, bearer: str) -> Caller:
        """Who an access token for this app belongs to. Raises NotAuthenticatedError."""
        ...

    def sign_out_url(self, back_to: str) -> str:
        """Where the browser goes to end the Entra session."""
        ...

    def probe(self) -> None:
        """Raises RemoteError when Entra does not answer now."""
        ...


class Sealer(Protocol):
    """Values that leave with the browser and must come back unread and unchanged."""

    def seal(self, value: Mapping[str, object]) -> str:
        """The value as an opaque text of letters, digits, "-" and "_"."""
        ...

    def open(self, text: str, *, max_age: timedelta) -> dict[str, Any]:
        """The sealed value. Raises NotAuthenticatedError when it is older, or was not sealed here."""
        ...
