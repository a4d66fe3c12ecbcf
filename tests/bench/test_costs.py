"""Costs from counted work."""

import pytest

from bench import costs, sizing, standing, work
from bench.prices import PriceList
from bench.work import Kinds, Work
from tests.infra.checks.bicep import read

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


def test_what_stands_is_counted_in_the_bicep_files():
    """
    Alert rules by how often they are evaluated, time series by the values they watch, and the private network's parts.
    """
    alerts, endpoints, network = (
        read(standing.MODULES / f"{name}.bicep") for name in ("alerts", "private-endpoints", "network")
    )
    rules = [rule["every"] for rule in alerts.variables["logAlerts"]]
    watched = [
        dimension["values"]
        for alert in alerts.resources_of("Microsoft.Insights/metricAlerts")
        for criterion in alert.body["properties"]["criteria"]["allOf"]
        for dimension in criterion["dimensions"]
    ]
    services = len(endpoints.variables["services"])

    assert set(rules) <= {"PT5M", "PT15M", "PT30M", "PT1H"}, "a rule is evaluated at a price that is not listed"
    assert standing.numbers() == {
        "log_alert_5": rules.count("PT5M"),
        "log_alert_15": len(rules) - rules.count("PT5M"),
        "metric_series": sum(map(len, watched)),
        "private_endpoint": services,
        "private_zone": services,
        "nat_gateway": len(network.resources_of("Microsoft.Network/natGateways")),
        "public_address": len(network.resources_of("Microsoft.Network/publicIPAddresses")),
    }
    assert set(standing.numbers()) == set(PRICES.standing)


def test_what_stands_costs_by_the_month():
    """
    Hours are as many as a month has; the private network's parts count with it only, free ones when asked.
    """
    numbers = {"log_alert_5": 2, "metric_series": 11, "nat_gateway": 1}

    assert PRICES.standing_month(numbers, private_network=False) == pytest.approx(2 * 1.50 + 11 * 0.10)
    assert PRICES.standing_month(numbers, private_network=False, free=True) == pytest.approx(2 * 1.50 + 0.10)
    assert PRICES.standing_month(numbers, private_network=True) == pytest.approx(2 * 1.50 + 11 * 0.10 + 730 * 0.045)


def test_years_and_customers_pay_for_what_stands():
    """
    Alerts cost what they cost, however few tickets there are, once for each customer.
    """
    kinds = _kinds(**dict.fromkeys(Kinds.__slots__, Work({"table": 1, "vault": 1})))
    few, many = (PRICES.cost(costs.year(kinds, PRICES.assumptions, tickets).meters) for tickets in (100, 10_000))
    alerts = PRICES.standing_month(standing.numbers(), private_network=False)

    of_years, of_customers = costs.tables(kinds, PRICES), sizing.tables(kinds, PRICES)

    assert f"| 100 | ${few:,.2f} | ${few + alerts * 12:,.2f} |" in of_years
    assert "| log alert rules, evaluated every 5 minutes | 6 |" in of_years
    assert f"| 1,000 | 1,000 | ${(many / 12 + alerts) * 1000:,.2f} | ${alerts * 1000:,.2f} |" in of_customers


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
