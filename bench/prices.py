"""List prices and what is assumed about an installation: `prices.json`, the only place with either."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("prices.json")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Price:
    """Of one meter: so much for `per` units, some of them free each month."""

    unit: str
    price: float
    per: float
    free_per_month: float
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Of one thing that costs by time, whatever it does: so much a "month" or an "hour", so many of them free.

    `private_network`: it is there with PRIVATE_NETWORK=true only.
    """

    unit: str
    price: float
    per: str
    free: int
    private_network: bool
    source: str


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What no count can tell. `queue_polls_per_day`: four queues asked every two seconds, all day."""

    hours_per_month: int
    instance_gb: float
    billed_seconds_at_least: float
    bytes_per_log_record: float
    syncs_per_day: int
    sweeps_per_day: int
    renewals_per_day: int
    queue_polls_per_day: int
    tickets_open_of_a_year: float
    changes_per_ticket: float


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices by meter, and from when and where they are."""

    looked_up: str
    currency: str
    region: str
    caution: str
    prices: Mapping[str, Price]
    standing_looked_up: str
    standing: Mapping[str, Standing]
    assumptions: Assumptions

    @classmethod
    def read(cls) -> PriceList:
        """The file."""
        content: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
        return cls(
            looked_up=content["looked_up"],
            currency=content["currency"],
            region=content["region"],
            caution=content["caution"],
            prices={meter: Price(**price) for meter, price in content["prices"].items()},
            standing_looked_up=content["standing_looked_up"],
            standing={name: Standing(**price) for name, price in content["standing"].items()},
            assumptions=Assumptions(**content["assumptions"]),
        )

    def cost(self, meters: Mapping[str, float]) -> float:
        """List price of these amounts, nothing free."""
        return sum(meters[meter] * price.price / price.per for meter, price in self.prices.items())

    def cost_of_year(self, meters: Mapping[str, float]) -> float:
        """Price of a year's amounts, spread evenly, after each month's free part."""
        return sum(
            max(0.0, meters[meter] - price.free_per_month * _MONTHS) * price.price / price.per
            for meter, price in self.prices.items()
        )

    def of_a_month(self, name: str, number: int) -> float:
        """List price of so many of what stands, for a month."""
        price = self.standing[name]
        return number * price.price * (self.assumptions.hours_per_month if price.per == "hour" else 1)

    def standing_month(self, numbers: Mapping[str, int], *, private_network: bool, free: bool = False) -> float:
        """Price of a month of all that stands, the free ones taken off when `free` says so."""
        return sum(
            self.of_a_month(name, max(0, number - (self.standing[name].free if free else 0)))
            for name, number in numbers.items()
            if private_network or not self.standing[name].private_network
        )
