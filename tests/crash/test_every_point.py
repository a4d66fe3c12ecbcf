"""Each verb is killed at every point between two changes, and the end is the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.crash.effects import NOT_CRASHED, WRITES
from tests.crash.stage import Stage
from tests.crash.verb import Run, Verb
from tests.crash.verbs import VERBS

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def reached() -> dict[str, set[str]]:
    """The writing methods that each verb called when nobody killed it."""
    return {}


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_kill_between_any_two_changes_ends_like_none(
    verb: Verb, new_stage: Callable[[], Stage], subtests: pytest.Subtests, reached: dict[str, set[str]]
) -> None:
    """
    One record for each ticket, rows and figures right, nothing left waiting, no secret left over: wherever it died.
    """
    uncrashed = Run(verb, new_stage())
    assert uncrashed.to_its_end() == verb.ending
    assert uncrashed.watch.unmarked == []
    reached[verb.name] = {effect.partition(",")[0] for effect in uncrashed.watch.effects}

    for requests, place in uncrashed.watch.places.items():
        with subtests.test(place, requests=requests):
            run = Run(verb, new_stage(), die_after=requests)
            assert run.to_its_end() == verb.ending
            assert run.killed


def test_every_change_is_crashed_somewhere(reached: dict[str, set[str]]) -> None:
    """
    A new writing method needs a verb that calls it, or a reason why it needs none; a reason that no longer holds goes.
    """
    if len(reached) < len(VERBS):
        pytest.skip("only when every verb has run")

    assert set().union(*reached.values()) == WRITES - NOT_CRASHED.keys()
