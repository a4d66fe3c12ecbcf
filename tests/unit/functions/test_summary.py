"""The two cards over HTTP."""

from __future__ import annotations

from connector.domain.draft import Kind
from tests.builders import OTHER_TENANT_ID, TODAY, make_created_ticket, make_ticket
from tests.unit.functions.app import App


def test_the_cards_count_by_kind_delivery_and_state(app: App) -> None:
    """
    With the label beside ServiceNow's value, and the day's moves.
    """
    app.c.tickets.put(  # type: ignore[attr-defined]
        make_ticket("A"), make_created_ticket("B", state="2"), make_ticket("C", kind=Kind.CHANGE_REQUEST)
    )

    incidents, changes = app.get("/api/summary").json()["cards"]

    assert (incidents["kind"], incidents["total"], incidents["queued"]) == ("incident", 2, 1)
    assert incidents["states"] == [{"state": "2", "label": "In Progress", "count": 1}]
    assert incidents["days"] == [{"date": str(TODAY), "opened": 1, "closed": 0}]
    assert (changes["kind"], changes["total"], changes["failed"]) == ("change_request", 1, 0)


def test_a_tenant_without_tickets_has_empty_cards(app: App) -> None:
    """
    Before the first share there is nothing to count, and that is no error.
    """
    summary = app.get("/api/summary").json()

    assert [card["total"] for card in summary["cards"]] == [0, 0]
    assert summary["syncedAt"] is None


def test_the_summary_says_how_the_connection_stands(app: App) -> None:
    """
    A consent that ends soon is a warning with the days it has reached; a tenant without a connection has none.
    """
    app.c.clock.advance(days=70)  # type: ignore[attr-defined]
    elsewhere = app.bearer("Connector.Read", tenant_id=OTHER_TENANT_ID)

    soon, never = app.get("/api/summary").json(), app.get("/api/summary", headers=elsewhere).json()

    assert (soon["connectionStatus"], soon["warningDays"]) == ("connected", 30)
    assert (never["connectionStatus"], never["warningDays"]) == ("not_connected", None)
