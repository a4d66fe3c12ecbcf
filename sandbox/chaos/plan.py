"""What a run does, all of it drawn from its seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sandbox.chaos.errors import ChaosError

MOST_SHARES = 20_000
LARGE = 500
"""From so many shares on the outage is a minute long."""
SINGLES = 0.4
"""The part of all shares that is shared one by one; the rest goes in bulks."""
BULK_SIZES = (2, 60)


class Mode(StrEnum):
    """plain; or ServiceNow ignores the `sys_id` that a client chose; or two hosts share the storage."""

    PLAIN = "plain"
    IGNORED_SYS_ID = "ignored-sys-id"
    TWO_HOSTS = "two-hosts"


@dataclass(frozen=True, slots=True)
class Plan:
    """
    Times in seconds. The shares are spread over `spread_s` at least; trouble goes on for `tail_s` after the last one;
    `calm_s` bounds the wait for the rest when all trouble is over.
    """

    shares: int = 1000
    seed: int = 1
    mode: Mode = Mode.PLAIN
    outage_s: float = 60.0
    spread_s: float = 150.0
    tail_s: float = 20.0
    calm_s: float = 900.0

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Plan:
        """As SHARES, SEED, MODE and OUTAGE_S say. Raises ChaosError naming what is not understood."""
        shares = _number(environ, "SHARES", 1000, least=1, most=MOST_SHARES)
        mode = environ.get("MODE") or Mode.PLAIN
        if mode not in list(Mode):
            raise ChaosError(f"MODE={mode} is none of {', '.join(Mode)}")
        large = shares >= LARGE
        outage_s = _number(environ, "OUTAGE_S", 60 if large else 20, least=0, most=600)
        seed = _number(environ, "SEED", 1, least=0, most=2**32)
        times = {} if large else {"spread_s": 20.0, "tail_s": 6.0, "calm_s": 240.0}
        return cls(shares, seed, Mode(mode), outage_s, **times)

    def chance(self, purpose: str) -> random.Random:
        """Random numbers for one purpose, the same for the same seed."""
        return random.Random(f"{self.seed}/{purpose}")  # noqa: S311 - chance, not secrecy

    def requests(self) -> list[Sequence[int]]:
        """The shares, by their positions, as they are sent together: one alone, or a bulk."""
        chance, position = self.chance("requests"), 0
        found: list[Sequence[int]] = []
        average = sum(BULK_SIZES) / 2
        alone = SINGLES * average / (1 - SINGLES + SINGLES * average)
        while position < self.shares:
            size = 1 if chance.random() < alone else chance.randint(*BULK_SIZES)
            found.append(range(position, min(position + size, self.shares)))
            position += size
        return found


def _number(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ChaosError(f"{name}={text} is not a whole number from {least} to {most}")
    return int(text)
