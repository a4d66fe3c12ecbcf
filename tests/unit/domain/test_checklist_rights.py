"""Rules of the installation checklist: the integration user, and what it may do."""

from __future__ import annotations

import pytest

from connector.domain import checklist_rights as rights
from connector.domain.checklist import Check, CheckStatus, failed, passed
from connector.domain.draft import Kind
from connector.domain.observations import Refusal, UserFacts, Visible

SYS_ID = "5" * 32
HIDDEN = Refusal(403, "Insufficient rights to query records")
FORBIDDEN_RANGE = Refusal(
    403, "Insufficient rights to query records", "Field(s) present in the query do not have permission to be read"
)
BUSY = Refusal(429, "an empty answer")
UNAUTHENTICATED = Refusal(401, "User Not Authenticated")


def make_user(**fields: object) -> UserFacts:
    """An integration user as it should be."""
    sound = {
        "sys_id": SYS_ID,
        "user_name": "secure.score.integration",
        "email": "integration@sandbox.example",
        "time_zone": "GMT",
        "active": True,
        "locked_out": False,
        "password_needs_reset": False,
        "web_service_only": False,
    }
    return UserFacts(**{**sound, **fields})  # type: ignore[arg-type]


def outcome(check: Check) -> tuple[str, str]:
    """Status and code of the fix."""
    return check.status.value, check.fix.code if check.fix else ""


@pytest.mark.parametrize(
    ("fields", "check_id", "expected"),
    [
        ({}, "user_active", ("passed", "")),
        ({"active": False}, "user_active", ("failed", "fix_user_inactive")),
        ({"locked_out": True}, "user_active", ("failed", "fix_user_inactive")),
        ({"password_needs_reset": True}, "user_active", ("failed", "fix_user_inactive")),
        ({"password_needs_reset": None}, "user_active", ("passed", "")),
        ({"active": None}, "user_active", ("unknown", "fix_user_look")),
        ({"locked_out": None}, "user_active", ("unknown", "fix_user_look")),
        ({}, "user_interactive", ("passed", "")),
        ({"web_service_only": True}, "user_interactive", ("failed", "fix_user_web_service_only")),
        ({"web_service_only": None}, "user_interactive", ("unknown", "fix_user_look")),
        ({"time_zone": "Etc/UTC"}, "user_time_zone", ("passed", "")),
        ({"time_zone": "Europe/London"}, "user_time_zone", ("failed", "fix_user_time_zone")),
        ({"time_zone": ""}, "user_time_zone", ("unknown", "fix_user_time_zone")),
    ],
)
def test_the_users_record_is_judged_by_field(
    fields: dict[str, object], check_id: str, expected: tuple[str, str]
) -> None:
    """
    A field that is not shown is unknown; London is not on GMT in summer.
    """
    found = {check.check_id: check for check in rights.check_user(make_user(**fields))}

    assert outcome(found[check_id]) == expected
    fix = found[check_id].fix
    assert fix is None or fix.uri == f"sys_user.do?sys_id={SYS_ID}"


@pytest.mark.parametrize(
    ("refusal", "active"),
    [
        (UNAUTHENTICATED, ("failed", "fix_token_refused")),
        (Refusal(404, "No Record found"), ("unknown", "fix_user_look")),
        (BUSY, ("unknown", "fix_busy")),
    ],
)
def test_a_refused_token_speaks_against_the_user(refusal: Refusal, active: tuple[str, str]) -> None:
    """
    An inactive or locked user's token is refused; what else the record says nobody knows then.
    """
    checks = rights.check_user(refusal)

    assert outcome(checks[0]) == active
    assert [check.status for check in checks[1:]] == [CheckStatus.UNKNOWN] * 2


@pytest.mark.parametrize(
    ("roles", "known_admin", "expected"),
    [
        ({"itil"}, False, ("passed", "")),
        ({"itil", "admin"}, False, ("failed", "fix_user_admin")),
        (HIDDEN, True, ("failed", "fix_user_admin")),
        (HIDDEN, False, ("unknown", "fix_user_roles_look")),
        (set(), False, ("unknown", "fix_user_roles_look")),
        (BUSY, False, ("unknown", "fix_busy")),
    ],
)
def test_an_administrator_is_no_integration_user(
    roles: set[str] | Refusal, known_admin: bool, expected: tuple[str, str]
) -> None:
    """
    No roles at all look the same as roles that are hidden.
    """
    assert outcome(rights.check_not_admin(roles, user=SYS_ID, known_admin=known_admin)) == expected


@pytest.mark.parametrize(
    ("person", "known_own", "expected"),
    [
        ("someone@sandbox.example", False, "passed"),
        ("", False, "passed"),
        ("Integration@Sandbox.example", False, "failed"),
        ("someone@sandbox.example", True, "failed"),
    ],
)
def test_nobodys_own_account_is_the_integration_user(person: str, known_own: bool, expected: str) -> None:
    """
    Neither of who asks nor, as the consent noted, of who connected; letter case means nothing.
    """
    assert rights.check_not_personal(make_user(), person, known_own=known_own).status.value == expected


