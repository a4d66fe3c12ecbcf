"""The installation checklist in ServiceNow: each step sees what is there, and says what to do."""

from __future__ import annotations

import pytest

from connector.domain import checklist
from connector.domain.connection import ConnectionStatus
from tests.builders import make_connection
from tests.fakes import PUBLIC_URL
from tests.servicenow_app.conftest import WEBHOOK_URL
from tests.servicenow_app.instance import SCOPE
from tests.servicenow_app.records import of_table

ORDER = [
    "oauth_client",
    "token_lifetimes",
    "integration_role",
    "integration_user",
    "user_time_zone",
    "user_not_admin",
    "webhook_url",
    "webhook_key",
    "connection",
    "business_rules",
    "webhook_enabled",
]
CONTAINED = ("sn_incident_write", "sn_change_write", "snc_platform_rest_api_access")


@pytest.fixture
def ready(connected):
    """An instance where every step is done."""
    client = {"name": "Connector", "active": True, "redirect_url": f"{PUBLIC_URL}/api/connection/callback"}
    lives = {"access_token_lifespan": 1800, "refresh_token_lifespan": 8_640_000}
    flags = {"locked_out": False, "password_needs_reset": False, "web_service_access_only": False}
    roles = ["admin", f"{SCOPE}.integration", *CONTAINED]
    connected.tables |= {
        "oauth_entity": [client | lives],
        "sys_user_role": [{"sys_id": name, "name": name} for name in roles],
        "sys_user_role_contains": [{"role": f"{SCOPE}.integration", "contains": name} for name in CONTAINED],
        "sys_user_has_role": [{"user": "u1", "role": f"{SCOPE}.integration"}],
        "sys_user": [{"sys_id": "u1", "user_name": "integration", "active": True, "time_zone": "GMT"} | flags],
        "sys_script": [
            {"sys_scope.scope": SCOPE, "collection": table, "active": True} for table in ("incident", "change_request")
        ],
    }
    return connected


def statuses(instance):
    """Each step's status, in order."""
    return {step["id"]: step["status"] for step in instance.page("checklist")["rows"]}


def test_a_complete_installation_passes(ready):
    """
    Every step, in the order in which an administrator goes.
    """
    assert statuses(ready) == dict.fromkeys(ORDER, "passed")


def test_a_bare_instance_fails_with_a_fix_for_each_step(instance):
    """
    Steps that wait for another are unknown; nothing is asked of a connector that is not named.
    """
    steps = instance.page("checklist")["rows"]

    assert [step["id"] for step in steps] == ORDER
    assert {step["status"] for step in steps} == {"failed", "unknown"}
    assert all(step["fix"] for step in steps)
    assert instance.requests == []


@pytest.mark.parametrize(
    ("table", "change", "step"),
    [
        ("oauth_entity", {"redirect_url": "https://elsewhere.example/callback"}, "oauth_client"),
        ("oauth_entity", {"active": False}, "oauth_client"),
        ("oauth_entity", {"refresh_token_lifespan": checklist.REFRESH_LIFE_MIN_S - 1}, "token_lifetimes"),
        ("oauth_entity", {"access_token_lifespan": checklist.ACCESS_LIFE_MIN_S - 1}, "token_lifetimes"),
        ("sys_user_role_contains", {"role": "another"}, "integration_role"),
        ("sys_user", {"active": False}, "integration_user"),
        ("sys_user", {"web_service_access_only": True}, "integration_user"),
        ("sys_user", {"password_needs_reset": True}, "integration_user"),
        ("sys_user", {"locked_out": True}, "integration_user"),
        ("sys_user", {"time_zone": "Europe/Paris"}, "user_time_zone"),
        ("sys_script", {"active": False}, "business_rules"),
    ],
)
def test_a_step_fails_for_its_reason_alone(ready, table, change, step):
    """
    One thing wrong in a complete installation is one step that failed.
    """
    ready.tables[table][0] |= change

    found = statuses(ready)

    assert found.pop(step) == "failed"
    assert {each for name, each in found.items() if name != "token_lifetimes"} == {"passed"}


def test_an_administrator_as_integration_user_is_seen(ready):
    """
    However it was given the role.
    """
    ready.tables["sys_user_has_role"].append({"user": "u1", "role": "admin"})

    assert statuses(ready)["user_not_admin"] == "failed"


def test_a_table_that_refuses_says_so_in_its_own_words(ready):
    """
    The application registry is closed to other scopes on some instances: unknown, with where to open it.
    """
    ready.refused = ["oauth_entity"]

    [step] = [each for each in ready.page("checklist")["rows"] if each["id"] == "oauth_client"]

    assert step["status"] == "unknown"
    assert "has been refused due to the table's cross-scope access policy" in step["seen"]
    assert "Application Access" in step["fix"]


def test_a_connector_that_does_not_answer_fails_its_step(ready):
    """
    The reason stands beside it; the other steps are seen all the same.
    """
    ready.answer = lambda _: {"unreachable": True}

    found = {step["id"]: step for step in ready.page("checklist")["rows"]}

    assert (found["connection"]["status"], found["business_rules"]["status"]) == ("failed", "passed")
    assert "UnknownHostException" in found["connection"]["seen"]


def test_a_connection_without_consent_fails_its_step(app, ready):
    """
    The connector answers, and says that it is not connected.
    """
    app.c.connections.establish(make_connection(status=ConnectionStatus.CONSENT_EXPIRED))

    assert statuses(ready)["connection"] == "failed"


@pytest.mark.parametrize(("key", "url"), [("c2hvcnQ=", WEBHOOK_URL), ("", WEBHOOK_URL)])
def test_the_key_is_judged_and_never_shown(ready, key, url):
    """
    A key of another form fails; nothing of it stands on the page.
    """
    ready.configure(url, key)

    [step] = [each for each in ready.page("checklist")["rows"] if each["id"] == "webhook_key"]

    assert (step["status"], step["seen"]) == ("failed", "not 32 bytes in base64")


def test_the_limits_are_the_connectors(built):
    """
    The page and `GET /api/connection/checks` judge lifetimes alike, and the roles are those of the package.
    """
    [script] = [each["script"] for each in of_table(built.records, "sys_script_include") if "Checklist" in each["name"]]

    assert f"ACCESS_LIFE_MIN_S: {checklist.ACCESS_LIFE_MIN_S}," in script
    assert f"REFRESH_LIFE_MIN_S: {checklist.REFRESH_LIFE_MIN_S}," in script
    assert "CONTAINED_ROLES: [" + ", ".join(f"'{name}'" for name in CONTAINED) + "]" in script
