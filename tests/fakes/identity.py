"""Fakes of Entra ID and of the sealer."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from connector.errors import NotAuthenticatedError
from connector.ports import Caller, Clock
from tests.builders import make_caller
from tests.fakes.trouble import Troublesome

ENTRA = "https://login.sandbox.example"


class FakeIdentity(Troublesome):
    """An Entra ID at which `person` signs in; `bearers` maps access tokens to programs."""

    def __init__(self, person: Caller | None = None) -> None:
        super().__init__()
        self.person = person or make_caller()
        self.bearers: dict[str, Caller] = {}
        self._flows = 0

    def begin_sign_in(self, redirect_uri: str) -> tuple[str, Mapping[str, object]]:
        """Where the browser goes."""
        self._meet("begin_sign_in")
        self._flows += 1
        flow = {"state": f"state{self._flows}", "redirect_uri": redirect_uri}
        return f"{ENTRA}/authorize?{urlencode(flow)}", flow

    def complete_sign_in(self, flow: Mapping[str, object], answer: Mapping[str, str]) -> Caller:
        """The person, when the answer belongs to the flow and carries a code."""
        self._meet("complete_sign_in")
        if not flow.get("state") or flow["state"] != answer.get("state") or not answer.get("code"):
            raise NotAuthenticatedError("the sign-in does not hold")
        return self.person

    def caller_of(self, bearer: str) -> Caller:
        """Who a token belongs to."""
        self._meet("caller_of")
        if bearer not in self.bearers:
            raise NotAuthenticatedError("unknown token")
        return self.bearers[bearer]

    def sign_out_url(self, back_to: str) -> str:
        """Where the browser goes to end the session."""
        self._meet("sign_out_url")
        return f"{ENTRA}/logout?{urlencode({'post_logout_redirect_uri': back_to})}"

    def probe(self) -> None:
        """Answers."""
        self._meet("probe")


class FakeSealer:
    """Keeps what it sealed and gives a ticket for it, so that nothing can be forged."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[dict[str, Any], datetime]] = {}

    def seal(self, value: Mapping[str, object]) -> str:
        """An opaque text."""
        text = f"sealed-{len(self._kept)}"
        self._kept[text] = copy.deepcopy(dict(value)), self._clock.now()
        return text

    def open(self, text: str, *, max_age: timedelta) -> dict[str, Any]:
        """The sealed value."""
        value, sealed_at = self._kept.get(text, (None, self._clock.now()))
        if value is None or self._clock.now() - sealed_at > max_age:
            raise NotAuthenticatedError("the session does not open")
        return copy.deepcopy(value)
