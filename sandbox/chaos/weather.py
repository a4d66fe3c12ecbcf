"""What ServiceNow answers with while it is in trouble, by its simulator's control paths."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import requests

from sandbox.chaos.errors import ChaosError

TIMEOUT_S = 30
WRITES = r"^POST /api/now/"
OTHERS = r"^(GET /api/now/|POST /oauth_token\.do)"
RETRY_AFTER_S = 2


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of trouble and the share of all requests that it strikes."""

    name: str
    share: float
    fault: dict[str, Any]


STORM = (
    Trouble("429 with Retry-After", 0.05, {"kind": "status", "status": 429, "retryAfter": RETRY_AFTER_S}),
    Trouble("429 without", 0.05, {"kind": "status", "status": 429}),
    Trouble("reply lost after the commit", 0.05, {"kind": "drop_after"}),
    Trouble("reply lost before", 0.05, {"kind": "drop_before"}),
    Trouble("sleeping instance, HTML", 0.03, {"kind": "html", "status": 200}),
    Trouble("200 that breaks off", 0.02, {"kind": "truncate"}),
    Trouble("empty 202", 0.01, {"kind": "empty", "status": 202}),
)
OUTAGE = (
    Trouble("outage: 503 page", 0.5, {"kind": "html", "status": 503}),
    Trouble("outage: no answer", 0.5, {"kind": "drop_before"}),
)


class Weather:
    """One instance's trouble. `struck` counts the requests hit, "<trouble>, writes" and "<trouble>, other"."""

    def __init__(self, session: requests.Session, base_url: str, chance: random.Random) -> None:
        self._session = session
        self._base_url = base_url
        self._chance = chance
        self._names: list[str] = []
        self.struck: Counter[str] = Counter()

    def storm(self) -> None:
        """The everyday trouble."""
        self._change(STORM)

    def outage(self) -> None:
        """Nothing works any more."""
        self._change(OUTAGE)

    def clear(self) -> None:
        """No trouble any more."""
        self._change(())

    def ignore_client_sys_id(self) -> None:
        """From now on a `sys_id` that a client sends is ignored."""
        self._call("POST", "switches", {"ignoreClientSysId": True})

    def expire_tokens(self) -> None:
        """Every access token lapses now."""
        self._call("POST", "tokens", {"expire": "access"})

    def _change(self, troubles: tuple[Trouble, ...]) -> None:
        faults = self._call("GET", "fail")["faults"]
        self.struck.update({name: fault["hits"] for name, fault in zip(self._names, faults, strict=True)})
        self._call("DELETE", "fail")
        self._names = []
        for match, what in ((WRITES, "writes"), (OTHERS, "other")):
            left = 1.0
            for trouble in troubles:
                # Each fault sees only the requests that those before it let pass.
                rate, seed = trouble.share / left, self._chance.getrandbits(32)
                self._call("POST", "fail", {**trouble.fault, "match": match, "rate": rate, "seed": seed})
                self._names.append(f"{trouble.name}, {what}")
                left -= trouble.share

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        response = self._session.request(method, f"{self._base_url}/_sandbox/{path}", json=body, timeout=TIMEOUT_S)
        if not response.ok:
            raise ChaosError(f"ServiceNow's control path {path} answered {response.status_code}: {response.text[:200]}")
        return response.json()
