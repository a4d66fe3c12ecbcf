"""Secure Score over HTTP."""

from __future__ import annotations

import pytest

from connector.errors import RemoteUnavailableError
from tests.builders import TODAY, make_history
from tests.unit.functions.app import App


def test_the_score_comes_with_its_course(app: App) -> None:
    """
    Oldest first, the latest day on top.
    """
    score = app.get("/api/score").json()

    assert (score["current"], score["maximum"], score["date"]) == (42.0, 100.0, f"{TODAY}T00:00:00Z")
    assert [day["current"] for day in score["history"]] == [40.0, 41.0, 42.0]


def test_the_course_goes_back_as_far_as_asked(app: App) -> None:
    """
    Days of the calendar, not scores: one that Microsoft left out does not reach further back.
    """
    days = make_history(90)
    app.c.scores.days = days[:-2]  # type: ignore[attr-defined]

    assert len(app.get("/api/score").json()["history"]) == 88
    assert len(app.get("/api/score?days=7").json()["history"]) == 5


def test_a_tenant_without_a_score_has_none(app: App) -> None:
    """
    A new tenant is not counted at once; that is no error.
    """
    app.c.scores.days = ()  # type: ignore[attr-defined]

    assert app.get("/api/score").json() == {"current": None, "maximum": None, "date": None, "history": []}


@pytest.mark.parametrize("days", ["0", "91", "-1", "many", "1.5", "9" * 5000, "٣"])
def test_a_wrong_number_of_days_is_named(app: App, days: str) -> None:
    """
    1 to 90: Microsoft keeps no more.
    """
    answer = app.get(f"/api/score?days={days}")

    assert (answer.status, list(answer.error()["fields"])) == (400, ["days"])


def test_trouble_at_graph_is_said_as_such(app: App) -> None:
    """
    503 with the time to come back, when there is nothing older to show.
    """
    error = RemoteUnavailableError("Microsoft Graph", "throttled", status=429, retry_after_s=30)
    app.c.scores.fail("history", error)  # type: ignore[attr-defined]

    answer = app.get("/api/score")

    assert (answer.status, answer.headers["retry-after"]) == (503, "30")
