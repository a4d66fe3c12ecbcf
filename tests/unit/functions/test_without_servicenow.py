"""What works while ServiceNow is down: all that is read, and sharing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connector.domain.draft import Kind
from connector.domain.ticket import Failure
from connector.errors import RemoteUnavailableError
from connector.ports import SyncState
from tests.builders import CONNECTION_ID, NOW, TENANT_ID, make_connection, make_created_ticket, make_ticket
from tests.unit.functions.app import App

READ = [
    "/api/actions",
    "/api/actions/AdminMFAV2",
    "/api/actions/AdminMFAV2/draft",
    "/api/connection",
    "/api/connection/defaults",
    "/api/connection/setup",
    "/api/connection/state-names",
    "/api/events",
    "/api/me",
    "/api/score",
    "/api/summary",
    "/api/tickets",
    "/api/tickets.csv",
]


@pytest.fixture
def down(app: App) -> App:
    """ServiceNow does not answer, and whoever asks for a desk fails."""
    away = RemoteUnavailableError("ServiceNow", "no answer")
    for method in ("at", "trial", "inspector_at", "renew"):
        app.c.desks.fail(method, away, times=99)  # type: ignore[attr-defined]
    app.c.connections.establish(make_connection().troubled("remote_unavailable", "no answer", NOW))  # type: ignore[attr-defined]
    return app


@pytest.mark.parametrize("path", READ)
def test_what_is_read_needs_no_servicenow(down: App, path: str) -> None:
    """
    Every page of the portal shows what is known here.
    """
    down.c.tickets.put(make_created_ticket("AdminMFAV2"))  # type: ignore[attr-defined]

    assert down.get(path).status == 200


def test_a_ticket_is_shown_and_shared_all_the_same(down: App) -> None:
    """
    Its record follows when ServiceNow is back.
    """
    draft = down.get("/api/actions/AdminMFAV2/draft").json()

    shared = down.post("/api/tickets", draft)

    assert shared.status == 202
    assert down.get(shared.headers["location"]).json()["delivery"] == "queued"
    assert down.post("/api/tickets/lookup", {"ids": [shared.json()["id"]]}).json()["missing"] == []


def test_names_of_states_are_the_last_known_and_say_so(app: App) -> None:
    """
    While the connection is in trouble, and when the lists have not been read for two days.
    """

    def stale() -> Any:
        return app.get("/api/connection/state-names").json()["stale"]

    assert stale() is False
    app.c.state_names.keep_choices(app.c.connections.get(CONNECTION_ID), {Kind.INCIDENT: {"en": {"1": "Fresh"}}}, NOW)
    assert stale() is False
    app.c.connections.establish(make_connection().troubled("remote_unavailable", "no answer", NOW))  # type: ignore[attr-defined]
    assert stale() is True
    app.c.connections.establish(make_connection())  # type: ignore[attr-defined]
    app.c.clock.advance(days=2, seconds=1)  # type: ignore[attr-defined]
    assert stale() is True
    assert app.get("/api/connection/state-names").json()["incident"]["1"] == "Fresh"


def test_the_summary_says_what_needs_attention(down: App) -> None:
    """
    Failed and waiting tickets, trouble in words, and a consent that ends soon.
    """
    failure = Failure("remote_rejected", "no")
    down.c.tickets.put(make_ticket("A"), make_ticket("B").failed(failure, NOW), make_ticket("C"))  # type: ignore[attr-defined]

    attention = down.get("/api/summary").json()["attention"]

    assert (attention["failed"], attention["waiting"], attention["consentDaysLeft"]) == (1, 2, None)
    assert attention["connection"]["code"] == "remote_unavailable"
    assert "ServiceNow" in attention["connection"]["message"]
    down.c.clock.advance(days=80)  # type: ignore[attr-defined]
    assert down.get("/api/summary").json()["attention"]["consentDaysLeft"] == 10


def test_a_tenant_in_order_needs_no_attention(app: App) -> None:
    """
    Each card says when its tickets were last read.
    """
    app.c.connections.save_sync_state(SyncState(CONNECTION_ID, TENANT_ID, synced_at=NOW - timedelta(minutes=5)))

    summary = app.get("/api/summary").json()

    assert summary["attention"] == {"failed": 0, "waiting": 0, "connection": None, "consentDaysLeft": None}
    assert [card["syncedAt"] for card in summary["cards"]] == ["2026-03-02T08:55:00Z"] * 2
