"""Control paths of the operator, and what is logged."""

import re
import time

import pytest
import requests

from sandbox.servicenow import Switches

INCIDENT = "/api/now/table/incident"


def _refused(desk, method, path, json):
    return requests.request(method, f"{desk.url}/_sandbox/{path}", json=json, timeout=10).status_code == 400


def test_switches(desk):
    """
    Switches are shown and set by camelCase name; unknown names and wrong values are refused and change nothing.
    """
    assert desk.control("GET", "switches") == Switches().to_json()
    assert desk.switch(invalidQuery="no_rows")["invalidQuery"] == "no_rows"
    assert _refused(desk, "POST", "switches", {"nothing": True})
    assert _refused(desk, "POST", "switches", {"denyRedirect": False, "invalidQuery": "maybe"})
    assert _refused(desk, "POST", "switches", {"denyRedirect": 1})
    assert desk.control("GET", "switches")["denyRedirect"] is True


def test_every_switch_is_documented():
    """
    Each switch stands in the class's docstring.
    """
    words = re.findall(r"\w+", Switches.__doc__ or "")

    assert set(vars(Switches())) <= set(words)


def test_change_as_someone_else(desk):
    """
    The operator changes a ticket as a user: stamp, user and count move, unless told otherwise.
    """
    record = desk.create()
    path = f"records/incident/{record['sys_id']}"
    desk.control("POST", "clock", {"advanceS": 30})

    moved = desk.control("PATCH", path, {"as": "service.agent", "fields": {"state": "2", "work_notes": "on it"}})[
        "record"
    ]
    quiet = desk.control("PATCH", path, {"fields": {"state": "1"}, "touch": False})["record"]
    dated = desk.control("PATCH", path, {"fields": {"state": "2"}, "updatedOn": "2026-01-31 10:00:00"})["record"]

    assert (moved["state"], moved["sys_updated_by"], moved["sys_mod_count"]) == ("2", "service.agent", "1")
    assert moved["sys_updated_on"] > record["sys_updated_on"]
    assert (quiet["state"], quiet["sys_mod_count"], quiet["sys_updated_on"]) == ("1", "1", moved["sys_updated_on"])
    assert dated["sys_updated_on"] == "2026-01-31 10:00:00"


def test_rules_hold_for_the_operator_unless_forced(desk):
    """
    A change against the rules is refused as on the wire; `force` leaves them out.
    """
    record = desk.create("change_request")
    url = f"{desk.url}/_sandbox/records/change_request/{record['sys_id']}"

    assert requests.patch(url, json={"fields": {"state": "3"}}, timeout=10).status_code == 403
    forced = requests.patch(url, json={"fields": {"state": "3"}, "force": True}, timeout=10).json()["record"]
    assert (forced["state"], forced["active"]) == ("3", "false")


def test_delete_and_show(desk):
    """
    Rows are shown raw, narrowed by correlation id; a deleted one is gone for everybody.
    """
    keep, gone = desk.create(correlation_id="run-1"), desk.create(correlation_id="run-2")
    desk.create(correlation_id="other")

    assert desk.control("GET", "records/incident?correlationIdPrefix=run-")["total"] == 2
    desk.control("DELETE", f"records/incident/{gone['sys_id']}")

    shown = desk.control("GET", "records/incident?correlationIdPrefix=run-&limit=5")
    assert [row["sys_id"] for row in shown["records"]] == [keep["sys_id"]]
    assert desk.api("GET", f"{INCIDENT}/{gone['sys_id']}").status_code == 404


def test_bulk(desk):
    """
    Many records are made from one template, with ids of their own or given ones, in one second if wished.
    """
    wish = {
        "table": "incident",
        "count": 3,
        "template": {"impact": 1, "urgency": 1},
        "updatedOn": "2026-01-31 10:00:00",
    }
    ids = [f"{number:032x}" for number in range(3)]

    desk.control("POST", "bulk", wish | {"sysIds": ids, "correlationIds": ["a", "b", "c"]})

    rows = desk.rows("sys_updated_on=2026-01-31 10:00:00^ORDERBYsys_id")
    assert [(row["sys_id"], row["correlation_id"], row["priority"]) for row in rows] == [
        (sys_id, correlation_id, "1") for sys_id, correlation_id in zip(ids, "abc", strict=True)
    ]
    assert len({row["number"] for row in rows}) == 3
    assert _refused(desk, "POST", "bulk", wish | {"sysIds": ids})
    assert desk.control("GET", "counts")["incident"] == 3


