"""Rules of the Table API: choices, properties, the task view, and lists that lie."""

import requests

TABLE = "/api/now/table/incident"


def test_choices_need_a_role(desk):
    """
    sys_choice answers child and parent sets in three languages, to holders of personalize_choices only.
    """
    query = "name=task^ORname=incident^element=state^language=fr^inactive=false^ORDERBYsequence"

    rows = desk.rows(query, "sys_choice")

    assert {row["name"] for row in rows} == {"task", "incident"}
    assert "Résolu" in {row["label"] for row in rows}
    desk.control("POST", "users/secure.score.integration", {"roles": ["itil"]})
    assert desk.api("GET", "/api/now/table/sys_choice").status_code == 403
    desk.switch(unreadableTables="empty")
    assert desk.rows(query, "sys_choice") == []


def test_labels_follow_the_users_language(desk):
    """
    Display values come in the user's language; a value without a label there has the English one.
    """
    desk.control("POST", "users/secure.score.integration", {"language": "zh"})

    answer = desk.api("POST", f"{TABLE}?sysparm_display_value=true", json={})

    assert (answer.json()["result"]["state"], answer.json()["result"]["priority"]) == ("新建", "5 - Planning")


def test_labels_by_switch(desk):
    """
    Parent and child choices may be merged; a missing translation may show the bare value.
    """
    desk.control("POST", "choices", {"table": "task", "value": "20", "label": "Parked"})
    desk.control("POST", "users/secure.score.integration", {"language": "fr"})

    def shown(**fields):
        answer = desk.api("POST", f"{TABLE}?sysparm_display_value=true", json=fields).json()["result"]
        return answer["state"], answer["priority"]

    assert shown(state="20") == ("20", "5 - Planning")
    desk.switch(childChoices="merge", missingTranslation="value")
    assert shown(state="20") == ("20", "5")
    assert shown(state="2") == ("En cours", "5")
    desk.switch(missingTranslation="english")
    assert shown(state="20") == ("Parked", "5 - Planning")


def test_new_records_may_need_time(desk):
    """
    By switch a new record cannot be read at once, neither by sys_id nor in a list.
    """
    desk.switch(settleMs=60_000)
    sys_id = desk.create()["sys_id"]

    assert desk.api("GET", f"{TABLE}/{sys_id}").status_code == 404
    assert desk.rows("") == []
    desk.switch(settleMs=0)
    assert desk.api("GET", f"{TABLE}/{sys_id}").status_code == 200


def test_order_without_orderby(desk):
    """
    Without ORDERBY rows come as inserted, or scattered by switch.
    """
    made = [desk.create()["sys_id"] for _ in range(8)]

    assert [row["sys_id"] for row in desk.rows("")] == made
    desk.switch(unordered="scattered")
    assert [row["sys_id"] for row in desk.rows("")] == sorted(made)


def test_properties_are_for_admins(desk):
    """
    The build name is readable to admins, and to others by switch.
    """
    query = "name=glide.buildname"

    assert desk.rows(query, "sys_properties", desk.admin.name)[0]["value"] == "Zurich"
    assert desk.api("GET", "/api/now/table/sys_properties").status_code == 403
    desk.switch(propertiesReadable=True)
    assert desk.rows(query, "sys_properties")[0]["value"] == "Zurich"


def test_task_is_a_view_of_both_kinds(desk):
    """
    task lists incidents and changes together, with each one's own labels; a write goes by the child's rules.
    """
    incident, change = desk.create(), desk.create("change_request")

    rows = desk.rows("ORDERBYsys_class_name", "task", sysparm_display_value="all")

    assert [row["sys_class_name"]["value"] for row in rows] == ["change_request", "incident"]
    assert [row["state"]["display_value"] for row in rows] == ["New", "New"]
    path = f"/api/now/table/task/{change['sys_id']}"
    assert desk.api("PATCH", path, json={"state": "-1"}).status_code == 403
    assert desk.api("GET", f"/api/now/table/task/{incident['sys_id']}").json()["result"]["number"] == incident["number"]


def test_cookies_of_a_session(desk):
    """
    A fresh session gets JSESSIONID and glide_user_route; its cookie alone may read but not write.
    """
    first = desk.api("GET", TABLE)
    names = {cookie.name for cookie in first.cookies}
    url = desk.url + TABLE

    assert names == {"JSESSIONID", "glide_user_route"}
    assert requests.get(url, cookies=first.cookies, timeout=10).status_code == 200
    assert requests.post(url, cookies=first.cookies, json={}, timeout=10).status_code == 401


def test_lists_that_lie(desk):
    """
    A cancelled transaction keeps status 200 and carries both result and error.
    """
    desk.control("POST", "bulk", {"table": "incident", "count": 3})
    desk.switch(trailingErrorAfter=2)

    answer = desk.api("GET", TABLE)

    assert answer.status_code == 200
    assert len(answer.json()["result"]) == 2
    assert answer.json()["error"]["message"].startswith("Transaction cancelled")


def test_long_addresses(desk):
    """
    Above the set length an address answers 414 with HTML; a tiny URL stands in for a long query.
    """
    number = desk.create()["number"]
    query = "/api/now/table/incident?sysparm_query=number=" + number + "^ORnumberIN" + "x" * 9000

    refused = desk.api("GET", query)
    tiny = desk.api("POST", "/api/now/tinyurl", json={"url": query}).json()["result"]

    assert (refused.status_code, refused.headers["Content-Type"].split(";")[0]) == (414, "text/html")
    assert tiny.startswith("incident_list.do?sysparm_tiny=")
    rows = desk.api("GET", f"{TABLE}?{tiny.split('?')[1]}").json()["result"]
    assert [row["number"] for row in rows] == [number]
