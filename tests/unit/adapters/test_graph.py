"""Improvement actions from Graph's lists: paged, throttled, and read leniently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from connector.adapters.graph import GraphScores
from connector.domain.action import ActionStatus, Category, ImprovementAction, Level, SecureScore
from connector.errors import RemoteProtocolError, RemoteRejectedError, RemoteUnavailableError
from tests.unit.adapters.wire import Answer, Asked, Wire, response

GRAPH = "https://graph.sandbox.example"
SCORES = f"{GRAPH}/v1.0/security/secureScores?$top=1"
PROFILES = f"{GRAPH}/v1.0/security/secureScoreControlProfiles"


class Graph:
    """A Graph that answers by URL, or first with the trouble a test planned."""

    def __init__(self, *profiles: Mapping[str, Any], score: Mapping[str, Any] | None = None) -> None:
        self.pages: dict[str, Any] = {
            SCORES: {"value": [score] if score else []},
            PROFILES: {"value": list(profiles)},
        }
        self.trouble: list[Answer] = []
        self.waits: list[float] = []
        self.wire = Wire(self._answer)
        self.source = GraphScores(GRAPH, lambda: "token", self.wire, sleep=self.waits.append, jitter=lambda: 0.0)

    def _answer(self, asked: Asked) -> Answer:
        if self.trouble:
            return self.trouble.pop(0)
        return response(200, self.pages[asked.url])


def action_of(profile: Mapping[str, Any], *, score: Mapping[str, Any] | None = None) -> ImprovementAction:
    """What one control profile becomes."""
    return Graph({"id": "AdminMFAV2", **profile}, score=score).source.read().actions[0]


def test_profile_and_score_make_an_action() -> None:
    """
    The two lists belong together by the control's name, whatever its case.
    """
    controls = [{"controlName": "adminmfav2", "score": "4.5", "implementationStatus": "3 of 7 admins"}]
    profile = {
        "title": " Require MFA ",
        "controlCategory": "identity",
        "maxScore": 10,
        "rank": 3,
        "userImpact": "Medium",
        "implementationCost": "low",
        "threats": ["accountBreach"],
        "actionUrl": " https://entra.sandbox.example/ ",
    }

    action = action_of(profile, score={"controlScores": controls})

    assert (action.title, action.category, action.rank) == ("Require MFA", Category.IDENTITY, 3)
    assert (action.score, action.points_to_gain, action.implementation_status) == (4.5, 5.5, "3 of 7 admins")
    assert (action.user_impact, action.implementation_cost) == (Level.MODERATE, Level.LOW)
    assert (action.threats, action.action_url) == (("Account breach",), "https://entra.sandbox.example/")


@pytest.mark.parametrize("number", ["10.0", 10, 10.0, "10"])
def test_numbers_may_come_as_text(number: Any) -> None:
    """
    Graph sends both.
    """
    assert action_of({"maxScore": number}).max_score == 10.0


@pytest.mark.parametrize("number", [None, "", "many", "NaN", "Infinity", [], {}])
def test_what_is_no_number_counts_as_none(number: Any) -> None:
    """
    One odd profile must not hide the others.
    """
    action = action_of({"maxScore": number, "rank": number})

    assert (action.max_score, action.rank) == (0.0, 0)


@pytest.mark.parametrize(
    "link", [None, "", "javascript:alert(1)", "data:text/html,x", "//host/path", "https://[broken", "ftp://a.example/"]
)
def test_a_hostile_or_broken_link_is_left_out(link: Any) -> None:
    """
    Only http and https are shown and sent on.
    """
    assert action_of({"actionUrl": link}).action_url is None


def test_a_bare_profile_is_an_action() -> None:
    """
    Everything but the id may be missing.
    """
    action = action_of({})

    assert (action.title, action.category, action.user_impact) == ("AdminMFAV2", Category.OTHER, Level.UNKNOWN)
    assert (action.score, action.threats, action.tenant_status) == (None, (), ActionStatus.TO_ADDRESS)


def test_retired_actions_and_those_without_an_id_are_left_out() -> None:
    """
    A deprecated control cannot be shared; the mark comes as a boolean or as text.
    """
    graph = Graph({"id": "A"}, {"id": "B", "deprecated": True}, {"id": "C", "deprecated": "True"}, {"title": "D"})

    assert [action.action_id for action in graph.source.read().actions] == ["A"]


def test_actions_stand_in_microsofts_order() -> None:
    """
    By rank; equals by id.
    """
    graph = Graph({"id": "C", "rank": 2}, {"id": "B", "rank": "1"}, {"id": "A", "rank": 2})

    assert [action.action_id for action in graph.source.read().actions] == ["B", "A", "C"]


def test_the_newest_state_counts() -> None:
    """
    Updates come in no order; one without a time is the oldest.
    """
    updates = [
        {"state": "Ignored", "updatedDateTime": "2026-02-01T00:00:00Z"},
        {"state": "thirdParty", "updatedDateTime": "2026-03-01T00:00:00Z"},
        {"state": "Default", "updatedDateTime": None},
    ]

    assert action_of({"controlStateUpdates": updates}).tenant_status is ActionStatus.THIRD_PARTY


def test_the_latest_score_is_read() -> None:
    """
    Without a day, or without its numbers, there is no score.
    """
    day = {"currentScore": "30.5", "maxScore": 100, "createdDateTime": "2026-03-02T00:00:00Z"}

    assert Graph(score=day).source.read().score == SecureScore(30.5, 100.0, "2026-03-02T00:00:00Z")
    assert Graph(score={"currentScore": None}).source.read().score is None
    assert Graph().source.read().score is None


def test_every_page_is_followed_also_behind_an_empty_one() -> None:
    """
    A page may hold nothing and still have a next one.
    """
    graph = Graph()
    graph.pages[PROFILES] = {"value": [], "@odata.nextLink": f"{PROFILES}?$skiptoken=2"}
    graph.pages[f"{PROFILES}?$skiptoken=2"] = {"value": [{"id": "A"}], "@odata.nextLink": f"{PROFILES}?$skiptoken=3"}
    graph.pages[f"{PROFILES}?$skiptoken=3"] = {"value": [{"id": "B"}], "@odata.nextLink": None}

    assert [action.action_id for action in graph.source.read().actions] == ["A", "B"]


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/v1.0/security/secureScoreControlProfiles?$skiptoken=2",
        "http://graph.sandbox.example/v1.0/security?$skiptoken=2",
        "https://graph.sandbox.example:444/v1.0/security?$skiptoken=2",
        "https://graph.sandbox.example@elsewhere.example/?$skiptoken=2",
        "/v1.0/security?$skiptoken=2",
        "https://[broken",
    ],
)
def test_a_next_link_to_elsewhere_is_refused(link: str) -> None:
    """
    The token goes with the request: it must not leave Graph.
    """
    graph = Graph()
    graph.pages[PROFILES] = {"value": [], "@odata.nextLink": link}

    with pytest.raises(RemoteProtocolError):
        graph.source.read()

    assert {asked.url for asked in graph.wire.asked} == {SCORES, PROFILES}


def test_pages_that_never_end_are_refused() -> None:
    """
    A list that leads back to itself must not hold a worker for ever.
    """
    graph = Graph()
    graph.pages[PROFILES] = {"value": [], "@odata.nextLink": PROFILES}

    with pytest.raises(RemoteProtocolError):
        graph.source.read()

    assert len(graph.wire.asked) < 200


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_trouble_is_waited_out_as_long_as_graph_asks(status: int) -> None:
    """
    By Retry-After where it is given.
    """
    graph = Graph({"id": "A"})
    graph.trouble = [response(status, headers={"Retry-After": "7"})]

    assert len(graph.source.read().actions) == 1
    assert graph.waits == [7.0]


def test_the_wait_grows_without_a_word_from_graph() -> None:
    """
    Three tries at most; then it is for the caller.
    """
    graph = Graph()
    graph.trouble = [response(503)] * 3

    with pytest.raises(RemoteUnavailableError):
        graph.source.read()

    assert graph.waits == [1.0, 2.0]


def test_a_long_wait_is_left_to_the_caller() -> None:
    """
    A page must not hang for a minute: the error says how long Graph asked for.
    """
    graph = Graph()
    graph.trouble = [response(429, headers={"Retry-After": "60"})]

    with pytest.raises(RemoteUnavailableError) as caught:
        graph.source.read()

    assert (caught.value.retry_after_s, graph.waits) == (60.0, [])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (response(403, {"error": {"code": "Authorization_RequestDenied"}}), "Authorization_RequestDenied"),
        (response(401, {"error": {"message": "expired"}}), "expired"),
        (response(404, b"<html>"), "a page instead of JSON"),
        (response(400), "an empty answer"),
        (response(400, [1]), "a page instead of JSON"),
    ],
)
def test_a_refusal_is_final(answer: Any, reason: str) -> None:
    """
    Missing consent or a wrong address is not tried again; the reason is Graph's own code.
    """
    graph = Graph()
    graph.trouble = [answer]

    with pytest.raises(RemoteRejectedError) as caught:
        graph.source.read()

    assert (caught.value.detail, len(graph.wire.asked)) == (reason, 1)


def test_a_partial_answer_counts() -> None:
    """
    206 means that one provider did not answer: what there is is shown.
    """
    graph = Graph()
    graph.trouble = [response(200, {"value": []}), response(206, {"value": [{"id": "A"}]}, {"Warning": "199 - x"})]

    assert [action.action_id for action in graph.source.read().actions] == ["A"]


def test_an_answer_that_breaks_off_is_read_again() -> None:
    """
    Half a body is trouble on the way, not an empty list.
    """
    graph = Graph({"id": "A"})
    graph.trouble = [response(200, b'{"value": [')]

    assert len(graph.source.read().actions) == 1


HISTORY = f"{GRAPH}/v1.0/security/secureScores?$top=90"


def daily(day: str, current: Any = 40) -> dict[str, Any]:
    """A day's score on the wire."""
    return {"createdDateTime": f"{day}T00:00:00Z", "currentScore": current, "maxScore": "100.0", "controlScores": []}