def test_changed_records_are_found_quickly_among_many(desk):
    """
    With 20,000 tickets in the store the query for what changed takes milliseconds.
    """
    template = {"correlation_display": "Secure Score"}
    desk.control(
        "POST", "bulk", {"table": "incident", "count": 20_000, "template": template, "updatedOn": "2026-01-01 00:00:00"}
    )
    desk.control(
        "POST", "bulk", {"table": "incident", "count": 5, "template": template, "updatedOn": "2026-02-01 00:00:00"}
    )
    query = "correlation_display=Secure Score^sys_updated_on>=2026-01-31 10:00:00^ORDERBYsys_updated_on^ORDERBYsys_id"

    took = []
    for _ in range(5):
        started = time.perf_counter()
        assert len(desk.rows(query)) == 5
        took.append(time.perf_counter() - started)

    assert min(took) < 0.05


def test_users_and_roles(desk):
    """
    The operator makes users, and gives and takes roles.
    """
    made = desk.control("POST", "users/new.person", {"password": "secret", "roles": ["itil"]})
    url, pair = desk.url + INCIDENT, ("new.person", "secret")

    assert made["roles"] == ["itil"]
    assert requests.post(url, json={}, auth=pair, timeout=10).status_code == 201
    desk.control("POST", "users/new.person", {"roles": []})
    assert requests.post(url, json={}, auth=pair, timeout=10).status_code == 403
    assert _refused(desk, "POST", "users/new.person", {"colour": "red"})


def test_wire_counts(desk):
    """
    Requests are counted by kind as they arrive, lost and refused ones too.
    """
    desk.create()
    desk.rows("")
    desk.api("GET", f"{INCIDENT}/{'0' * 32}")
    desk.api("PATCH", f"{INCIDENT}/{'0' * 32}", json={})
    desk.token(grant_type="password")
    for method in ("POST", "GET", "PATCH"):
        batch = {
            "batch_request_id": "1",
            "rest_requests": [{"id": "1", "method": method, "url": "/api/now/table/task"}],
        }
        desk.api("POST", "/api/now/v1/batch", json=batch)
    desk.control("POST", "fail", {"kind": "status", "status": 503, "next": 1})
    desk.api("POST", INCIDENT, json={})

    assert desk.control("GET", "wire-counts") == {"create": 3, "sync": 2, "read": 1, "update": 2, "oauth": 1}
    desk.control("DELETE", "wire-counts")
    assert desk.control("GET", "wire-counts")["create"] == 0


@pytest.mark.parametrize(
    "fault", [{"kind": "http"}, {"kind": "status", "match": "("}, {"kind": "status", "after": 2}, {}]
)
def test_a_fault_that_does_not_exist_is_refused_when_it_is_asked_for(desk, fault):
    """
    Not at the first request that meets it, where it would look like the service's own answer.
    """
    answer = requests.post(f"{desk.url}/_sandbox/fail", json=fault, timeout=10)

    assert (answer.status_code, answer.text.partition(":")[0]) == (400, "not a fault")
    assert desk.control("GET", "fail")["faults"] == []


def test_log_holds_no_secrets(desk):
    """
    The log tells method, path, user and status, and no token, code, secret or password.
    """
    code = desk.code()
    token = desk.exchange(code).json()
    desk.bearer(token["access_token"])
    requests.get(f"{desk.url}/oauth_revoke_token.do", params={"token": token["access_token"]}, timeout=10)

    log = desk.control("GET", "requests")
    listed = next(entry for entry in log["requests"] if entry["path"] == INCIDENT)

    assert (listed["method"], listed["user"], listed["status"]) == ("GET", desk.integration.name, 200)
    for secret in (code, token["access_token"], token["refresh_token"], desk.integration.password):
        assert secret not in str(log)


def test_reset_restores_everything(desk):
    """
    Reset takes back records, switches, tokens, users and counters.
    """
    token = desk.exchange(desk.code()).json()["access_token"]
    desk.create()
    desk.switch(invalidQuery="forbidden")

    desk.control("POST", "reset")

    assert desk.control("GET", "counts")["incident"] == 0
    assert desk.control("GET", "switches")["invalidQuery"] == "drop"
    assert desk.bearer(token) == 401
    assert desk.create()["number"] == "INC0010001"
