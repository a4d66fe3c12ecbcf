"""What the app costs, from counted work and list prices: `docs/costs.md` is written here."""

from __future__ import annotations

from bench import standing
from bench.prices import Assumptions, PriceList
from bench.work import Kinds, Work

TICKETS_A_YEAR = (100, 10_000, 1_000_000)
OPEN = 10_000
_DAYS = 365
_MONTHS = 12
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
    """All tables and the prices behind them, as Markdown."""
    lines = [f"List prices of {prices.looked_up}, {prices.currency}, {prices.region}. {prices.caution}"]
    for table in (_work(kinds, prices), _standing(prices), _years(kinds, prices), _meters(prices)):
        lines += ["", *table]
    return "\n".join(lines)


def _work(kinds: Kinds, prices: PriceList) -> list[str]:
    names = {"execution": "executions", "gb_s": "GB-s", "table": "table", "queue": "queue", "vault": "vault"}
    names |= {"log_gb": "log GB"}
    meters = list(prices.prices)
    lines = [
        f"| work | {' | '.join(names[meter] for meter in meters)} | list price |",
        f"| --- |{' ---: |' * (len(meters) + 1)}",
    ]
    for name, work in pieces(kinds, prices.assumptions).items():
        amounts = " | ".join(_amount(work.meters[meter]) for meter in meters)
        lines.append(f"| {name} | {amounts} | ${prices.cost(work.meters):,.4f} |")
    return lines


def _standing(prices: PriceList) -> list[str]:
    """What stands all month: alerts always, the rest with the private network only."""
    hours = prices.assumptions.hours_per_month
    lines = [
        f"What stands, at prices of {prices.standing_looked_up}; a month has {hours} hours.",
        "",
        "| what stands, whatever the app does | number | free | list price a month | when | price page |",
        "| --- | ---: | ---: | ---: | --- | --- |",
    ]
    there = standing.numbers()
    for name, number in there.items():
        price = prices.standing[name]
        when = "`PRIVATE_NETWORK=true`" if price.private_network else "always"
        a_month = prices.of_a_month(name, number)
        lines.append(f"| {price.unit} | {number} | {price.free} | ${a_month:,.2f} | {when} | <{price.source}> |")
    always, private = (prices.standing_month(there, private_network=network) for network in (False, True))
    lines.append(f"| **together** | | | **${always:,.2f}** | always | |")
    lines.append(f"| **together** | | | **${private:,.2f}** | `PRIVATE_NETWORK=true` | |")
    return lines


def _years(kinds: Kinds, prices: PriceList) -> list[str]:
    """Work and what stands, without the private network."""
    lines = [
        "| tickets a year | work, list price a year | with what stands | after the free grants | of it a month |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    there = standing.numbers()
    listed, paid_standing = (prices.standing_month(there, private_network=False, free=free) for free in (False, True))
    for tickets in TICKETS_A_YEAR:
        meters = year(kinds, prices.assumptions, tickets).meters
        work = prices.cost(meters)
        paid = prices.cost_of_year(meters) + paid_standing * _MONTHS
        lines.append(
            f"| {tickets:,} | ${work:,.2f} | ${work + listed * _MONTHS:,.2f} | ${paid:,.2f} | ${paid / _MONTHS:,.2f} |"
        )
    return lines


def _meters(prices: PriceList) -> list[str]:
    lines = ["| meter | price | free each month | price page |", "| --- | ---: | ---: | --- |"]
    for price in prices.prices.values():
        per = f"${price.price:g} per {price.per:,.0f}"
        lines.append(f"| {price.unit} | {per} | {price.free_per_month:,.0f} | <{price.source}> |")
    return lines


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:,.4f}"
