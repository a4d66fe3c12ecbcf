"""Sizing from counted work and published targets."""

import pytest

from bench import sizing
from bench.prices import PriceList
from bench.work import Kinds, Work

PRICES = PriceList.read()
NOTHING = Work(dict.fromkeys(PRICES.prices, 0))


def _kinds(**known):
    one = NOTHING + Work({"table": 1, "vault": 1})
    return Kinds(**{name: NOTHING + known[name] if name in known else one for name in Kinds.__slots__})


def test_capacity_is_target_by_work():
    """
    20,000 requests a second carry 2,000 tickets of ten requests.
    """
    _, known = sizing.targets()
    found = sizing.capacities(_kinds(single_ticket=Work({"table": 8, "queue": 2})), PRICES.assumptions, known)

    assert found[0].carries == pytest.approx(2_000)


def test_connections_are_counted_by_their_schedule():
    """
    A sync of ten requests every five minutes is a thirtieth of a request a second.
    """
    _, known = sizing.targets()
    found = sizing.capacities(_kinds(idle_sync=Work({"table": 10})), PRICES.assumptions, known)

    assert found[2].carries == pytest.approx(20_000 * 30)


def test_a_thousand_customers_may_need_several_regions():
    """
    A thousand instances of 2 GB awake at once are four times one region's quota; of 512 MB they just fit.
    """
    rows = [row.split(" | ") for row in sizing.tables(_kinds(), PRICES).splitlines() if row.startswith("| 1,000 |")]

    assert [rows[0][-2], rows[0][-1].rstrip(" |")] == ["1", "4"]
