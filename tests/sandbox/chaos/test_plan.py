"""The chaos run's plan: all of it comes from the seed."""

from __future__ import annotations

import pytest

from sandbox.chaos.errors import ChaosError
from sandbox.chaos.plan import BULK_SIZES, Mode, Plan


def test_the_same_seed_gives_the_same_requests() -> None:
    """
    And another seed gives others.
    """
    first, again, other = (Plan.from_environ({"SEED": seed}).requests() for seed in ("7", "7", "8"))

    assert first == again != other


def test_every_share_is_sent_once_alone_or_in_bulk() -> None:
    """
    About two of five are shared one by one.
    """
    requests = Plan(shares=1000, seed=3).requests()

    assert [position for positions in requests for position in positions] == list(range(1000))
    assert 250 < sum(len(positions) == 1 for positions in requests) < 550
    assert max(map(len, requests)) <= BULK_SIZES[1]


def test_a_large_run_has_an_outage_of_a_minute() -> None:
    """
    A small one, of twenty seconds; OUTAGE_S says otherwise.
    """
    assert [Plan.from_environ({"SHARES": shares}).outage_s for shares in ("1000", "200")] == [60, 20]
    assert Plan.from_environ({"OUTAGE_S": "0", "MODE": "two-hosts"}).mode is Mode.TWO_HOSTS


@pytest.mark.parametrize("environ", [{"SHARES": "0"}, {"SHARES": "many"}, {"SEED": "-1"}, {"MODE": "calm"}])
def test_a_wrong_setting_is_named(environ: dict[str, str]) -> None:
    """
    Before anything starts.
    """
    with pytest.raises(ChaosError, match=next(iter(environ))):
        Plan.from_environ(environ)
