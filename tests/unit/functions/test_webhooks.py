"""POST /api/webhooks/servicenow/{connectionId} and the key behind it."""

import base64
import hmac
import json
from dataclasses import replace

import pytest

from connector.domain.draft import Kind
from tests.builders import CONNECTION_ID, INTEGRATION_USER, TENANT_ID, make_connection, make_created_ticket, make_id

URL = f"/api/webhooks/servicenow/{CONNECTION_ID}"


@pytest.fixture
def key(app):
    """The connection's key, as it is shown once."""
    return app.post("/api/connection/webhook-key").json()["key"]


@pytest.fixture
def ticket(app):
    """A ticket whose record someone resolved."""
    [ticket] = app.c.tickets.put(make_created_ticket())
    app.c.desks.desk.put(Kind.INCIDENT, ticket.record)
    app.c.desks.desk.move(Kind.INCIDENT, ticket.ticket_id, state="6", state_label="Resolved")
    return ticket


def push(app, key, body, *, url=URL, **headers):
    """A signed request of this moment; `headers` replace its own."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    timestamp = str(int(app.c.clock.now().timestamp()))
    mac = hmac.digest(base64.b64decode(key), f"{timestamp}.".encode() + content, "sha256")
    signed = {"X-Connector-Timestamp": timestamp, "X-Connector-Signature": base64.b64encode(mac).decode()}
    return app.post(url, content, headers={**signed, **{n.replace("_", "-"): v for n, v in headers.items()}})


def test_a_key_is_shown_with_its_address(app):
    """
    For administrators; the reply is no answer that a browser keeps.
    """
    answer = app.post("/api/connection/webhook-key")

    assert answer.status == 201
    assert answer.json()["url"] == f"https://connector.sandbox.example{URL}"
    assert len(base64.b64decode(answer.json()["key"])) == 32
    assert answer.headers["cache-control"] == "no-store"


def test_a_push_brings_the_tickets_state_at_once(app, key, ticket):
    """
    What the body says of the record is not believed; more fields do no harm.
    """
    body = {"table": "incident", "sysId": ticket.ticket_id, "state": "8", "event": {"name": "update"}}

    answer = push(app, key, body)

    assert (answer.status, answer.json()) == (202, {"changed": True})
    assert app.c.tickets.get(TENANT_ID, ticket.ticket_id).record.state == "6"


def test_a_record_that_is_not_ours_is_accepted_and_left_alone(app, key, ticket):
    """
    An answer of another kind would tell who asks which records are ours.
    """
    for body in ({"table": "incident", "sysId": make_id()}, {"table": "problem", "sysId": ticket.ticket_id}):
        assert push(app, key, body).status == 202
    assert app.c.desks.desk.requests == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Connector_Signature": base64.b64encode(bytes(32)).decode()},
        {"X_Connector_Signature": ""},
        {"X_Connector_Timestamp": "1"},
        {"X_Connector_Timestamp": "soon"},
    ],
)
def test_what_is_not_signed_now_is_refused(app, key, ticket, headers):
    """
    401, without a read of ServiceNow.
    """
    answer = push(app, key, {"table": "incident", "sysId": ticket.ticket_id}, **headers)

    assert (answer.status, answer.error()["code"]) == (401, "push_refused")
    assert app.c.desks.desk.requests == []


def test_a_push_counts_once(app, key, ticket):
    """
    The same bytes again are refused.
    """
    body = {"table": "incident", "sysId": ticket.ticket_id}

    assert [push(app, key, body).status for _ in range(2)] == [202, 401]
    assert len(app.c.desks.desk.requests) == 1


@pytest.mark.parametrize("known", [True, False])
def test_a_huge_body_is_refused_unread(app, key, known):
    """
    Sixteen KiB are read; one byte more is 413, whoever sends it.
    """
    room = 16 * 1024 - len('{"table":"incident","sysId":"' + "0" * 32 + '","x":""}')
    fits = f'{{"table":"incident","sysId":"{make_id()}","x":"{"a" * room}"}}'.encode()

    assert push(app, key, fits).status == 202
    assert push(app, key, fits + b" ", url=URL if known else URL[:-1] + "0").status == 413


@pytest.mark.parametrize("url", [f"/api/webhooks/servicenow/{'d' * 32}", "/api/webhooks/servicenow/x"])
def test_an_unknown_connection_is_not_found(app, key, url):
    """
    With whatever signature.
    """
    for headers in ({}, {"X_Connector_Signature": "x"}, {"X_Connector_Timestamp": "1"}):
        assert push(app, key, {"table": "incident", "sysId": make_id()}, url=url, **headers).status == 404


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"{", None),
        ({"table": "incident"}, ["sysId"]),
        ({"table": "incident", "sysId": "INC0010001"}, ["sysId"]),
        ({"table": 1, "sysId": "0" * 32}, ["table"]),
    ],
)
def test_a_signed_body_that_says_nothing_is_refused(app, key, body, fields):
    """
    400 naming the field, so that whoever writes the rule sees why.
    """
    answer = push(app, key, body)

    assert answer.status == 400
    assert list(answer.error().get("fields") or []) == (fields or [])


def asked(app, key):
    """Headers of a signed question of this moment."""
    timestamp = str(int(app.c.clock.now().timestamp()))
    mac = hmac.digest(base64.b64decode(key), f"{timestamp}.".encode(), "sha256")
    return {"X-Connector-Timestamp": timestamp, "X-Connector-Signature": base64.b64encode(mac).decode()}


def test_servicenow_reads_the_status_of_its_connection(app, key):
    """
    The answer is signed as the question is, so that the instance knows who says it.
    """
    answer = app.get(f"{URL}/status", headers=asked(app, key))

    signed = f"{answer.headers['x-connector-timestamp']}.".encode() + answer.body
    expected = hmac.digest(base64.b64decode(key), signed, "sha256")
    assert (answer.status, answer.json()["status"]) == (200, "connected")
    assert base64.b64decode(answer.headers["x-connector-signature"]) == expected


def test_the_signed_status_is_ascii(app, key):
    """
    A script that signs text gets the same bytes whatever charset it takes; accents stay readable as escapes.
    """
    user = replace(INTEGRATION_USER, display_name="Intégration 安全")
    app.c.connections.establish(make_connection(integration_user=user))

    answer = app.get(f"{URL}/status", headers=asked(app, key))

    assert answer.body.isascii()
    assert answer.json()["integrationUser"]["displayName"] == "Intégration 安全"


def test_the_status_is_for_the_holder_of_the_key(app, key):
    """
    Another key, or a question that was answered before, is refused.
    """
    other = base64.b64encode(bytes(32)).decode()
    question = asked(app, key)

    assert app.get(f"{URL}/status", headers=asked(app, other)).status == 401
    assert [app.get(f"{URL}/status", headers=question).status for _ in range(2)] == [200, 401]
