"""Rules of the Change Management, Aggregate and Import Set APIs."""

CHANGE = "/api/sn_chg_rest/change"


def _group(desk):
    return desk.rows("name=Change Management", "sys_user_group")[0]["sys_id"]


def test_change_api_answers_typed_objects(desk):
    """
    Creating answers 200; every field is an object, numbers floats, booleans real, dates with an internal display.
    """
    answer = desk.api("POST", f"{CHANGE}/emergency", json={"short_description": "x", "u_nothing": 1})

    change = answer.json()["result"]
    assert answer.status_code == 200
    assert change["state"] == {"display_value": "New", "value": -5.0}
    assert change["active"]["value"] is True
    assert change["type"] == {"display_value": "Emergency", "value": "emergency"}
    assert set(change["opened_at"]) == {"display_value", "value", "display_value_internal"}
    assert change["__meta"] == {"ignoredFields": ["u_nothing"]}


def test_next_states_agree_with_the_model(desk):
    """
    nextstates lists exactly the moves the Table API allows.
    """
    record = desk.create("change_request", assignment_group=_group(desk))

    found = desk.api("GET", f"{CHANGE}/{record['sys_id']}/nextstates").json()["result"]

    assert found["available_states"] == ["-5", "-4", "4"]
    assert found["state_label"] == {"-5": "New", "-4": "Assess", "4": "Canceled"}
    assert [transition[0]["to_state"] for transition in found["state_transitions"]] == ["-4", "4"]
    for state, status in (("-3", 403), ("-4", 200)):
        assert desk.api("PATCH", f"{CHANGE}/{record['sys_id']}", json={"state": state}).status_code == status


def test_approvals_move_the_change(desk):
    """
    An approval moves the change on; a rejection takes it back to New.
    """
    record = desk.create("change_request", assignment_group=_group(desk))
    path = f"{CHANGE}/{record['sys_id']}"
    assert desk.api("PATCH", f"{path}/approvals", json={"state": "approved"}).status_code == 400

    desk.api("PATCH", path, json={"state": "-4"})
    states = [
        desk.api("PATCH", f"{path}/approvals", json={"state": "approved"}).json()["result"]["state"]["value"]
        for _ in range(2)
    ]

    assert states == [-3.0, -2.0]
    other = desk.create("change_request", type="emergency", assignment_group=_group(desk))
    desk.api("PATCH", f"{CHANGE}/{other['sys_id']}", json={"state": "-3"})
    rejected = desk.api("PATCH", f"{CHANGE}/{other['sys_id']}/approvals", json={"state": "rejected"}).json()["result"]
    assert (rejected["state"]["value"], rejected["approval"]["value"]) == (-5.0, "not requested")


def test_standard_changes_come_from_a_template(desk):
    """
    A template gives a standard change its text; models and templates are listed.
    """
    template = desk.api("GET", f"{CHANGE}/standard/template").json()["result"][0]

    change = desk.api("POST", f"{CHANGE}/standard/{template['sys_id']['value']}", json={}).json()["result"]

    assert change["type"]["value"] == "standard"
    assert change["short_description"]["value"] == template["name"]["value"]
    models = desk.api("GET", f"{CHANGE}/model").json()["result"]
    assert [model["name"]["value"] for model in models] == ["Emergency", "Normal", "Standard"]


def test_change_api_roles_and_errors(desk):
    """
    sn_change_write suffices for the Table API only; errors tell all in the message; deleting needs change_manager.
    """
    desk.control("POST", "users/secure.score.integration", {"roles": ["sn_change_write"]})
    record = desk.create("change_request")
    refused = desk.api("POST", CHANGE, json={"type": "normal"})
    path = f"{CHANGE}/{record['sys_id']}"

    assert refused.status_code == 403
    assert refused.json()["error"] == {"message": "User Not Authorized. Failed API level ACL Validation", "detail": ""}
    assert desk.api("DELETE", path, desk.agent.name).status_code == 403
    desk.control("POST", "users/service.agent", {"roles": ["change_manager"]})
    assert len(desk.api("GET", f"{CHANGE}/normal", desk.agent.name).json()["result"]) == 1
    assert desk.api("DELETE", path, desk.agent.name).status_code == 204


def test_aggregates(desk):
    """
    Counts and other statistics are strings, ungrouped as one object, grouped as a list, filtered by having.
    """
    for urgency in (1, 1, 3):
        desk.create(urgency=urgency)
    path = "/api/now/stats/incident?sysparm_count=true"

    assert desk.api("GET", path).json() == {"result": {"stats": {"count": "3"}}}
    grouped = desk.api("GET", f"{path}&sysparm_group_by=urgency").json()["result"]
    assert grouped == [
        {"stats": {"count": "2"}, "groupby_fields": [{"field": "urgency", "value": "1"}]},
        {"stats": {"count": "1"}, "groupby_fields": [{"field": "urgency", "value": "3"}]},
    ]
    having = desk.api("GET", f"{path}&sysparm_group_by=urgency&sysparm_having=count^urgency^>^1").json()["result"]
    assert [group["groupby_fields"][0]["value"] for group in having] == ["1"]
    more = "&sysparm_query=urgency=1&sysparm_min_fields=priority&sysparm_avg_fields=urgency"
    assert desk.api("GET", path + more).json()["result"]["stats"] == {
        "count": "2",
        "min": {"priority": "3"},
        "avg": {"urgency": "1.0000"},
    }
    refused = desk.api("GET", "/api/now/stats/sys_properties?sysparm_count=true")
    assert refused.json()["error"]["detail"] == "No permission to read table 'sys_properties'"


def test_import_sets_upsert(desk):
    """
    A coalescing map inserts, then updates; failures come with status 201 and say so in the result.
    """
    desk.control("POST", "users/secure.score.integration", {"roles": ["itil", "import_set_loader"]})
    fields = {"u_text": "short_description", "u_key": "correlation_id"}
    wish = {"stagingTable": "u_stage", "table": "incident", "fields": fields, "coalesce": ["correlation_id"]}
    desk.control("POST", "transform-maps", wish)

    def send(**row):
        answer = desk.api("POST", "/api/now/import/u_stage", json=row)
        assert answer.status_code == 201
        return answer.json()["result"][0]

    first, second = send(u_key="k", u_text="a"), send(u_key="k", u_text="b")
    assert (first["status"], second["status"], send(u_key="k", u_text="b")["status"]) == (
        "inserted",
        "updated",
        "ignored",
    )
    assert first["sys_id"] == second["sys_id"]
    failed = send(u_key="k", state="6")
    assert (failed["status"], failed["status_message"]) == ("error", "Operation Failed")
    assert desk.api("POST", "/api/now/import/u_other", json={}).status_code == 400
