"""Rules of the Table API: verbs, shapes, paging, refusals."""

import re

STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
TABLE = "/api/now/table/incident"


def test_create_read_change_delete(desk):
    """
    POST 201 with Location and the full record; PATCH and PUT 200 and only the named fields; DELETE 204.
    """
    created = desk.api("POST", TABLE, json={"short_description": "a", "description": "b"})
    record = created.json()["result"]
    path = f"{TABLE}/{record['sys_id']}"

    assert created.status_code == 201
    assert created.headers["Location"] == desk.url + path
    assert len(record) > 50
    assert desk.api("PATCH", path, json={"short_description": "c"}).json()["result"]["description"] == "b"
    assert desk.api("PUT", path, json={"description": "d"}).json()["result"]["short_description"] == "c"
    deleted = desk.api("DELETE", path, desk.admin.name)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert desk.api("GET", path).status_code == 404


def test_method_override_and_no_body(desk):
    """
    X-HTTP-Method-Override is honoured; X-no-response-body leaves a write's body out; HEAD has none.
    """
    path = f"{TABLE}/{desk.create()['sys_id']}"
    headers = {"X-HTTP-Method-Override": "PATCH", "X-no-response-body": "true"}

    answer = desk.api("POST", path, headers=headers, json={"short_description": "z"})

    assert (answer.status_code, answer.content) == (200, b"")
    assert desk.api("GET", path).json()["result"]["short_description"] == "z"
    assert desk.api("HEAD", path).status_code == 200


def test_values_are_strings_and_references_objects(desk):
    """
    Every value is a string, an empty reference too; a filled reference is link and value; stamps are UTC seconds.
    """
    record = desk.api("POST", TABLE, json={"caller_id": desk.caller.sys_id, "impact": 1}).json()["result"]

    assert (record["impact"], record["active"], record["assigned_to"]) == ("1", "true", "")
    link = f"{desk.url}/api/now/table/sys_user/{desk.caller.sys_id}"
    assert record["caller_id"] == {"link": link, "value": desk.caller.sys_id}
    assert record["sys_domain"]["link"].endswith("/sys_user_group/global")
    assert re.fullmatch(STAMP, record["sys_created_on"])


def test_display_values(desk):
    """
    `true` gives labels and local times, `all` both; the reference link can be left out; dot-walked fields are flat.
    """
    sys_id = desk.create(caller_id=desk.caller.sys_id)["sys_id"]
    path = f"{TABLE}/{sys_id}"
    shown = desk.api("GET", path, params={"sysparm_display_value": "true"}).json()["result"]
    both = desk.api("GET", path, params={"sysparm_display_value": "all"}).json()["result"]
    bare = {"sysparm_exclude_reference_link": "true", "sysparm_fields": "caller_id,caller_id.email,nothing"}

    assert (shown["state"], shown["caller_id"]["display_value"]) == ("New", "Sandbox Sharer")
    assert both["state"] == {"display_value": "New", "value": "1"}
    assert set(both["caller_id"]) == {"display_value", "link", "value"}
    assert both["assigned_to"] == {"display_value": "", "value": ""}
    assert desk.api("GET", path, params=bare).json()["result"] == {
        "caller_id": desk.caller.sys_id,
        "caller_id.email": desk.caller.email,
    }
    bare["sysparm_display_value"] = "true"
    assert desk.api("GET", path, params=bare).json()["result"]["caller_id"] == "Sandbox Sharer"


def test_times_are_shown_in_the_users_zone_and_format(desk):
    """
    A display value has the reader's zone and format; the value stays UTC.
    """
    sys_id = desk.create(due_date="2026-01-31 10:00:00")["sys_id"]
    desk.control("POST", "users/personal.admin", {"dateFormat": "dd/MM/yyyy", "timeFormat": "hh:mm:ss a"})
    query = {"sysparm_display_value": "all", "sysparm_fields": "due_date"}

    answer = desk.api("GET", f"{TABLE}/{sys_id}", desk.admin.name, params=query)

    assert answer.json()["result"]["due_date"] == {
        "display_value": "31/01/2026 02:00:00 AM",
        "value": "2026-01-31 10:00:00",
    }


def test_input_display_values(desk):
    """
    sysparm_input_display_value takes labels, names and local times.
    """
    fields = {"urgency": "1 - High", "caller_id": "Sandbox Sharer", "due_date": "2026-01-31 02:00:00"}

    answer = desk.api("POST", f"{TABLE}?sysparm_input_display_value=true", desk.admin.name, json=fields)

    record = answer.json()["result"]
    assert (record["urgency"], record["due_date"]) == ("1", "2026-01-31 10:00:00")
    assert record["caller_id"]["value"] == desk.caller.sys_id


def test_what_does_not_fit_is_taken_silently(desk):
    """
    Unknown and system fields are ignored, ISO dates stored empty, long text cut; by switch long text is refused.
    """
    sent = {
        "u_nothing": "x",
        "sys_created_by": "me",
        "due_date": "2026-01-31T10:00:00Z",
        "short_description": "s" * 200,
    }

    record = desk.create(**sent)

    assert "u_nothing" not in record
    assert record["sys_created_by"] == desk.integration.name
    assert (record["due_date"], len(record["short_description"])) == ("", 160)
    desk.switch(longText="error")
    assert desk.api("POST", TABLE, json=sent).status_code == 403


