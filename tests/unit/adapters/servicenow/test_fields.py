"""The one table that maps a ticket to a record, and a record back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from connector.adapters.servicenow.fields import (
    CORRELATION_DISPLAY,
    cut,
    dropped,
    format_stamp,
    parse_stamp,
    to_columns,
    to_record,
)
from connector.domain.draft import Kind, Priority, Source
from connector.domain.ticket import Sharer
from connector.errors import RemoteProtocolError
from tests.builders import INSTANCE, make_ticket

SYS_ID = "0192" + "ab" * 14
DUE = date(2026, 5, 31)


@pytest.mark.parametrize(
    ("priority", "impact", "urgency"),
    [
        (Priority.CRITICAL, "1", "1"),
        (Priority.HIGH, "2", "1"),
        (Priority.MODERATE, "2", "2"),
        (Priority.LOW, "2", "3"),
    ],
)
def test_an_incidents_priority_goes_through_the_matrix(priority: Priority, impact: str, urgency: str) -> None:
    """
    ServiceNow computes an incident's priority from impact and urgency, so these are sent and priority is not.
    """
    columns = to_columns(make_ticket(priority=priority), sharer_sys_id=None)

    assert (columns["impact"], columns["urgency"]) == (impact, urgency)
    assert "priority" not in columns


@pytest.mark.parametrize(
    ("priority", "scales"),
    [
        (Priority.CRITICAL, ("1", "1", "2")),
        (Priority.HIGH, ("2", "2", "2")),
        (Priority.MODERATE, ("3", "2", "3")),
        (Priority.LOW, ("4", "3", "4")),
    ],
)
def test_a_change_has_priority_impact_and_risk(priority: Priority, scales: tuple[str, ...]) -> None:
    """
    A change request is a normal change, planned for its due day.
    """
    columns = to_columns(make_ticket(kind=Kind.CHANGE_REQUEST, priority=priority, due_date=DUE), sharer_sys_id=None)

    assert (columns["priority"], columns["impact"], columns["risk"]) == scales
    assert (columns["type"], columns["chg_model"]) == ("normal", "normal")
    assert (columns["start_date"], columns["end_date"]) == ("2026-05-31 00:00:00", "2026-05-31 23:59:59")


@pytest.mark.parametrize("kind", Kind)
def test_a_record_carries_the_tickets_id_and_name(kind: Kind) -> None:
    """
    The ticket's id is sys_id and correlation_id, so a repeat collides and a record can be found again.
    """
    columns = to_columns(make_ticket(ticket_id=SYS_ID, kind=kind, name="Turn on MFA", due_date=DUE), sharer_sys_id=None)

    assert (columns["sys_id"], columns["correlation_id"]) == (SYS_ID, SYS_ID)
    assert (columns["short_description"], columns["due_date"]) == ("Turn on MFA", "2026-05-31 23:59:59")
    assert columns["correlation_display"] == CORRELATION_DISPLAY[kind]


def test_change_requests_keep_the_name_of_the_retired_connector() -> None:
    """
    Reports that search for it go on working.
    """
    assert CORRELATION_DISPLAY[Kind.CHANGE_REQUEST] == "Microsoft 365 security and configuration change request"


@pytest.mark.parametrize(("kind", "column"), [(Kind.INCIDENT, "caller_id"), (Kind.CHANGE_REQUEST, "requested_by")])
def test_the_sharer_is_named_where_servicenow_knows_them(kind: Kind, column: str) -> None:
    """
    A sharer who is a ServiceNow user stands in the record's own column; else the column is not sent at all.
    """
    ticket = make_ticket(kind=kind)

    assert to_columns(ticket, sharer_sys_id="5" * 32)[column] == "5" * 32
    assert column not in to_columns(ticket, sharer_sys_id=None)


def test_the_description_ends_with_where_it_comes_from() -> None:
    """
    Link, action, source, category and sharer stand below the text.
    """
    ticket = make_ticket(
        description="Do it.", source=Source.USER, sharer=Sharer("oid-1", "A Person", "person@sandbox.example")
    )

    assert to_columns(ticket, sharer_sys_id=None)["description"].splitlines() == [
        "Do it.",
        "",
        "Link: https://entra.sandbox.example/security",
        "Improvement action: AdminMFAV2",
        "Recommendation source: User",
        "Recommendation category: Identity",
        "Shared by: A Person (oid-1)",
    ]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Do it.\nWhere to act: https://entra.sandbox.example/security", 1),
        ("Do it: https://entra.sandbox.example/security/more", 2),
        ("word " * 6000 + "https://entra.sandbox.example/security", 1),
    ],
)
def test_a_link_that_stands_in_the_text_is_not_repeated(text: str, links: int) -> None:
    """
    Another address that begins alike is another one, and one that was cut away is not there.
    """
    description = to_columns(make_ticket(description=text), sharer_sys_id=None)["description"]

    assert description.count("https://entra.sandbox.example/security") == links


@pytest.mark.parametrize("text", ["word " * 6000, "x" * 30_000, "安全" * 15_000, "line\n" * 6000])
def test_a_long_description_is_cut_before_its_footer(text: str) -> None:
    """
    Within ServiceNow's 4,000 characters the text gives way, never the link.
    """
    link = f"https://entra.sandbox.example/{'p' * 500}"

    description = to_columns(make_ticket(description=text, action_url=link), sharer_sys_id=None)["description"]

    assert 3000 < len(description) <= 4000
    assert f"…\n\nLink: {link}\n" in description


def test_a_sharer_without_a_name_is_named_by_id() -> None:
    """
    A program has no name; an action without a link has no line for one.
    """
    ticket = make_ticket(sharer=Sharer("oid-1", "", ""), action_url=None)

    description = to_columns(ticket, sharer_sys_id=None)["description"]

    assert description.endswith("Shared by: oid-1")
    assert "Link:" not in description


@pytest.mark.parametrize(
    ("text", "limit", "result"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("one two three", 8, "one two…"),
        ("one two three", 9, "one two…"),
        ("one two three", 12, "one two…"),
        ("one,  two", 6, "one,…"),
        ("incomprehensibility", 8, "incompr…"),
        ("a incomprehensibility", 10, "a incompr…"),
        ("启用多重身份验证", 5, "启用多重…"),
        ("", 5, ""),
    ],
)
def test_text_is_cut_at_a_word(text: str, limit: int, result: str) -> None:
    """
    Too long text ends at a word with an ellipsis; words that fill most of the room, and text without spaces, inside.
    """
    assert cut(text, limit) == result
    assert len(result) <= limit


def test_a_long_name_is_cut_to_160_characters() -> None:
    """
    That is what short_description holds.
    """
    short_description = to_columns(make_ticket(name="phrase " * 50), sharer_sys_id=None)["short_description"]

    assert short_description == ("phrase " * 22).strip() + "…"


def row(**changes: Any) -> dict[str, Any]:
    """A row as read with display values."""
    cells: dict[str, Any] = {
        "sys_id": SYS_ID,
        "number": "INC0010001",
        "state": {"value": "2", "display_value": "In Progress"},
        "active": {"value": "true", "display_value": "true"},
        "sys_updated_on": {"value": "2026-03-02 08:00:01", "display_value": "2026-03-02 00:00:01"},
        "sys_mod_count": "4",
    }
    return {**cells, **changes}


def test_a_row_becomes_a_record() -> None:
    """
    Values for programs, the label for people, the time in UTC whatever the user's time zone, and a link to open it.
    """
    record = to_record(row(), Kind.INCIDENT, INSTANCE)

    assert (record.sys_id, record.number) == (SYS_ID, "INC0010001")
    assert (record.state, record.state_label, record.active, record.mod_count) == ("2", "In Progress", True, 4)
    assert record.updated_at == datetime(2026, 3, 2, 8, 0, 1, tzinfo=UTC)
    assert record.link == f"{INSTANCE}/nav_to.do?uri=incident.do?sys_id={SYS_ID}"


@pytest.mark.parametrize(
    ("cell", "state", "label"),
    [
        ({"value": "-21", "display_value": "Awaiting window"}, "-21", "Awaiting window"),
        ({"value": "9", "display_value": ""}, "9", "9"),
        ({"value": None, "display_value": None}, "", ""),
        (None, "", ""),
        ("2", "2", "2"),
    ],
)
def test_any_state_is_taken_as_it_is(cell: Any, state: str, label: str) -> None:
    """
    States that an administrator added, without a label, or hidden by an access rule must not stop a sync.
    """
    record = to_record(row(state=cell), Kind.CHANGE_REQUEST, INSTANCE)

    assert (record.state, record.state_label) == (state, label)


@pytest.mark.parametrize(("cell", "active"), [("false", False), ("true", True), ("", True), (None, True)])
def test_a_record_counts_as_active_unless_it_says_otherwise(cell: Any, active: bool) -> None:
    """
    A hidden column must not close a ticket.
    """
    assert to_record(row(active=cell), Kind.INCIDENT, INSTANCE).active is active


@pytest.mark.parametrize("changes", [{"sys_id": ""}, {"sys_updated_on": "02.03.2026 08:00"}])
def test_a_row_that_cannot_be_followed_is_a_protocol_error(changes: dict[str, Any]) -> None:
    """
    Without identity or a readable time there is nothing to follow.
    """
    with pytest.raises(RemoteProtocolError):
        to_record(row(**changes), Kind.INCIDENT, INSTANCE)


def test_columns_that_servicenow_changed_are_named() -> None:
    """
    What is stored otherwise than sent is a warning on the ticket.
    """
    sent = {"short_description": "Turn on MFA", "impact": "1", "caller_id": "5" * 32}
    stored = {"short_description": {"value": "Turn on MFA"}, "impact": {"value": "3"}}

    assert dropped(sent, stored) == ("impact", "caller_id")


def test_what_only_looks_different_is_no_warning() -> None:
    """
    Line ends, blanks around a text, and a change model stored as a reference are as sent.
    """
    sent = {"description": "one\ntwo", "short_description": "x", "chg_model": "normal"}
    stored = {"description": "one\r\ntwo ", "short_description": " x", "chg_model": {"value": "007c4001c343101035ae3f"}}

    assert dropped(sent, stored) == ()


def test_times_go_out_and_come_back_in_utc() -> None:
    """
    ServiceNow's date-times are UTC without saying so.
    """
    at = datetime(2026, 3, 2, 10, 30, tzinfo=timezone(timedelta(hours=2)))

    assert format_stamp(at) == "2026-03-02 08:30:00"
    assert parse_stamp("2026-03-02 08:30:00") == at


def test_a_stamp_that_may_not_be_read_is_long_ago() -> None:
    """
    A hidden column does not cost a ticket its record.
    """
    assert parse_stamp("") < parse_stamp("2000-01-01 00:00:00")
