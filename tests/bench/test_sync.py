"""What a sync asks for, and what others ask for to learn the same."""

import pytest

from bench import sync
from bench.wire import SERVICENOW, TABLE

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def runs(labs):
    """The ways to learn of 100 changes among 200 open tickets."""
    return sync.runs(labs, 200, delay_ms=0)


def test_sync_asks_once_for_each_kind(runs):
    """
    A sync needs two requests to ServiceNow, however many tickets are open.
    """
    assert runs["sync of 200 open tickets"].calls[SERVICENOW] == 2


def test_sync_reads_only_what_changed(runs):
    """
    A sync of 100 changes takes about one storage transaction for each, or fewer, whatever is open beside them.
    """
    assert 0 < runs["sync of 200 open tickets"].calls[TABLE] <= 110


def test_peers_ask_for_every_ticket(runs):
    """
    The ways beside it do what their names say.
    """
    assert runs["PySNC, one by one, 200 tickets"].calls[SERVICENOW] == 200
    assert runs["PySNC, sys_id IN, 200 tickets"].calls[SERVICENOW] == 2
