"""A ScoreSource that asks rarely, and goes on with what it has while Graph is in trouble."""

from __future__ import annotations

import pytest

from connector.adapters.kept_scores import KeptScores
from connector.domain.action import SecureScore
from connector.errors import RemoteUnavailableError
from tests.builders import make_score_card
from tests.fakes import FakeClock, FakeScores


def test_scores_are_kept_for_five_minutes(clock: FakeClock) -> None:
    """
    A page of the portal does not ask Graph each time.
    """
    source = FakeScores(make_score_card("A"))
    kept = KeptScores(source, clock)
    first = kept.read()
    source.card = make_score_card("B")

    clock.advance(minutes=4, seconds=59)
    assert kept.read() is first
    clock.advance(seconds=1)
    assert kept.read() is source.card


def test_in_trouble_the_last_answer_goes_on(clock: FakeClock) -> None:
    """
    Older actions are better than none; Graph is asked again five minutes later, not at every request.
    """
    source = FakeScores(make_score_card("A"))
    kept = KeptScores(source, clock)
    first = kept.read()
    source.card = make_score_card("B")
    source.fail("read", RemoteUnavailableError("Microsoft Graph", "throttled"))

    clock.advance(minutes=5)
    assert kept.read() is first
    assert kept.read() is first
    clock.advance(minutes=5)
    assert kept.read() is source.card


def test_without_any_answer_trouble_is_said(clock: FakeClock) -> None:
    """
    There is nothing to fall back on; the next request asks again.
    """
    source = FakeScores()
    source.fail("read", RemoteUnavailableError("Microsoft Graph", "throttled"))
    kept = KeptScores(source, clock)

    with pytest.raises(RemoteUnavailableError):
        kept.read()

    assert kept.read() is source.card


def test_a_probe_asks_the_source_itself(clock: FakeClock) -> None:
    """
    What is kept says nothing about how the source is.
    """
    source = FakeScores()
    kept = KeptScores(source, clock)
    kept.read()
    source.fail("probe", RemoteUnavailableError("Microsoft Graph", "throttled"))

    with pytest.raises(RemoteUnavailableError):
        kept.probe()


def test_the_history_is_kept_for_an_hour(clock: FakeClock) -> None:
    """
    Ninety days of scores are large, and change once a day; trouble does not take away what there was.
    """
    source = FakeScores()
    kept = KeptScores(source, clock)
    first = kept.history()
    source.days = (SecureScore(1.0, 2.0, "2026-03-03T00:00:00Z"),)
    source.fail("history", RemoteUnavailableError("Microsoft Graph", "throttled"))

    clock.advance(minutes=59)
    assert kept.history() is first
    clock.advance(minutes=1)
    assert kept.history() is first
    clock.advance(hours=1)
    assert kept.history() is source.days
