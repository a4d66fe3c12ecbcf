"""Pushes that are not what they say: refused before ServiceNow is asked anything."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connector import bootstrap
from connector.application.create import create_tickets
from connector.domain.push import sign
from connector.ports import TicketJob
from tests.builders import CONNECTION_ID, TENANT_ID, make_ticket
from tests.fakes import make_container
from tests.unit.functions.app import App
from tests.unit.functions.conftest import SETTINGS

pytestmark = pytest.mark.e2e

URL = "/api/webhooks/servicenow/"


@pytest.fixture
def app(instance, clock, monkeypatch):
    """The functions on an instance over the wire, connected."""
    c = make_container(clock=clock, desks=instance.desks())
    c.connections.establish(instance.connection)
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(bootstrap, "build", lambda settings: c)
    bootstrap.forget()
    yield App(c)
    bootstrap.forget()


@pytest.fixture
def push(app, instance):
    """Send a push for a moved ticket: its status, and the requests that ServiceNow received for it."""
    [ticket] = app.c.tickets.put(make_ticket())
    create_tickets(TicketJob(CONNECTION_ID, (ticket.ticket_id,)), app.c)
    record = app.c.tickets.get(TENANT_ID, ticket.ticket_id).record
    instance.change(ticket.kind, record.sys_id, state="2")
    key = app.post("/api/connection/webhook-key").json()["key"]
    plain = json.dumps({"table": "incident", "sysId": record.sys_id}).encode()

    def send(body=plain, *, connection=CONNECTION_ID, age_s=0, key=key) -> tuple[int, int]:
        timestamp = str(int(app.c.clock.now().timestamp()) - age_s)
        headers = {"X-Connector-Timestamp": timestamp, "X-Connector-Signature": sign(key, timestamp, body)}
        instance.requests()
        return app.post(URL + connection, body, headers=headers).status, instance.requests()

    return send


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"key": "bm90IHRoZSBrZXk="}, 401),
        ({"age_s": 301}, 401),
        ({"age_s": -301}, 401),
        ({"body": b" " * 16_385}, 413),
        ({"connection": "d" * 32}, 404),
    ],
)
def test_a_wrong_push_costs_servicenow_nothing(push, wrong: dict[str, Any], status: int) -> None:
    """
    Another key, an old or future timestamp, a huge body, an unknown connection.
    """
    assert push(**wrong) == (status, 0)


def test_a_push_is_read_back_once_and_its_repeat_not_at_all(push) -> None:
    """
    The repeat is refused before it is read.
    """
    assert [push(), push()] == [(202, 1), (401, 0)]
