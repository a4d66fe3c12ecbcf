"""Which shard of the figures a writer gets."""

from contextlib import ExitStack

import pytest

from connector.adapters.tables.figures import SHARDS, Shards
from tests.builders import OTHER_TENANT_ID, TENANT_ID


@pytest.fixture
def shards():
    """Shards that nobody used yet."""
    return Shards()


def test_threads_of_a_process_write_different_shards(shards):
    """
    Writers at the same moment meet only when there are more of them than shards; another tenant's do not count.
    """
    with ExitStack() as lent:
        numbers = [lent.enter_context(shards.borrow(TENANT_ID)).number for _ in range(SHARDS)]
        others = [lent.enter_context(shards.borrow(OTHER_TENANT_ID)).number for _ in range(SHARDS)]

    assert sorted(numbers) == sorted(others) == list(range(SHARDS))


def test_the_shard_used_last_is_lent_again(shards):
    """
    Its rows are known: a quiet process reads no figures.
    """
    with shards.borrow(TENANT_ID) as first:
        pass

    with shards.borrow(TENANT_ID) as second:
        assert second is first


def test_a_dropped_shard_gets_another_number_that_nobody_here_uses(shards):
    """
    After a conflict with another process, a writer does not run into its neighbours either.
    """
    with shards.borrow(TENANT_ID) as first, shards.borrow(TENANT_ID) as second:
        before = first.number
        shards.drop(first)

        assert first.number not in (before, second.number)
