"""The course of the scores, and the habits of the wire they show."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest

from sandbox.microsoft.catalogue import own_profiles
from sandbox.microsoft.scores import DAYS_KEPT, ScoreHistory

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def history() -> ScoreHistory:
    return ScoreHistory(own_profiles(), TODAY)


@pytest.fixture(scope="module")
def entries(history: ScoreHistory) -> list[dict]:
    return [entry for score in history for entry in score["controlScores"]]


def test_a_day_has_one_score_whenever_it_is_asked_for(history):
    """The same date gives the same score, seen from that day or from a later one."""
    earlier = ScoreHistory(own_profiles(), TODAY - timedelta(days=30))

    assert earlier[0] == history[30]
    assert len(list(history)) == DAYS_KEPT


def test_the_course_moves_but_never_leaps(history):
    """From day to day the score changes a little, over 90 days visibly."""
    scores = [score["currentScore"] for score in history]

    assert max(scores) - min(scores) > 10
    assert max(abs(a - b) for a, b in pairwise(scores)) < 0.15 * history[0]["maxScore"]


def test_the_total_is_the_sum_of_the_controls(history):
    """Current score and control scores agree, and no control has more than its profile allows."""
    most = {profile["id"].lower(): profile["maxScore"] for profile in own_profiles()}
    for score in history:
        points = [(entry["controlName"].lower(), float(entry["score"])) for entry in score["controlScores"]]
        assert score["currentScore"] == pytest.approx(sum(value for _, value in points), abs=0.01)
        assert score["currentScore"] <= score["maxScore"]
        assert all(0 <= value <= most.get(name, 10) for name, value in points)


def test_numbers_and_booleans_come_as_text(entries):
    """Counts and `on` are strings, often absent; a zero score may be one too, and so may a percentage."""
    assert all(isinstance(entry[name], str) for entry in entries for name in ("count", "total", "on") if name in entry)
    assert {entry["on"] for entry in entries if "on" in entry} == {"true", "false"}
    assert {type(entry["score"]) for entry in entries} == {str, float}
    assert {type(entry["scoreInPercentage"]) for entry in entries} == {str, float}


def test_fields_can_be_missing_or_empty(entries):
    """`lastSynced` is missing for some, the status is empty or has markup for some."""
    assert len([entry for entry in entries if "lastSynced" not in entry]) >= DAYS_KEPT
    assert {"", "<p>"} <= {entry["implementationStatus"][:3] for entry in entries}
    assert any("count" not in entry and "on" not in entry for entry in entries)


def test_the_two_lists_do_not_match_exactly(history):
    """Some controls are in one list only, and some names differ in case."""
    profiles = {profile["id"] for profile in own_profiles() if not profile["deprecated"]}
    names = {entry["controlName"] for entry in history[0]["controlScores"]}
    folded = {name.lower() for name in names}

    assert {name.lower() for name in profiles} - folded
    assert folded - {name.lower() for name in profiles}
    assert {name for name in names - profiles if name.lower() in {each.lower() for each in profiles}}


def test_a_real_answer_has_no_field_we_lack(history, real_data):
    """Every field a real tenant's score shows is in the simulated one."""
    real = json.loads((real_data / "secure-scores.json").read_text())["value"][0]
    ours = history[0]

    assert set(real) <= set(ours)
    real_fields = {name for entry in real["controlScores"] for name in entry}
    assert real_fields <= {name for entry in ours["controlScores"] for name in entry}
    assert {n for e in real["averageComparativeScores"] for n in e} <= {
        n for e in ours["averageComparativeScores"] for n in e
    }
