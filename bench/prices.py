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
class Assumptions:
    """What no count can tell. `queue_polls_per_day`: four queues asked every two seconds, all day."""

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
