"""What creating asks for: the connector, the same requests by the bare SDKs, and PySNC."""

from dataclasses import replace

import pytest

from bench import create
from bench.wire import QUEUE, SERVICENOW, TABLE
from tests.fakes import FakeClock

pytestmark = pytest.mark.e2e

LOOK_UP = 1
"""The sharer is looked up once per connection."""
FIRST_FIGURES = 2
"""The figure rows are read once by each writer."""
FIRST_THROTTLE = 1
"""Whether a connection is throttled is read once by each process, and again after some seconds."""


@pytest.fixture(scope="module")
def shop(labs):
    """Ways to create tickets, at one moment: what a process knows for seconds it asks for once, however slow it is."""
    with labs.empty() as (lab, c):
        lab.queue("bare-jobs").create_queue()
        yield create.Shop(lab, replace(c, clock=FakeClock(c.clock.now())))
        lab.queue("bare-jobs").delete_queue()


def test_bulk_is_created_in_batches(shop):
    """
    A bulk of 100 takes two batch requests, by PySNC too; one insert per record takes a hundred.
    """
    assert shop.ours(100, bulk=True, workers=1).calls[SERVICENOW] == 2 + LOOK_UP
    assert shop.batched(100).calls[SERVICENOW] == 2
    assert shop.inserted(100).calls[SERVICENOW] == 100


@pytest.mark.parametrize("bulk", [True, False])
def test_bare_sends_the_same_requests(shop, bulk):
    """
    The bare thread pool is a fair measure: without other writers, it sends what the connector sends.
    """
    ours, bare = (way(60 if bulk else 20, bulk=bulk, workers=1).calls for way in (shop.ours, shop.bare))

    assert ours[TABLE] == bare[TABLE] + FIRST_FIGURES + FIRST_THROTTLE
    assert ours[QUEUE] == bare[QUEUE]
    assert ours[SERVICENOW] == bare[SERVICENOW] + LOOK_UP


def test_a_bulk_takes_few_storage_transactions(shop):
    """
    A hundred tickets are stored and read together: the share, the claims and the outcomes of two jobs.
    """
    calls = shop.ours(100, bulk=True, workers=1).calls

    assert calls[TABLE] <= 20
    assert calls[QUEUE] == 2 + 2 * 2 + 1  # Two messages, each taken and deleted, and a look that finds no more.


def test_every_execution_is_counted(shop):
    """
    Ten single shares are ten requests and ten jobs.
    """
    assert len(shop.ours(10, bulk=False).executions) == 20