def test_the_history_is_oldest_first() -> None:
    """
    Graph sends the newest first, on as many pages as it likes; a day it left out stays out.
    """
    graph = Graph()
    graph.pages[HISTORY] = {"value": [daily("2026-03-02", 42.5)], "@odata.nextLink": f"{HISTORY}&$skiptoken=a"}
    graph.pages[f"{HISTORY}&$skiptoken=a"] = {"value": [daily("2026-03-01", "41"), daily("2026-02-27")]}

    assert graph.source.history() == (
        SecureScore(40.0, 100.0, "2026-02-27T00:00:00Z"),
        SecureScore(41.0, 100.0, "2026-03-01T00:00:00Z"),
        SecureScore(42.5, 100.0, "2026-03-02T00:00:00Z"),
    )


def test_the_history_has_each_day_once() -> None:
    """
    The newest of a day counts; a score without points or a day of the calendar is none.
    """
    graph = Graph()
    odd = [daily("2026-03-01", None), daily("once"), {"currentScore": 1, "maxScore": 2}, daily("2026-99-01")]
    graph.pages[HISTORY] = {"value": [daily("2026-03-02", 42), daily("2026-03-02", 7), *odd]}

    assert [(score.date[:10], score.current) for score in graph.source.history()] == [("2026-03-02", 42.0)]


def test_the_history_ends_after_ninety_days() -> None:
    """
    However many pages there are: more is not asked for.
    """
    graph = Graph()
    page = [daily(f"2026-{month:02}-{day:02}") for month in (3, 2, 1) for day in range(28, 0, -1)]
    graph.pages[HISTORY] = {"value": page + [daily(f"2025-12-{day:02}") for day in range(31, 11, -1)]}

    assert len(graph.source.history()) == 90


@pytest.mark.parametrize("status", [401, 403])
def test_a_missing_permission_says_which_one(status: int) -> None:
    """
    It is the first thing that goes wrong in a new installation.
    """
    graph = Graph()
    graph.trouble = [response(status, {"error": {"code": "Forbidden"}})]

    with pytest.raises(RemoteRejectedError) as caught:
        graph.source.read()

    assert caught.value.code == "graph_not_allowed"


def test_a_probe_is_one_small_request() -> None:
    """
    It meets what a reader would meet.
    """
    graph = Graph()
    graph.source.probe()
    assert [asked.url for asked in graph.wire.asked] == [SCORES]

    graph.trouble = [response(403, {"error": {"code": "Forbidden"}})]
    with pytest.raises(RemoteRejectedError):
        graph.source.probe()
