"""Business rules and data policies of incidents and changes."""

import pytest

INCIDENT, CHANGE = "/api/now/table/incident", "/api/now/table/change_request"
POLICY = "Data Policy Exception: The following fields are mandatory: "
SOLVED = {"state": "6", "close_code": "Solution provided", "close_notes": "done"}


def _patch(desk, table, record, user=None, **fields):
    return desk.api("PATCH", f"{table}/{record['sys_id']}", user or desk.integration.name, json=fields)


def test_incident_starts_new(desk):
    """
    Numbers begin at INC0010001; state New, impact and urgency 3, priority 5, active.
    """
    record = desk.create()

    assert record["number"] == "INC0010001"
    names = ("state", "incident_state", "impact", "urgency", "priority", "active", "category")
    assert [record[name] for name in names] == ["1", "1", "3", "3", "5", "true", "inquiry"]


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"), [(1, 1, "1"), (1, 3, "3"), (2, 2, "3"), (3, 2, "4"), (3, 3, "5")]
)
def test_priority_follows_the_matrix(desk, impact, urgency, priority):
    """
    Priority comes from impact and urgency, whatever is sent.
    """
    record = desk.create(impact=impact, urgency=str(urgency), priority="1")

    assert record["priority"] == priority
    assert _patch(desk, INCIDENT, record, priority="1").json()["result"]["priority"] == priority


def test_resolving_needs_code_and_notes(desk):
    """
    State 6 without them is refused by their labels; a code off the list is stored empty and then refused.
    """
    record = desk.create()
    bare, off_list = (
        _patch(desk, INCIDENT, record, state="6"),
        _patch(desk, INCIDENT, record, **SOLVED | {"close_code": "x"}),
    )

    assert (bare.status_code, bare.json()["error"]["detail"]) == (403, POLICY + "Resolution code, Resolution notes")
    assert off_list.json()["error"]["detail"] == POLICY + "Resolution code"
    assert desk.create(close_code="x")["close_code"] == ""
    done = _patch(desk, INCIDENT, record, **SOLVED).json()["result"]
    assert (done["state"], done["incident_state"], done["active"]) == ("6", "6", "true")
    assert done["resolved_by"]["value"] == desk.integration.sys_id


def test_closing_needs_a_role(desk):
    """
    State 7 needs itil_admin: else 403, or by switch the field is ignored; 7 and 8 are inactive.
    """
    record = desk.create(**SOLVED)
    refused = _patch(desk, INCIDENT, record, state="7")
    desk.switch(closeWithoutRole="ignored")

    assert refused.json()["error"]["detail"] == "ACL Exception Update Failed due to security constraints"
    assert _patch(desk, INCIDENT, record, state="7").json()["result"]["state"] == "6"
    closed = _patch(desk, INCIDENT, record, desk.agent.name, state="7").json()["result"]
    assert (closed["state"], closed["active"], closed["closed_by"]["value"]) == ("7", "false", desk.agent.sys_id)
    assert desk.create(state="8")["active"] == "false"


def test_reopening(desk):
    """
    Back from Resolved the ticket is active again and forgets who resolved it.
    """
    record = desk.create(**SOLVED)

    again = _patch(desk, INCIDENT, record, state="2").json()["result"]

    assert (again["active"], again["resolved_by"], again["reopen_count"]) == ("true", "", "1")


def test_on_hold_needs_a_reason(desk):
    """
    On hold needs a reason, and a comment when it awaits the caller; a switch lifts it.
    """
    record = desk.create()

    assert _patch(desk, INCIDENT, record, state="3").json()["error"]["detail"] == POLICY + "On hold reason"
    waiting = _patch(desk, INCIDENT, record, state="3", hold_reason="1")
    assert waiting.json()["error"]["detail"] == POLICY + "Additional comments"
    assert _patch(desk, INCIDENT, record, state="3", hold_reason="1", comments="please").status_code == 200
    desk.switch(holdReasonPolicy=False)
    assert _patch(desk, INCIDENT, desk.create(), state="3").status_code == 200


def test_states_of_the_customer(desk):
    """
    A state an administrator added has its label; above 8 it is inactive, negative it is active.
    """
    desk.control("POST", "choices", {"table": "incident", "value": "-3", "label": "Awaiting approval"})
    desk.control("POST", "choices", {"table": "incident", "value": "12", "label": "Archived"})
    record = desk.create(state="-3")

    shown = desk.api("GET", f"{INCIDENT}/{record['sys_id']}?sysparm_display_value=true").json()["result"]

    assert (shown["state"], record["active"]) == ("Awaiting approval", "true")
    assert desk.create(state="12")["active"] == "false"