def test_users_without_e_mail_are_not_the_same_person() -> None:
    """
    Two empty addresses match nobody.
    """
    assert rights.check_not_personal(make_user(email=""), "", known_own=False).status is CheckStatus.PASSED


@pytest.mark.parametrize(
    ("table", "visible", "expected"),
    [
        ("incident", Visible(1, 1), ("passed", "")),
        ("incident", Visible(0, 7), ("failed", "fix_rows_hidden")),
        ("incident", Visible(0, 0), ("unknown", "fix_table_empty")),
        ("incident", Visible(0, None), ("unknown", "fix_table_empty")),
        ("sys_choice", Visible(0, 0), ("failed", "fix_rows_hidden")),
        ("sys_user", Visible(0, 0), ("failed", "fix_rows_hidden")),
        ("incident", HIDDEN, ("failed", "fix_read_rights")),
        ("incident", BUSY, ("unknown", "fix_busy")),
        ("incident", UNAUTHENTICATED, ("unknown", "fix_token_refused")),
    ],
)
def test_reading_is_proven_by_a_record(table: str, visible: Visible | Refusal, expected: tuple[str, str]) -> None:
    """
    An empty table proves nothing, unless it is one that is never empty; nor does a token that is refused.
    """
    assert outcome(rights.check_read(table, visible)) == expected


@pytest.mark.parametrize(
    ("kind", "roles", "expected"),
    [
        (Kind.INCIDENT, {"itil"}, ("passed", "")),
        (Kind.INCIDENT, {"sn_incident_write"}, ("passed", "")),
        (Kind.INCIDENT, {"sn_change_write"}, ("failed", "fix_roles")),
        (Kind.CHANGE_REQUEST, {"sn_change_write"}, ("passed", "")),
        (Kind.CHANGE_REQUEST, {"personalize_choices"}, ("failed", "fix_roles")),
        (Kind.CHANGE_REQUEST, HIDDEN, ("unknown", "fix_user_roles_look")),
    ],
)
def test_creating_is_judged_by_roles(kind: Kind, roles: set[str] | Refusal, expected: tuple[str, str]) -> None:
    """
    Nothing is created to find out.
    """
    assert outcome(rights.check_create(kind, roles, user=SYS_ID)) == expected


@pytest.mark.parametrize(
    ("honoured", "expected"),
    [
        (True, ("passed", "")),
        (False, ("failed", "fix_search_ignored")),
        (FORBIDDEN_RANGE, ("failed", "fix_search")),
        (Refusal(403, "User Not Authorized"), ("failed", "fix_api_access")),
        (BUSY, ("unknown", "fix_busy")),
        (UNAUTHENTICATED, ("unknown", "fix_token_refused")),
    ],
)
def test_a_search_that_is_refused_or_ignored_failed(honoured: bool | Refusal, expected: tuple[str, str]) -> None:
    """
    The connector works all the same, at more requests; the fix says so.
    """
    assert outcome(rights.check_search(Kind.INCIDENT, honoured, passed("read_incident", ""))) == expected


def test_a_search_in_a_table_that_cannot_be_read_says_nothing() -> None:
    """
    Its refusal is that of the table.
    """
    unread = failed("read_incident", "", "fix_read_rights")

    assert outcome(rights.check_search(Kind.INCIDENT, HIDDEN, unread)) == ("unknown", "fix_read_rights")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"1": "New"}, ("passed", "")),
        ({}, ("failed", "fix_choices")),
        (HIDDEN, ("failed", "fix_choices")),
        (UNAUTHENTICATED, ("unknown", "fix_token_refused")),
        (BUSY, ("unknown", "fix_busy")),
    ],
)
def test_states_need_their_choice_list(labels: dict[str, str] | Refusal, expected: tuple[str, str]) -> None:
    """
    A choice list is never empty: none at all means that the user may not see it.
    """
    assert outcome(rights.check_states(Kind.INCIDENT, labels)) == expected


@pytest.mark.parametrize(
    ("mandatory", "expected"),
    [
        (("close_code", "close_notes"), ("passed", "")),
        (("close_code", "u_cost_centre"), ("unknown", "fix_close_extra")),
        ((), ("unknown", "fix_close_look")),
        (HIDDEN, ("unknown", "fix_close_look")),
        (Refusal(400, "Invalid table sys_data_policy_rule"), ("unknown", "fix_close_look")),
    ],
)
def test_only_usual_fields_are_expected_on_close(
    mandatory: tuple[str, ...] | Refusal, expected: tuple[str, str]
) -> None:
    """
    Whether another field is demanded on creation too cannot be seen; what can be seen is that it is demanded.
    """
    assert outcome(rights.check_close(Kind.INCIDENT, mandatory)) == expected
