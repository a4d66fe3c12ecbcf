"""Rules of waiting before another try."""

from datetime import timedelta

import pytest

from connector.domain.backoff import retry_delay


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 2), (2, 4), (3, 8), (9, 512), (10, 900), (11, 900), (10_000, 900)]
)
def test_wait_doubles_up_to_a_quarter_of_an_hour(attempt, seconds):
    """
    2, 4, 8 ... 900 seconds, however many tries there were.
    """
    assert retry_delay(attempt, None, jitter=0.0) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("asked", "seconds"), [(0, 0), (30, 30), (3600, 3600), (86_400, 21_600)])
def test_wait_is_what_the_server_asked_for(asked, seconds):
    """
    Retry-After counts instead of our own wait, within the longest one.
    """
    assert retry_delay(7, asked, jitter=0.0) == timedelta(seconds=seconds)


def test_jitter_only_makes_the_wait_longer():
    """
    The wait is spread over a further half and never shorter than what was asked for.
    """
    assert retry_delay(3, None, jitter=1.0) == timedelta(seconds=12)
    assert retry_delay(1, 30, jitter=0.5) == timedelta(seconds=37.5)
