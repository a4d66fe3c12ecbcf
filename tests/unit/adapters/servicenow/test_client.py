"""The Table and Batch API on the wire: what is sent, and how answers are read."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connector.adapters.servicenow.client import ServiceNowClient, quoted
from connector.errors import (
    InvalidRequestError,
    NotConnectedError,
    RemoteProtocolError,
    RemoteRejectedError,
    RemoteUnavailableError,
)
from tests.builders import INSTANCE
from tests.unit.adapters.wire import Wire, response


class Tokens:
    """Tokens that are numbered; `renewals` counts how often one was refused."""

    def __init__(self) -> None:
        self.renewals = 0

    def current(self) -> str:
        return f"token-{self.renewals}"

    def after(self, refused: str) -> str:
        assert refused == self.current()
        self.renewals += 1
        return self.current()


def client(*answers: Any) -> tuple[ServiceNowClient, Wire, Tokens]:
    """A client whose instance gives these answers."""
    wire, tokens = Wire(list(answers)), Tokens()
    return ServiceNowClient(INSTANCE, tokens, wire, sleep=wire.waits.append, jitter=lambda: 0.0), wire, tokens


def item(key: str, content: Any, status: int = 201, **changes: Any) -> dict[str, Any]:
    """One serviced request of a batch."""
    encoded = base64.b64encode(json.dumps(content).encode()).decode()
    headers = [{"name": "Content-Type", "value": "application/json;charset=UTF-8"}]
    return {"id": key, "status_code": status, "headers": headers, "body": encoded} | changes


def batch(*items: dict[str, Any]) -> Any:
    """A batch answer."""
    return response(200, {"batch_request_id": "1", "serviced_requests": list(items), "unserviced_requests": []})


INSERTS = {"a": ("incident", {"name": "1"}), "b": ("change_request", {"name": "2"})}


def test_a_token_that_is_refused_is_renewed_once() -> None:
    """
    One 401 may be a token that lapsed on the way: the same request goes again with another one.
    """
    servicenow, wire, tokens = client(response(401, {}), response(200, {"result": [{"sys_id": "1"}]}))

    page = servicenow.rows("incident", "active=true", fields=("sys_id",), limit=5)

    assert page.rows == [{"sys_id": "1"}]
    assert [asked.headers["Authorization"] for asked in wire.asked] == ["Bearer token-0", "Bearer token-1"]
    assert tokens.renewals == 1


def test_a_second_refusal_is_the_answer() -> None:
    """
    A fresh token that is refused is not renewed again and again.
    """
    servicenow, wire, tokens = client(response(401, {}), response(401, {}))

    with pytest.raises(NotConnectedError):
        servicenow.rows("incident", "", fields=("sys_id",), limit=5)

    assert (len(wire.asked), tokens.renewals) == (2, 1)


@pytest.mark.parametrize("brief", [response(502), response(202), response(200, b'{"result": [')])
def test_a_read_is_tried_again_in_place(brief: Any) -> None:
    """
    What passes in a second need not go back to the queue.
    """
    servicenow, wire, _ = client(brief, brief, response(200, {"result": []}))

    assert servicenow.rows("incident", "", fields=("sys_id",), limit=5).rows == []
    assert wire.waits == [1.0, 2.0]


@pytest.mark.parametrize(
    "trouble",
    [response(503), response(429, headers={"Retry-After": "1"}), response(200, b"<title>Instance Hibernating page")],
)
def test_an_instance_that_asks_for_less_is_left_in_peace(trouble: Any) -> None:
    """
    The whole connection pauses instead, and not each reader by itself.
    """
    servicenow, wire, _ = client(trouble)

    with pytest.raises(RemoteUnavailableError) as caught:
        servicenow.rows("incident", "", fields=("sys_id",), limit=5)
    assert (caught.value.service_wide, wire.waits) == (True, [])


def test_a_write_is_never_repeated_in_place() -> None:
    """
    Whether it was done is unclear: it must be looked up first.
    """
    servicenow, wire, _ = client(response(502))

    with pytest.raises(RemoteUnavailableError):
        servicenow.insert("incident", {}, fields=("sys_id",))
    assert (len(wire.asked), wire.waits) == (1, [])


def test_a_list_is_asked_for_with_values_and_labels() -> None:
    """
    Only the columns wanted, each with value and label, and no more rows than wanted.
    """
    servicenow, wire, _ = client(response(200, {"result": []}, {"Link": '<https://x/?o=5>;rel="next"'}))

    page = servicenow.rows("incident", "active=true^ORDERBYsys_id", fields=("sys_id", "state"), limit=5, offset=10)

    assert page.has_next
    assert wire.asked[0].url == f"{INSTANCE}/api/now/table/incident"
    assert wire.asked[0].params == {
        "sysparm_query": "active=true^ORDERBYsys_id",
        "sysparm_fields": "sys_id,state",
        "sysparm_limit": "5",
        "sysparm_offset": "10",
        "sysparm_display_value": "all",
        "sysparm_exclude_reference_link": "true",
    }


@pytest.mark.parametrize("body", [{}, {"result": None}, {"result": {"sys_id": "1"}}])
def test_a_list_without_rows_in_it_is_a_protocol_error(body: Any) -> None:
    """
    Nothing is not an empty list: taking it for one would lose changes.
    """
    servicenow, _, _ = client(response(200, body))

    with pytest.raises(RemoteProtocolError):
        servicenow.rows("incident", "", fields=("sys_id",), limit=5)


def test_an_insert_sends_the_columns_as_json() -> None:
    """
    The answer is the record as it was stored.
    """
    servicenow, wire, _ = client(response(201, {"result": {"number": "INC1"}}))

    assert servicenow.insert("incident", {"sys_id": "1"}, fields=("number",)) == {"number": "INC1"}
    assert (wire.asked[0].method, wire.asked[0].json) == ("POST", {"sys_id": "1"})


@pytest.mark.parametrize("body", [{}, {"result": []}, {"result": None}])
def test_an_insert_without_a_record_is_a_protocol_error(body: Any) -> None:
    """
    201 alone is no proof of a record.
    """
    servicenow, _, _ = client(response(201, body))

    with pytest.raises(RemoteProtocolError):
        servicenow.insert("incident", {}, fields=("number",))


def test_a_batch_carries_one_insert_each() -> None:
    """
    One request for all, each item with its table, its columns in base64 and what it wants back.
    """
    servicenow, wire, _ = client(batch(item("a", {"result": {}}), item("b", {"result": {}})))

    servicenow.insert_many(INSERTS, fields=("sys_id", "number"))

    sent = wire.asked[0].json["rest_requests"]
    assert [(each["id"], each["method"], urlsplit(each["url"]).path) for each in sent] == [
        ("a", "POST", "/api/now/table/incident"),
        ("b", "POST", "/api/now/table/change_request"),
    ]
    assert json.loads(base64.b64decode(sent[1]["body"])) == {"name": "2"}
    assert parse_qs(urlsplit(sent[0]["url"]).query)["sysparm_fields"] == ["sys_id,number"]


def test_batch_answers_are_matched_by_id() -> None:
    """
    They may come in any order.
    """
    servicenow, _, _ = client(batch(item("b", {"result": {"number": "CHG1"}}), item("a", {"result": {"number": "I1"}})))

    assert servicenow.insert_many(INSERTS, fields=("number",)) == {"a": {"number": "I1"}, "b": {"number": "CHG1"}}


@pytest.mark.parametrize(
    ("serviced", "kind"),
    [
        (item("b", {"error": {"message": "Operation Failed"}}, 403), RemoteRejectedError),
        (item("b", {"error": {"message": "Rate limit exceeded"}}, 429), RemoteUnavailableError),
        (item("b", {"error": {"message": "Script error"}}, 500), RemoteUnavailableError),
        (item("b", {}, 401), NotConnectedError),
        (item("b", {"result": []}), RemoteProtocolError),
        (item("b", {}, body="bm90IGpzb24="), RemoteUnavailableError),
        (item("b", {}, body="abcde"), RemoteProtocolError),
        (item("b", {}, status_code="odd"), RemoteProtocolError),
        (item("b", {}, body=None), RemoteUnavailableError),
        (item("b", {"result": {}}, headers=[{"name": "content-type", "value": "text/html"}]), RemoteUnavailableError),
        (item("other", {"result": {}}), RemoteUnavailableError),
    ],
)
def test_one_items_trouble_leaves_the_others_alone(serviced: dict[str, Any], kind: type[Exception]) -> None:
    """
    Each item has its own outcome; one the batch did not get to may have been carried out and is looked up first.
    """
    servicenow, _, _ = client(batch(item("a", {"result": {"number": "INC1"}}), serviced))

    outcomes = servicenow.insert_many(INSERTS, fields=("number",))

    assert outcomes["a"] == {"number": "INC1"}
    assert type(outcomes["b"]) is kind


def test_a_batch_without_its_list_is_a_protocol_error() -> None:
    """
    No item's fate is known then.
    """
    servicenow, _, _ = client(response(200, {"batch_request_id": "1"}))

    with pytest.raises(RemoteProtocolError):
        servicenow.insert_many(INSERTS, fields=("number",))


@pytest.mark.parametrize("value", ["a^b", "^NQactive=true", "x^", "javascript:gs.x()", " JavaScript:gs.x()"])
def test_a_value_that_would_be_more_than_a_value_is_refused(value: str) -> None:
    """
    A caret would end the condition and begin another one; ServiceNow runs what follows "javascript:".
    """
    with pytest.raises(InvalidRequestError):
        quoted(value)


def test_other_values_go_into_a_query_as_they_are() -> None:
    """
    No escape is documented, and none is needed for the rest.
    """
    assert quoted("person+1@sandbox.example") == "person+1@sandbox.example"
