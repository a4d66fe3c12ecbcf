"""Rules of the Batch API."""

import base64
import json

JSON_HEADERS = [{"name": "Content-Type", "value": "application/json"}, {"name": "Accept", "value": "application/json"}]
INCIDENT = "/api/now/table/incident"


def _item(number, method, url, body=None, **more):
    item = {"id": str(number), "method": method, "url": url, "headers": JSON_HEADERS} | more
    return item if body is None else item | {"body": base64.b64encode(json.dumps(body).encode()).decode()}


def _run(desk, *items, user="secure.score.integration"):
    answer = desk.api("POST", "/api/now/v1/batch", user, json={"batch_request_id": 7, "rest_requests": items})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _body(served):
    return json.loads(base64.b64decode(served["body"]) or "null")


def test_items_run_in_order(desk):
    """
    A later item sees what an earlier one did; bodies are base64 both ways; ids and the batch's id are strings.
    """
    sys_id = "0" * 31 + "a"

    answer = _run(
        desk,
        _item(1, "POST", INCIDENT, {"sys_id": sys_id, "short_description": "a"}),
        _item(2, "PATCH", f"{INCIDENT}/{sys_id}", {"short_description": "b"}, exclude_response_headers=True),
        _item(3, "GET", f"{INCIDENT}/{sys_id}?sysparm_fields=short_description"),
    )

    served = answer["serviced_requests"]
    assert (answer["batch_request_id"], answer["unserviced_requests"]) == ("7", [])
    assert [(item["id"], item["status_code"], item["status_text"]) for item in served] == [
        ("1", 201, "Created"),
        ("2", 200, "OK"),
        ("3", 200, "OK"),
    ]
    assert _body(served[2]) == {"result": {"short_description": "b"}}
    assert "headers" not in served[1]
    assert {"name": "Location", "value": f"{desk.url}{INCIDENT}/{sys_id}"} in served[0]["headers"]


def test_items_fail_alone(desk):
    """
    The batch answers 200 although items are refused, each by its own rules.
    """
    sys_id = "0" * 31 + "b"
    create = _item(1, "POST", INCIDENT, {"sys_id": sys_id})

    answer = _run(
        desk,
        create,
        create | {"id": "2"},
        _item(3, "GET", f"{INCIDENT}/{'f' * 32}"),
        _item(4, "GET", "https://elsewhere.example/api"),
        _item(5, "POST", INCIDENT) | {"body": "%%"},
        _item(6, "POST", "/api/now/v1/batch", {"rest_requests": []}),
    )

    assert [item["status_code"] for item in answer["serviced_requests"]] == [201, 403, 404, 400, 400, 400]
    assert desk.control("GET", "counts")["incident"] == 1


def test_rights_hold_for_every_item(desk):
    """
    A user who may not insert is refused item by item.
    """
    answer = _run(desk, _item(1, "POST", INCIDENT, {}), user=desk.caller.name)

    assert _body(answer["serviced_requests"][0])["error"]["detail"].startswith("ACL Exception Insert Failed")


def test_leftovers_are_unserviced(desk):
    """
    What does not fit comes back unserviced, executed or not, by switch.
    """
    items = [_item(number, "POST", INCIDENT, {}) for number in range(3)]
    desk.switch(batchServicedItems=1, batchReverseOrder=True)

    assert _run(desk, *items)["unserviced_requests"] == ["1", "2"]
    assert desk.control("GET", "counts")["incident"] == 1
    desk.switch(batchUnservicedExecute=True)
    assert _run(desk, *items)["unserviced_requests"] == ["1", "2"]
    assert desk.control("GET", "counts")["incident"] == 4


def test_order_of_answers_is_not_promised(desk):
    """
    By switch the answers come in the reverse order.
    """
    desk.switch(batchReverseOrder=True)

    answer = _run(desk, *(_item(number, "POST", INCIDENT, {"short_description": str(number)}) for number in range(3)))

    assert [item["id"] for item in answer["serviced_requests"]] == ["2", "1", "0"]
    assert [_body(item)["result"]["number"] for item in answer["serviced_requests"]][-1] == "INC0010001"


def test_large_answers_are_unserviced(desk):
    """
    An item whose answer exceeds the limit in the header is not serviced.
    """
    desk.create(description="x" * 3000)
    batch = {"batch_request_id": "1", "rest_requests": [_item(1, "GET", INCIDENT)]}

    answer = desk.api("POST", "/api/now/v1/batch", json=batch, headers={"X-BATCHREQUEST-MAX-OUTPUT-SIZE": "2000"})

    assert answer.json()["unserviced_requests"] == ["1"]


def test_malformed_batch(desk):
    """
    A batch without requests is refused as a whole.
    """
    assert desk.api("POST", "/api/now/v1/batch", json={"rest_requests": "x"}).status_code == 400
