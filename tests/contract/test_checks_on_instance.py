"""The installation checklist on an instance in which something is wrong, made with the simulator's controls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from connector.application.checks import run_checks
from connector.application.container import Container
from connector.domain.checklist import CHECK_IDS, Check
from tests.builders import TENANT_ID
from tests.contract.inspected import USER, connected, token_requests
from tests.contract.instance import Instance

pytestmark = pytest.mark.e2e

PASSED = ("passed", "")
Break = Callable[[Instance, Container], Any]
"""What somebody does to the instance, or to the connector's end."""


def switch(**switches: Any) -> Break:
    """The instance behaves otherwise."""
    return lambda instance, _: instance.switch(**switches)


def user(**changes: Any) -> Break:
    """An administrator edits the integration user."""
    return lambda instance, _: instance.control("POST", f"users/{USER.name}", changes)


def fault(**fault: Any) -> Break:
    """Requests meet trouble."""
    return lambda instance, _: instance.control("POST", "fail", fault)


def rate_limit(per_hour: int) -> Break:
    """An administrator adds a rule for everyone."""
    return lambda instance, _: instance.control("POST", "rate-limit", {"perHour": per_hour})


def both(first: Break, second: Break) -> Break:
    """One after the other."""
    return lambda instance, c: (first(instance, c), second(instance, c))


def wrong_secret(instance: Instance, c: Container) -> None:
    """Somebody made a new client secret in the registry."""
    c.secrets.set(instance.connection.client_secret_name, "no-longer-it")


def clock_moved(instance: Instance, _: Container) -> None:
    """The machine of the connector is two minutes slow."""
    instance.clock.advance(minutes=-2)  # type: ignore[attr-defined]


BROKEN: list[tuple[str, Break, dict[str, tuple[str, str]]]] = [
    ("hibernating", fault(kind="html", status=200), {"instance_awake": ("failed", "fix_wake_instance")}),
    ("restarting", fault(kind="html", status=503), {"instance_awake": ("failed", "fix_instance_down")}),
    ("unplugged", fault(kind="drop_before"), {"instance_awake": ("failed", "fix_no_answer")}),
    ("addresses refused", fault(kind="html", status=403), {"instance_awake": ("failed", "fix_ip_filter")}),
    ("clock moved", clock_moved, {"clock": ("failed", "fix_clock")}),
    ("wrong secret", wrong_secret, {"oauth_client": ("failed", "fix_oauth_catch_all")}),
    (
        "wrong secret, plainly said",
        both(switch(tokenErrors="standard"), wrong_secret),
        {"oauth_client": ("failed", "fix_oauth_client"), "user_active": ("failed", "fix_oauth_client")},
    ),
    (
        "consent revoked, plainly said",
        both(switch(tokenErrors="standard"), lambda i, _: i.control("POST", "tokens", {"revoke": "all"})),
        {"oauth_client": ("failed", "fix_consent_again")},
    ),
    (
        "token endpoint asleep",
        fault(kind="html", status=200, match="oauth_token"),
        {"oauth_client": ("unknown", "fix_wake_instance")},
    ),
    ("user inactive", user(active=False), {"user_active": ("failed", "fix_oauth_catch_all")}),
    ("user locked", user(locked=True), {"oauth_client": ("failed", "fix_oauth_catch_all")}),
    ("user's password", user(passwordNeedsReset=True), {"oauth_client": ("failed", "fix_oauth_catch_all")}),
    ("time zone", user(timeZone="US/Pacific"), {"user_time_zone": ("failed", "fix_user_time_zone")}),
    (
        "roles revoked",
        user(roles=[]),
        {
            "read_incident": ("unknown", "fix_table_empty"),
            "read_change_request": ("failed", "fix_read_rights"),
            "read_sys_choice": ("failed", "fix_read_rights"),
            "search_change_request": ("unknown", "fix_read_rights"),
            "states_incident": ("failed", "fix_choices"),
        },
    ),
    (
        "roles revoked, seen",
        both(user(roles=["sn_incident_read"]), switch(rolesReadable=True)),
        {"create_incident": ("failed", "fix_roles"), "create_change_request": ("failed", "fix_roles")},
    ),
    (
        "choices unreadable",
        both(user(roles=["itil"]), switch(unreadableTables="empty")),
        {"read_sys_choice": ("failed", "fix_rows_hidden"), "states_change_request": ("failed", "fix_choices")},
    ),
    (
        "administrator",
        user(roles=["admin"]),
        {"user_not_admin": ("failed", "fix_user_admin"), "release": PASSED},
    ),
    (
        "searches refused",
        switch(denyRangeQueries=True),
        {"search_incident": ("failed", "fix_search"), "search_change_request": ("failed", "fix_search")},
    ),
    ("policy refuses", switch(apiAccessPolicy="forbidden"), {"read_incident": ("failed", "fix_api_access")}),
    ("policy, as 401", switch(apiAccessPolicy="unauthenticated"), {"user_active": ("failed", "fix_token_refused")}),
    (
        "Basic restricted",
        switch(basicAuthRestricted=True),
        {"oauth_client": PASSED, "user_active": PASSED},
    ),
    (
        "a low limit",
        lambda i, _: i.control("POST", "rate-limit", {"perHour": 100}),
        {"rate_limit": ("failed", "fix_rate_low")},
    ),
    (
        "a limit used up",
        rate_limit(1),
        {"read_incident": ("unknown", "fix_rate_limit"), "rate_limit": ("failed", "fix_rate_low")},
    ),
    (
        "answers cut off",
        fault(kind="truncate", match="sys_choice"),
        {"read_sys_choice": ("unknown", "fix_cancelled"), "read_sys_user": PASSED},
    ),
]


