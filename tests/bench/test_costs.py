"""Costs from counted work."""

import pytest

from bench import costs, work
from bench.prices import PriceList
from bench.work import Kinds, Work

PRICES = PriceList.read()


def _kinds(**known):
    nothing = Work(dict.fromkeys(PRICES.prices, 0))
    return Kinds(**{name: nothing + known.get(name, nothing) for name in Kinds.__slots__})


def test_a_year_is_its_tickets_and_its_days():
    """
    A year costs its shares once, and each day's syncs, changes and polls.
    """
    kinds = _kinds(single_ticket=Work({"table": 8}), idle_sync=Work({"table": 5}), change=Work({"table": 1}))

    year = costs.year(kinds, PRICES.assumptions, 365)

    changes = PRICES.assumptions.changes_per_ticket * 365
    assert year.meters["table"] == pytest.approx(8 * 365 + 5 * PRICES.assumptions.syncs_per_day * 365 + changes)
    assert year.meters["queue"] == PRICES.assumptions.queue_polls_per_day * 365


def test_free_grants_are_taken_off_each_month():
    """
    What a month gives free is not paid; nothing is ever paid back.
    """
    free = PRICES.prices["execution"].free_per_month * 12
    meters = dict.fromkeys(PRICES.prices, 0)

    assert PRICES.cost_of_year({**meters, "execution": free}) == 0
    assert PRICES.cost_of_year({**meters, "execution": free + 1_000_000}) == pytest.approx(0.40)
    assert PRICES.cost({**meters, "execution": 1_000_000}) == pytest.approx(0.40)


@pytest.mark.e2e
def test_work_is_counted_on_the_wire(labs):
    """
    One ticket shared alone takes two executions; a renewal takes the two secrets from the vault.
    """
    with labs.empty() as (lab, _):
        lab.queue("ticket-jobs").clear_messages()
    kinds = work.count(labs, PRICES.assumptions, tickets=50, open_tickets=200, changed=100)

    assert kinds.single_ticket.meters["execution"] == 2
    assert kinds.bulk_ticket.meters["execution"] == pytest.approx(2 / 50)
    assert kinds.renewal.meters["vault"] == 2
    assert 0 < kinds.change.meters["table"] <= 1.1
