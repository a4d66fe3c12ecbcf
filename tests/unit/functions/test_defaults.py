"""GET and PUT /api/connection/defaults, and the drafts that begin with them."""

import pytest

from tests.builders import days
from tests.unit.functions.app import App

URL = "/api/connection/defaults"
BY_RULE = {"kind": "incident", "priority": "byScore", "dueDays": None}
CHOSEN = {"kind": "change_request", "priority": "low", "dueDays": 14}


def test_the_rule_holds_while_nobody_chose(app: App) -> None:
    """
    Incidents, whose priority follows from gain and effort.
    """
    assert app.get(URL).json() == BY_RULE


def test_drafts_begin_with_what_was_chosen(app: App) -> None:
    """
    Whoever asks for a kind gets that one.
    """
    assert app.send("PUT", URL, CHOSEN).json() == app.get(URL).json() == CHOSEN

    draft = app.get("/api/actions/AdminMFAV2/draft").json()

    assert (draft["kind"], draft["priority"], draft["dueDate"]) == ("change_request", "low", str(days(14)))
    assert app.get("/api/actions/AdminMFAV2/draft?kind=incident").json()["kind"] == "incident"


def test_what_is_left_out_goes_by_the_rule_again(app: App) -> None:
    """
    An empty object clears every choice.
    """
    app.send("PUT", URL, CHOSEN)

    assert app.send("PUT", URL, {}).json() == BY_RULE


def test_defaults_outlast_a_disconnect(app: App) -> None:
    """
    They are the tenant's, not the instance's.
    """
    app.send("PUT", URL, CHOSEN)

    app.send("DELETE", "/api/connection")

    assert app.get(URL).json() == CHOSEN


def test_a_change_is_on_record(app: App) -> None:
    """
    Who chose what.
    """
    app.send("PUT", URL, CHOSEN)

    event = app.c.events.last()  # type: ignore[attr-defined]
    assert (event.name, event.facts["kind"], event.facts["due_days"]) == ("defaults_chosen", "change_request", "14")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "problem"}, "kind"),
        ({"priority": "urgent"}, "priority"),
        ({"priority": None}, "priority"),
        ({"dueDays": 0}, "dueDays"),
        ({"dueDays": 366}, "dueDays"),
        ({"dueDays": "7"}, "dueDays"),
        ({"dueDays": 7.5}, "dueDays"),
        ({"due_days": 7}, "due_days"),
    ],
)
def test_what_is_wrong_is_named(app: App, body: dict[str, object], field: str) -> None:
    """
    400, and nothing is kept.
    """
    answer = app.send("PUT", URL, body)

    assert (answer.status, list(answer.error()["fields"])) == (400, [field])
    assert app.get(URL).json() == BY_RULE


def test_only_an_administrator_chooses(app: App) -> None:
    """
    Anyone who may read may see.
    """
    reader = app.bearer("Connector.Read")

    assert app.get(URL, headers=reader).status == 200
    assert app.send("PUT", URL, CHOSEN, headers=reader).status == 403


def test_many_drafts_come_at_once(app: App) -> None:
    """
    In the order of the request, each ready to be shared; an id that is no action's is named.
    """
    ids = ["BlockLegacyAuth", "Retired", "adminmfav2"]

    answer = app.post("/api/actions/drafts", {"actionIds": ids, "kind": "change_request"}).json()

    assert [draft["actionId"] for draft in answer["drafts"]] == ["BlockLegacyAuth", "AdminMFAV2"]
    assert answer["unknown"] == ["Retired"]
    shared = app.post("/api/tickets/bulk", {"drafts": answer["drafts"]}).json()
    assert [result["status"] for result in shared["results"]] == [202, 202]


@pytest.mark.parametrize("ids", [[], ["A"] * 501, [""], "A"])
def test_too_many_or_no_actions_are_refused(app: App, ids: object) -> None:
    """
    As many as one bulk share takes.
    """
    assert app.post("/api/actions/drafts", {"actionIds": ids}).status == 400