@pytest.mark.parametrize(("breaking", "expected"), [item[1:] for item in BROKEN], ids=[item[0] for item in BROKEN])
def test_what_is_wrong_is_named(instance: Instance, breaking: Break, expected: dict[str, tuple[str, str]]) -> None:
    """
    The check fails or is unknown with its fix; every other check is still in the list.
    """
    c, _ = connected(instance)
    breaking(instance, c)

    checks = run_checks(TENANT_ID, c).checks

    found = by_id(checks)
    assert {check_id: found[check_id] for check_id in expected} == expected
    assert tuple(check.check_id for check in checks) == CHECK_IDS


def test_a_sound_instance_fails_nothing(instance: Instance) -> None:
    """
    What an ordinary integration user may not see is unknown, never failed.
    """
    c, _ = connected(instance)

    found = by_id(run_checks(TENANT_ID, c).checks)

    assert {check_id for check_id, (status, _) in found.items() if status == "failed"} == set()
    assert found["release"] == ("unknown", "fix_release_look")
    assert {"oauth_client", "user_active", "read_sys_choice", "search_incident"} <= {
        check_id for check_id, (status, _) in found.items() if status == "passed"
    }


def test_the_registry_counts_more_than_a_consent_that_came_back(instance: Instance) -> None:
    """
    With the right to read the registry, a redirect URL that was taken out is seen before the next consent fails.
    """
    instance.control("POST", f"users/{USER.name}", {"roles": [*USER.roles, "oauth_admin"]})
    c, _ = connected(instance)
    moved = replace(c, policy=replace(c.policy, public_url="https://moved.sandbox.example"))

    assert by_id(run_checks(TENANT_ID, c).checks)["redirect_uri"] == PASSED
    assert by_id(run_checks(TENANT_ID, moved).checks)["redirect_uri"] == ("failed", "fix_redirect_uri")


def test_web_service_only_is_seen_before_the_next_consent_fails(instance: Instance) -> None:
    """
    The token endpoint refuses such a user; while the access token lives, its record still says why.
    """
    c, connection = connected(instance)
    c.desks.at(connection).who_am_i()
    instance.control("POST", f"users/{USER.name}", {"webServiceAccessOnly": True})

    found = by_id(run_checks(TENANT_ID, c).checks)

    assert found["user_interactive"] == ("failed", "fix_user_web_service_only")
    assert found["oauth_client"] == ("failed", "fix_oauth_catch_all")


def test_a_refused_refresh_is_tried_no_more_than_twice(instance: Instance) -> None:
    """
    Each refused token request could count against the client, and tells nothing new.
    """
    c, _ = connected(instance)
    instance.control("POST", "tokens", {"revoke": "all"})
    instance.control("DELETE", "requests")

    run_checks(TENANT_ID, c)

    assert 1 <= token_requests(instance) <= 2


def test_a_run_changes_nothing_and_takes_few_requests(instance: Instance) -> None:
    """
    Only reads, beside one token request; some twenty in all.
    """
    c, _ = connected(instance)
    instance.control("DELETE", "requests")

    run_checks(TENANT_ID, c)

    asked = instance.control("GET", "requests")["requests"]
    assert {request["path"] for request in asked if request["method"] != "GET"} == {"/oauth_token.do"}
    assert token_requests(instance) == 1
    assert len(asked) <= 20


def by_id(checks: list[Check]) -> dict[str, tuple[str, str]]:
    """Status and fix by id."""
    return {check.check_id: (check.status.value, check.fix.code if check.fix else "") for check in checks}
