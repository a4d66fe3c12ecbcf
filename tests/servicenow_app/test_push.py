"""The business rules' push, run in Node from the package, against the connector's webhook."""

from __future__ import annotations

import json

import pytest

from connector.domain.draft import Kind
from tests.builders import TENANT_ID, make_created_ticket
from tests.servicenow_app.conftest import WEBHOOK_URL


@pytest.fixture(params=list(Kind))
def ticket(app, request):
    """A ticket of either kind whose record someone moved on."""
    [ticket] = app.c.tickets.put(make_created_ticket(kind=request.param))
    app.c.desks.desk.put(ticket.kind, ticket.record)
    app.c.desks.desk.move(ticket.kind, ticket.ticket_id, state="3", state_label="Moved")
    return ticket


def state_of(app, ticket):
    """The ticket's state as the connector has it now."""
    return app.c.tickets.get(TENANT_ID, ticket.ticket_id).record.state


def test_a_changed_record_reaches_its_ticket(app, connected, ticket):
    """
    The endpoint takes what the rule sends, reads the record and moves the ticket.
    """
    connected.update(ticket.kind.value, ticket.record.sys_id, ticket.ticket_id)

    assert state_of(app, ticket) == "3"
    assert connected.warnings == []


def test_a_push_says_where_to_look_and_nothing_else(connected, ticket):
    """
    Table, sys_id and correlation id; neither the key nor anything of the record's text.
    """
    connected.update(ticket.kind.value, ticket.record.sys_id, ticket.ticket_id)

    [request] = connected.requests
    ids = {"table": ticket.kind.value, "sysId": ticket.record.sys_id, "correlationId": ticket.ticket_id}
    assert json.loads(request["body"]) == ids
    assert (request["method"], request["url"]) == ("POST", WEBHOOK_URL)
    assert set(request["headers"]) == {"Accept", "Content-Type", "X-Connector-Timestamp", "X-Connector-Signature"}
    assert 0 < request["timeoutMs"] <= 30_000


@pytest.mark.parametrize(
    "tamper",
    [
        lambda request: request | {"body": request["body"].replace("sysId", "sysid")},
        lambda request: request | {"headers": {**request["headers"], "X-Connector-Timestamp": "1"}},
        lambda request: request | {"headers": {**request["headers"], "X-Connector-Signature": "AAAA"}},
        lambda request: request | {"headers": {}},
    ],
)
def test_a_push_that_was_touched_on_its_way_is_refused(app, connected, ticket, tamper):
    """
    The ticket stays as it was; the instance's log says so, with the status alone.
    """
    answer = connected.answer
    connected.answer = lambda request: answer(tamper(request))

    connected.update(ticket.kind.value, ticket.record.sys_id, ticket.ticket_id)

    assert state_of(app, ticket) == ticket.record.state
    [warning] = connected.warnings
    assert warning.endswith(": HTTP 401")


def test_a_push_counts_once(connected, ticket):
    """
    The same bytes a second time are refused: whoever overhears one cannot send it again.
    """
    connected.update(ticket.kind.value, ticket.record.sys_id, ticket.ticket_id)
    [request] = connected.requests

    assert connected.answer(request)["status"] == 401


def test_another_key_is_refused(app, connected, ticket):
    """
    A key that was replaced signs nothing any more.
    """
    app.post("/api/connection/webhook-key")

    connected.update(ticket.kind.value, ticket.record.sys_id, ticket.ticket_id)

    assert state_of(app, ticket) == ticket.record.state
    assert len(connected.warnings) == 1


@pytest.mark.parametrize(
    ("url", "shown", "enabled"),
    [
        (WEBHOOK_URL, True, False),
        ("", True, True),
        (WEBHOOK_URL.replace("https:", "http:"), True, True),
        (WEBHOOK_URL, False, True),
    ],
)
def test_nothing_is_sent_before_everything_is_set(instance, key, ticket, url, shown, enabled):
    """
    Off, without address, without https or without key the rule is silent.
    """
    instance.configure(url, key if shown else "", enabled=enabled)

    instance.update(ticket.kind.value, ticket.record.sys_id, ticket.ticket_id)

    assert (instance.requests, instance.warnings) == ([], [])


def test_a_connector_out_of_reach_leaves_the_record_alone(connected, ticket):
    """
    The rule ends without an error; the log has the reason and no key.
    """
    connected.answer = lambda _: {"unreachable": True}

    connected.update(ticket.kind.value, ticket.record.sys_id, ticket.ticket_id)

    [warning] = connected.warnings
    assert "UnknownHostException" in warning
    assert connected.properties["x_sss_connector.webhook.key"] not in warning