def test_incident_state_is_a_mirror(desk):
    """
    Writing incident_state alone moves state as well.
    """
    assert _patch(desk, INCIDENT, desk.create(), incident_state="2").json()["result"]["state"] == "2"


def test_change_starts_new(desk):
    """
    A change begins in New whatever state is sent, with number CHG0030001's form, type and model.
    """
    record = desk.create("change_request", state="3", chg_model="emergency")

    names = ("number", "state", "active", "type", "approval")
    assert [record[name] for name in names] == ["CHG0030001", "-5", "true", "emergency", "not requested"]
    models = desk.rows("name=Emergency", "chg_model")
    assert record["chg_model"] == models[0]["sys_id"]
    desk.switch(changeInsertState="refused")
    assert desk.api("POST", CHANGE, json={"state": "-2"}).status_code == 403


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("normal", ["-4", "-3", "-2", "-1", "0", "3"]),
        ("standard", ["-2", "-1", "0", "3"]),
        ("emergency", ["-3", "-2", "-1", "0", "3"]),
    ],
)
def test_each_type_has_its_path(desk, kind, path):
    """
    Only the next state of the type's path is allowed; a jump is aborted by the change model's rule.
    """
    group = desk.rows("name=Change Management", "sys_user_group")[0]["sys_id"]
    record = desk.create("change_request", type=kind, assignment_group=group)

    jump = _patch(desk, CHANGE, record, state="0")

    assert jump.status_code == 403
    assert "was aborted by Business Rule 'Change Model: Check State Transition^" in jump.json()["error"]["detail"]
    for state in path:
        fields = {"close_code": "successful", "close_notes": "done"} if state == "3" else {}
        moved = _patch(desk, CHANGE, record, state=state, **fields)
        assert (moved.status_code, moved.json()["result"]["state"]) == (200, state)
    assert moved.json()["result"]["active"] == "false"


def test_change_needs_group_and_close_fields(desk):
    """
    Leaving New needs an assignment group, closing its code and notes.
    """
    record = desk.create("change_request", type="standard")
    assert _patch(desk, CHANGE, record, state="-2").json()["error"]["detail"] == POLICY + "Assignment group"
    group = desk.rows("", "sys_user_group")[0]["sys_id"]
    for state in ("-2", "-1", "0"):
        assert _patch(desk, CHANGE, record, state=state, assignment_group=group).status_code == 200

    refused = _patch(desk, CHANGE, record, state="3")

    assert refused.json()["error"]["detail"] == POLICY + "Close code, Close notes"


def test_change_can_be_cancelled_and_reverted(desk):
    """
    Normal goes back from Assess to New; Canceled is open to all but Review and Closed; text is no state.
    """
    group = desk.rows("", "sys_user_group")[0]["sys_id"]
    record = desk.create("change_request", assignment_group=group)

    assert _patch(desk, CHANGE, record, state="assess").status_code == 403
    assert _patch(desk, CHANGE, record, state="-4").json()["result"]["approval"] == "requested"
    assert _patch(desk, CHANGE, record, state="-5").json()["result"]["approval"] == "not requested"
    assert _patch(desk, CHANGE, record, state="4").json()["result"]["active"] == "false"
    assert _patch(desk, CHANGE, record, state="-5").status_code == 403


def test_change_type_is_fixed_after_new(desk):
    """
    The type may change in New, never to standard, and not later: the field is ignored.
    """
    group = desk.rows("", "sys_user_group")[0]["sys_id"]
    record = desk.create("change_request", assignment_group=group)

    assert _patch(desk, CHANGE, record, type="standard").json()["result"]["type"] == "normal"
    assert _patch(desk, CHANGE, record, type="emergency").json()["result"]["type"] == "emergency"
    _patch(desk, CHANGE, record, state="-3")
    assert _patch(desk, CHANGE, record, type="normal").json()["result"]["type"] == "emergency"


def test_change_states_may_be_closed_to_rest(desk):
    """
    Some instances refuse every write of a change's state.
    """
    group = desk.rows("", "sys_user_group")[0]["sys_id"]
    record = desk.create("change_request", assignment_group=group)
    desk.switch(refuseChangeState=True)

    assert _patch(desk, CHANGE, record, state="-4").status_code == 403
