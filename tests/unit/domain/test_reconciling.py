"""Rules of a pass over the open tickets: one at a time, and a new one when the last began long enough ago."""

from datetime import timedelta

import pytest

from connector.domain.reconciling import Pass, next_pass
from tests.builders import NOW

DAY = timedelta(days=1)


def test_first_pass_begins_at_once():
    """
    Nothing is known of the tickets yet.
    """
    assert next_pass(None, NOW, every=DAY) == Pass(NOW)


@pytest.mark.parametrize("age", [timedelta(), timedelta(days=9)])
def test_pass_under_way_goes_on(age):
    """
    However long it takes.
    """
    under_way = Pass(NOW - age).at("a" * 32)

    assert next_pass(under_way, NOW, every=DAY) is under_way


@pytest.mark.parametrize(("age", "begins"), [(DAY - timedelta(seconds=1), False), (DAY, True)])
def test_next_pass_begins_a_while_after_the_last_one_began(age, begins):
    """
    From the start.
    """
    last = Pass(NOW - age).at("a" * 32).done()

    assert next_pass(last, NOW, every=DAY) == (Pass(NOW) if begins else None)
