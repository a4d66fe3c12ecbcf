"""The chaos run's verdict: it finds whatever is wrong, and nothing where all is right."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.chaos.verdict import Verdict, judge, judge_figures
from sandbox.demo.servicenow_end import Record


def ticket(ticket_id: str, **changes: Any) -> dict[str, Any]:
    """A delivered ticket as the app shows it; its record chose a sys_id of its own."""
    shown = {"id": ticket_id, "actionId": "mfa", "kind": "incident", "delivery": "created", "number": f"INC{ticket_id}"}
    shown |= {"sysId": f"s{ticket_id}", "state": "1", "deleted": False, "isOpen": True, "error": None}
    return {**shown, **changes}


def record(ticket_id: str, **changes: Any) -> Record:
    """The record that belongs to a ticket."""
    values = {"table": "incident", "sys_id": f"s{ticket_id}", "number": f"INC{ticket_id}", "correlation_id": ticket_id}
    return Record(**{**values, "state": "1", "state_label": "New", "active": True, **changes})


def verdict_of(shown: list[dict[str, Any]], records: list[Record], *, accepted: str = "12") -> Verdict:
    """The verdict on two shares that clients know as tickets 1 and 2."""
    return judge({each: ticket(each) for each in accepted}, shown, records, shares=2)


def card(**changes: Any) -> dict[str, Any]:
    """The summary's card for two open incidents in state 1."""
    days = [{"date": "2026-03-02", "opened": 2, "closed": 0}]
    counts = {"queued": 0, "failed": 0, "deleted": 0, "states": [{"state": "1", "label": "New", "count": 2}]}
    return {"kind": "incident", "total": 2, "days": days, **counts, **changes}


def test_one_record_for_each_share_is_right() -> None:
    """
    Records are told by correlation_id, so that it does not matter whose sys_id they have.
    """
    verdict = verdict_of([ticket("1"), ticket("2")], [record("1"), record("2")])

    assert verdict == Verdict(records=2)


@pytest.mark.parametrize(
    ("shown", "records", "figure"),
    [
        ([ticket("1"), ticket("2")], [record("1"), record("2"), record("2", number="INC9")], "duplicates"),
        ([ticket("1"), ticket("2")], [record("1"), record("2"), record("2", table="change_request")], "duplicates"),
        ([ticket("1"), ticket("2")], [record("1")], "lost"),
        ([ticket("1")], [record("1")], "lost"),
        ([ticket("1"), ticket("2", delivery="queued")], [record("1")], "stuck"),
        ([ticket("1"), ticket("2", delivery="creating")], [record("1"), record("2")], "stuck"),
        ([ticket("1"), ticket("2", delivery="failed")], [record("1"), record("2")], "failed"),
        ([ticket("1"), ticket("2", number="INC7")], [record("1"), record("2")], "wrong_numbers"),
        ([ticket("1"), ticket("2", sysId="other")], [record("1"), record("2")], "wrong_numbers"),
        ([ticket("1"), ticket("2")], [record("1"), record("2", table="change_request")], "wrong_numbers"),
        ([ticket("1"), ticket("2")], [record("1"), record("2", state="2")], "wrong_numbers"),
    ],
)
def test_each_fault_is_counted_and_named(shown: list[dict[str, Any]], records: list[Record], figure: str) -> None:
    """
    One figure tells its kind, and a sentence tells the ticket.
    """
    verdict = verdict_of(shown, records)

    assert getattr(verdict, figure) == 1
    assert any("ticket 2" in problem for problem in verdict.problems)


def test_what_nobody_asked_for_is_a_problem() -> None:
    """
    A record without an accepted ticket, a ticket that no client was given, and one share too few.
    """
    verdict = verdict_of([ticket("1"), ticket("3")], [record("1"), record("9")], accepted="1")

    assert sorted(verdict.problems) == [
        "INC9 in ServiceNow belongs to no accepted ticket",
        "clients were given 1 tickets instead of 2",
        "ticket 3 is in the app's list and no client was given it",
    ]


def test_figures_that_equal_the_tickets_are_right() -> None:
    """
    By state, in all, and by day.
    """
    assert judge_figures({"cards": [card()]}, [ticket("1"), ticket("2")]) == []


def test_a_ticket_without_record_is_in_no_day() -> None:
    """
    Days count records; one that waits is open all the same.
    """
    waiting = ticket("3", delivery="queued", number=None, state=None)

    assert judge_figures({"cards": [card(total=3, queued=1)]}, [ticket("1"), ticket("2"), waiting]) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"total": 3},
        {"queued": 1},
        {"states": [{"state": "1", "label": "New", "count": 1}]},
        {"states": [{"state": "2", "label": "In Progress", "count": 2}]},
        {"days": [{"date": "2026-03-02", "opened": 3, "closed": 0}]},
    ],
)
def test_each_figure_that_drifted_is_named(changes: dict[str, Any]) -> None:
    """
    A count too many or too few in any place is one problem.
    """
    assert len(judge_figures({"cards": [card(**changes)]}, [ticket("1"), ticket("2")])) == 1
