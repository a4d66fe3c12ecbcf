"""Improvement actions and drafts over HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connector.domain.action import ActionStatus, Category, ScoreCard
from connector.errors import RemoteUnavailableError
from tests.builders import days, make_action, make_created_ticket, make_score_card, make_ticket
from tests.unit.functions.app import App


def cards(app: App, *actions: object) -> None:
    """These are the improvement actions."""
    app.c.scores.card = ScoreCard(tuple(actions), None)  # type: ignore[attr-defined, arg-type]


def test_an_action_shows_its_gain_and_its_open_ticket(app: App) -> None:
    """
    Everything a page needs to decide on a share.
    """
    ticket = make_created_ticket("AdminMFAV2", state="2", state_label="In Progress")
    app.c.tickets.put(ticket)  # type: ignore[attr-defined]

    action = app.get("/api/actions/adminmfav2").json()

    assert (action["id"], action["pointsToGain"], action["status"]) == ("AdminMFAV2", 10.0, "to_address")
    assert (action["ticket"]["id"], action["ticket"]["stateLabel"]) == (ticket.ticket_id, "In Progress")


def test_a_list_says_how_many_there_are_and_the_score(app: App) -> None:
    """
    With the tenant's score of the latest day.
    """
    page = app.get("/api/actions").json()

    assert [item["id"] for item in page["items"]] == ["AdminMFAV2", "BlockLegacyAuth", "SelfServicePasswordReset"]
    assert (page["total"], page["cursor"]) == (3, None)
    assert page["score"] == {"current": 42.0, "maximum": 100.0, "date": "2026-03-02T00:00:00Z"}


def test_long_lists_come_in_pages(app: App) -> None:
    """
    Each action once, in Microsoft's order.
    """
    ids = [f"Action{number:03d}" for number in range(250)]
    app.c.scores.card = make_score_card(*ids)  # type: ignore[attr-defined]
    found, cursor = [], ""

    for _ in range(3):
        page = app.get(f"/api/actions?cursor={cursor}").json()
        found += [item["id"] for item in page["items"]]
        cursor = page["cursor"]

    assert (found, cursor) == (ids, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("category=Device", ["B"]),
        ("status=ignored", ["C"]),
        ("status=completed", ["D"]),
        ("q=EXCHANGE", ["B"]),
        ("q=phishing", ["C"]),
        ("category=Identity&status=to_address", ["A"]),
        ("q=nothing", []),
    ],
)
def test_lists_are_narrowed(app: App, query: str, found: list[str]) -> None:
    """
    By category, status and words in title, id, service and threats.
    """
    cards(
        app,
        make_action("A"),
        make_action("B", category=Category.DEVICE, service="Exchange Online"),
        make_action("C", tenant_status=ActionStatus.IGNORED, threats=("Phishing",)),
        make_action("D", score=10.0),
    )

    assert [item["id"] for item in app.get(f"/api/actions?{query}").json()["items"]] == found


@pytest.mark.parametrize(
    "query",
    [
        "category=identity",
        "status=done",
        "cursor=Retired",
        "ticket=yes",
        "sort=title",
        "order=up",
        "limit=501",
        "fields=all",
    ],
)
def test_a_wrong_filter_is_named(app: App, query: str) -> None:
    """
    It is not taken for none.
    """
    answer = app.get(f"/api/actions?{query}")

    assert (answer.status, list(answer.error()["fields"])) == (400, [query.partition("=")[0]])


def test_an_unknown_action_is_not_found(app: App) -> None:
    """
    To look at or to draft.
    """
    for path in ("/api/actions/Retired", "/api/actions/Retired/draft"):
        answer = app.get(path)
        assert (answer.status, answer.error()["code"]) == (404, "action_not_found")


def test_a_draft_is_prefilled(app: App) -> None:
    """
    From the action, as an incident unless the other kind is asked for.
    """
    draft = app.get("/api/actions/AdminMFAV2/draft").json()

    assert (draft["actionId"], draft["kind"], draft["name"]) == ("AdminMFAV2", "incident", "Improve AdminMFAV2")
    assert (draft["priority"], draft["dueDate"]) == ("critical", str(days(7)))
    assert "Turn it on." in draft["description"]
    assert app.get("/api/actions/AdminMFAV2/draft?kind=change_request").json()["kind"] == "change_request"


def test_a_draft_of_another_kind_is_refused(app: App) -> None:
    """
    There are two.
    """
    answer = app.get("/api/actions/AdminMFAV2/draft?kind=problem")

    assert (answer.status, list(answer.error()["fields"])) == (400, ["kind"])


def test_trouble_at_graph_is_said_as_such(app: App) -> None:
    """
    503 with the time to come back, not an empty list.
    """
    error = RemoteUnavailableError("Microsoft Graph", "throttled", status=429, retry_after_s=30)
    app.c.scores.fail("read", error)  # type: ignore[attr-defined]

    answer = app.get("/api/actions")

    assert (answer.status, answer.headers["retry-after"]) == (503, "30")
    assert "Microsoft Graph" in answer.error()["message"]


def test_microsofts_html_is_passed_on_as_text_of_json(app: App) -> None:
    """
    It is for the page to sanitise; here it is no HTML to any browser.
    """
    cards(app, replace(make_action("A"), remediation_html="<script>alert(1)</script>"))

    answer = app.get("/api/actions/A")

    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["remediationHtml"] == "<script>alert(1)</script>"


def test_a_grid_asks_for_what_it_shows(app: App) -> None:
    """
    Sorted, without tickets, in one page of up to 500.
    """
    ids = [f"Action{number:03d}" for number in range(400)]
    app.c.scores.card = make_score_card(*ids)  # type: ignore[attr-defined]
    app.c.tickets.put(make_ticket("Action000"))  # type: ignore[attr-defined]

    page = app.get("/api/actions?sort=points&order=descending&ticket=without&limit=500").json()

    assert (len(page["items"]), page["total"], page["cursor"]) == (399, 399, None)


def test_a_brief_list_leaves_the_long_texts_out(app: App) -> None:
    """
    Everything else is there; alone an action has all of it, and so has a list that does not ask for less.
    """
    app.c.tickets.put(make_ticket("AdminMFAV2"))  # type: ignore[attr-defined]

    brief, whole = (app.get(f"/api/actions{query}").json()["items"][0] for query in ("?fields=brief", ""))

    assert whole.keys() - brief.keys() == {"remediationHtml", "impactHtml"}
    assert whole["ticket"].keys() - brief["ticket"].keys() == {"description"}
