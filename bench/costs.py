"""What the app costs, from counted work and list prices: `docs/costs.md` is written here."""

from __future__ import annotations

from bench.prices import Assumptions, PriceList
from bench.work import Kinds, Work

TICKETS_A_YEAR = (100, 10_000, 1_000_000)
OPEN = 10_000
_DAYS = 365
_THOUSAND = 1000


def day(kinds: Kinds, assumed: Assumptions, *, open_tickets: float, changes: float) -> Work:
    """One day of keeping up with so many open tickets."""
    return (
        kinds.idle_sync * assumed.syncs_per_day
        + kinds.change * changes
        + kinds.reconciled_ticket * open_tickets
        + kinds.sweep * assumed.sweeps_per_day
        + kinds.renewal * assumed.renewals_per_day
    )


def year(kinds: Kinds, assumed: Assumptions, tickets: int) -> Work:
    """A year in which so many tickets are shared singly, the dearer way; queues are asked all day."""
    daily = day(
        kinds,
        assumed,
        open_tickets=tickets * assumed.tickets_open_of_a_year,
        changes=tickets * assumed.changes_per_ticket / _DAYS,
    )
    polls = Work({"queue": assumed.queue_polls_per_day})
    return kinds.single_ticket * tickets + (daily + polls) * _DAYS


def pieces(kinds: Kinds, assumed: Assumptions) -> dict[str, Work]:
    """What the first table shows, by name."""
    return {
        "1,000 tickets in bulk": kinds.bulk_ticket * _THOUSAND,
        "1,000 tickets singly": kinds.single_ticket * _THOUSAND,
        "a day of syncing 10,000 open tickets, 100 changed": day(kinds, assumed, open_tickets=OPEN, changes=100),
    }


def tables(kinds: Kinds, prices: PriceList) -> str:
    """Both tables and the prices behind them, as Markdown."""
    assumed = prices.assumptions
    meters = list(prices.prices)
    names = {"execution": "executions", "gb_s": "GB-s", "table": "table", "queue": "queue", "vault": "vault"}
    names |= {"log_gb": "log GB"}
    lines = [
        f"List prices of {prices.looked_up}, {prices.currency}, {prices.region}. {prices.caution}",
        "",
        f"| work | {' | '.join(names[meter] for meter in meters)} | list price |",
        f"| --- |{' ---: |' * (len(meters) + 1)}",
    ]
    for name, work in pieces(kinds, assumed).items():
        amounts = " | ".join(_amount(work.meters[meter]) for meter in meters)
        lines.append(f"| {name} | {amounts} | ${prices.cost(work.meters):,.4f} |")
    lines += [
        "",
        "| tickets a year | list price a year | after the free grants | of it a month |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for tickets in TICKETS_A_YEAR:
        meters_of_year = year(kinds, assumed, tickets).meters
        paid = prices.cost_of_year(meters_of_year)
        lines.append(f"| {tickets:,} | ${prices.cost(meters_of_year):,.2f} | ${paid:,.2f} | ${paid / 12:,.2f} |")
    lines += ["", "| meter | price | free each month | price page |", "| --- | ---: | ---: | --- |"]
    for price in prices.prices.values():
        per = f"${price.price:g} per {price.per:,.0f}"
        lines.append(f"| {price.unit} | {per} | {price.free_per_month:,.0f} | <{price.source}> |")
    return "\n".join(lines)


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:,.4f}"
