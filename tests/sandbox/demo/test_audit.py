"""The demo's verdict: what counts as exactly one record per share."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.demo.audit import audit, not_offered
from sandbox.demo.servicenow_end import Record


def ticket(ticket_id: str, **changes: Any) -> dict[str, Any]:
    """A delivered ticket as the app shows it."""
    shown = {"id": ticket_id, "actionId": "mfa", "kind": "incident", "delivery": "created", "number": f"INC{ticket_id}"}
    return {**shown, "error": None, **changes}


def record(sys_id: str, **changes: Any) -> Record:
    """The record that belongs to a ticket."""
    values = {"table": "incident", "sys_id": sys_id, "number": f"INC{sys_id}", "correlation_id": sys_id}
    return Record(**{**values, "state": "1", "state_label": "New", "active": True, **changes})


def judge(tickets: list[dict[str, Any]], records: list[Record], **options: Any) -> Any:
    """The audit of these."""
    by_id, by_sys_id = {each["id"]: each for each in tickets}, {each.sys_id: each for each in records}
    return audit(by_id, by_sys_id, **{"before": (), **options})


def test_one_record_per_ticket_is_right() -> None:
    """
    Every ticket with its own record counts as created; records from before the run do not matter.
    """
    result = judge([ticket("1"), ticket("2")], [record("1"), record("2"), record("9")], before={"9"})

    assert (result.created, result.duplicates, result.problems) == (2, 0, [])


def test_a_second_record_for_a_ticket_is_a_duplicate() -> None:
    """
    Two records that name one ticket are one too many, whatever their sys_ids.
    """
    result = judge([ticket("1")], [record("1"), record("2", correlation_id="1")])

    assert result.duplicates == 1
    assert result.problems == ["ticket 1 stands in ServiceNow 2 times"]


@pytest.mark.parametrize(
    ("tickets", "records", "problem"),
    [
        ([ticket("1")], [], "has no record in ServiceNow"),
        ([ticket("1", delivery="failed", error="refused")], [], "its delivery is failed: refused"),
        ([ticket("1", kind="change_request")], [record("1")], "is a change_request, its record a incident"),
        ([ticket("1", number="INC7")], [record("1")], "shows the number INC7, its record INC1"),
        ([ticket("1")], [record("1", correlation_id="")], "its record names nothing as correlation_id"),
    ],
)
def test_a_ticket_without_its_own_record_is_not_created(tickets: Any, records: Any, problem: str) -> None:
    """
    A record counts only when it is there, of the ticket's kind, under its number and its id.
    """
    result = judge(tickets, records)

    assert result.created == 0
    assert any(text.endswith(problem) for text in result.problems)


def test_a_record_of_nobody_is_a_problem() -> None:
    """
    A record made during the run that names no ticket is reported.
    """
    result = judge([ticket("1")], [record("1"), record("2")])

    assert result.problems == ["INC2 in ServiceNow belongs to no ticket"]


def test_a_deleted_record_must_stay_deleted() -> None:
    """
    A ticket whose record an agent deleted is right without it, and wrong when it was made again.
    """
    tickets = [ticket("1")]

    assert judge(tickets, [], deleted=["1"]).problems == []
    assert judge(tickets, [record("1")], deleted=["1"]).problems == [
        "ticket 1 (mfa): its record was deleted and exists again"
    ]


def test_every_profile_in_use_must_be_offered_once() -> None:
    """
    A profile that the app leaves out, or lists twice, is named; a deprecated one may be left out.
    """
    profiles = [{"id": "a"}, {"id": "b"}, {"id": "c", "deprecated": True}]

    assert not_offered([{"id": "a"}, {"id": "b"}], profiles) == []
    assert not_offered([{"id": "a"}, {"id": "a"}], profiles) == [
        "the app does not offer b",
        "the app offers a more than once",
    ]