def test_empty_lists(desk):
    """
    Nothing found: 200 and an empty list; version 1 answers 404.
    """
    query = "?sysparm_query=number=none"

    assert desk.api("GET", f"{TABLE}{query}").json() == {"result": []}
    assert desk.api("GET", f"/api/now/v2/table/incident{query}").status_code == 200
    first = desk.api("GET", f"/api/now/v1/table/incident{query}")
    assert (first.status_code, first.json()["error"]["message"]) == (404, "No Record found")


def test_pages_have_counts_and_links(desk):
    """
    X-Total-Count and Link come with a page, drop out when asked to, and lead through all rows.
    """
    desk.control("POST", "bulk", {"table": "incident", "count": 5})
    params = {"sysparm_query": "ORDERBYnumber", "sysparm_limit": 2, "sysparm_fields": "number"}
    answer = desk.api("GET", TABLE, params=params)
    seen = [row["number"] for row in answer.json()["result"]]

    assert answer.headers["X-Total-Count"] == "5"
    assert set(answer.links) == {"first", "next", "last"}
    while "next" in answer.links:
        answer = desk.api("GET", answer.links["next"]["url"].removeprefix(desk.url))
        seen += [row["number"] for row in answer.json()["result"]]
    assert seen == [f"INC{number:07d}" for number in range(10001, 10006)]
    assert set(answer.links) == {"first", "prev", "last"}
    suppressed = desk.api("GET", TABLE, params={"sysparm_suppress_pagination_header": "true"})
    assert ("Link" in suppressed.headers, "X-Total-Count" in suppressed.headers) == (False, True)
    assert "X-Total-Count" not in desk.api("GET", TABLE, params={"sysparm_no_count": "true"}).headers


def test_limit_cuts_before_access_rules(desk):
    """
    A page may be short or empty although more rows follow, and hidden rows are counted.
    """
    first = [desk.create()["sys_id"] for _ in range(4)]
    desk.control("POST", "acl", {"hiddenRecords": first[:3]})
    params = {"sysparm_query": "ORDERBYnumber", "sysparm_limit": 2}

    page = desk.api("GET", TABLE, params=params)
    following = desk.api("GET", TABLE, params=params | {"sysparm_offset": 2})

    assert page.json() == {"result": []}
    assert (page.headers["X-Total-Count"], "next" in page.links) == ("4", True)
    assert [row["sys_id"] for row in following.json()["result"]] == first[3:]


def test_limit_zero_and_wrong_offset(desk):
    """
    A limit of 0 is empty or the default, by switch; a negative offset is refused.
    """
    desk.create()

    assert desk.api("GET", f"{TABLE}?sysparm_limit=0").json() == {"result": []}
    desk.switch(zeroLimit="default")
    assert len(desk.api("GET", f"{TABLE}?sysparm_limit=0").json()["result"]) == 1
    assert desk.api("GET", f"{TABLE}?sysparm_offset=-1").status_code == 400


def test_client_chosen_sys_id(desk):
    """
    A sys_id in a POST is kept, case included; a second POST fails and creates nothing; correlation_id may repeat.
    """
    chosen = "AbCdEf00112233445566778899aabbcc"
    assert desk.create(sys_id=chosen, correlation_id="k")["sys_id"] == chosen

    again = desk.api("POST", TABLE, json={"sys_id": chosen})

    assert again.status_code == 403
    assert "Unique Key violation detected by database" in again.json()["error"]["detail"]
    desk.create(correlation_id="k")
    counts = desk.control("GET", "counts")
    assert (counts["incident"], counts["byCorrelationId"]["duplicates"]) == (2, 1)
    desk.switch(ignoreClientSysId=True)
    assert desk.create(sys_id=chosen)["sys_id"] != chosen


def test_updates_count_only_when_something_changes(desk):
    """
    An update that changes nothing leaves stamp and count alone, unless switched.
    """
    record = desk.create(short_description="a")
    path = f"{TABLE}/{record['sys_id']}"
    desk.control("POST", "clock", {"advanceS": 60})

    same = desk.api("PATCH", path, json={"short_description": "a"}).json()["result"]
    changed = desk.api("PATCH", path, json={"short_description": "b"}).json()["result"]

    assert (same["sys_mod_count"], same["sys_updated_on"]) == ("0", record["sys_updated_on"])
    assert changed["sys_mod_count"] == "1"
    assert changed["sys_updated_on"] > record["sys_updated_on"]
    desk.switch(noOpUpdatesTouch=True)
    assert desk.api("PATCH", path, json={"short_description": "b"}).json()["result"]["sys_mod_count"] == "2"


def test_journals_append(desk):
    """
    Notes append on every write, read back empty, as one dated text with display values, and as rows of their own.
    """
    sys_id = desk.create(work_notes="one")["sys_id"]
    path = f"{TABLE}/{sys_id}"
    desk.control("POST", "clock", {"advanceS": 5})
    again = desk.api("PATCH", path, json={"work_notes": "two"}).json()["result"]
    desk.api("PATCH", path, json={"work_notes": "two"})

    shown = desk.api("GET", path, params={"sysparm_display_value": "true"}).json()["result"]["work_notes"]
    rows = desk.rows(f"element_id={sys_id}^ORDERBYsys_created_on", "sys_journal_field")

    assert again["work_notes"] == ""
    assert [row["value"] for row in rows] == ["one", "two", "two"]
    assert shown.startswith(f"{rows[1]['sys_created_on']} - Secure Score Integration (Work notes)\ntwo\n\n")
    assert shown.endswith("(Work notes)\none\n\n")
