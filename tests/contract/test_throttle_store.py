"""What workers share about a connection in trouble: one row, and nobody overwrites what he has not seen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.adapters.tables.throttles import ThrottleTable
from connector.domain.throttle import Throttle
from connector.errors import ConflictError
from tests.builders import CONNECTION_ID, NOW
from tests.contract.conftest import BOTH
from tests.fakes import FakeThrottles

ACTIVE = Throttle(CONNECTION_ID).struck("", NOW, reason="Rate limit exceeded", retry_after_s=None)


@pytest.fixture(params=BOTH)
def throttles(request):
    """A store without throttles."""
    return FakeThrottles() if request.param == "memory" else ThrottleTable(request.getfixturevalue("new_table")())


def test_unknown_connection_has_no_throttle(throttles):
    """
    Most connections never meet trouble: there is no row, and that is no error.
    """
    assert throttles.get(CONNECTION_ID) == Throttle(CONNECTION_ID)


def test_throttle_comes_back_as_it_was_saved(throttles):
    """
    With its times, its turns and its reason; another connection has its own.
    """
    saved = throttles.save(replace(ACTIVE.entered("turn", NOW + timedelta(microseconds=1)), lapses=2))

    assert throttles.get(CONNECTION_ID) == saved
    assert throttles.get("d" * 32) == Throttle("d" * 32)


def test_ended_throttle_is_as_if_there_never_was_one(throttles):
    """
    Nothing of the trouble stays behind.
    """
    throttles.save(throttles.save(ACTIVE).ended())

    assert throttles.get(CONNECTION_ID) == Throttle(CONNECTION_ID)


@pytest.mark.parametrize("first", [True, False])
def test_who_has_not_seen_the_last_write_is_refused(throttles, first):
    """
    Two workers act at the same moment: one turn is taken, the other worker looks again.
    """
    seen = ACTIVE if first else throttles.save(ACTIVE)
    throttles.save(seen.entered("one", NOW))

    with pytest.raises(ConflictError):
        throttles.save(seen.entered("other", NOW))
    assert list(throttles.get(CONNECTION_ID).turns) == ["one"]


def test_version_is_the_last_writes(throttles):
    """
    What save returns may be saved again.
    """
    saved = throttles.save(throttles.save(ACTIVE).entered("turn", NOW))

    assert throttles.save(replace(saved, reason="again")).reason == "again"
