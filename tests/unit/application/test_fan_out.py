"""The timer's fan-out: it only asks, and each connection is synced by itself."""

from __future__ import annotations

from collections import Counter

from connector.application.sync import enqueue_syncs, sync_connection
from connector.domain.connection import ConnectionStatus
from connector.domain.draft import Kind
from connector.errors import RemoteUnavailableError
from connector.ports import SyncJob
from tests.builders import CONNECTION_ID, NOW, make_connection
from tests.fakes import FakeDesk

MANY = 1000


def _connect_many(c, count=MANY):
    """So many tenants beside the one that is there, each with a working connection."""
    others = [make_connection(connection_id=f"{n:032x}", tenant_id=f"tenant-{n}") for n in range(count - 1)]
    return [CONNECTION_ID, *(c.connections.establish(connection).connection_id for connection in others)]


def test_a_thousand_connections_get_one_job_each(c):
    """
    The timer asks ServiceNow nothing.
    """
    ids = _connect_many(c)

    assert enqueue_syncs(c) == MANY
    assert Counter(job.connection_id for job in c.jobs.sync_jobs) == dict.fromkeys(ids, 1)
    assert c.desks.desk.requests == []


def test_a_broken_connection_delays_no_other(c):
    """
    Its job ends like theirs, with the trouble told on it alone.
    """
    ids = _connect_many(c, 3)
    c.desks.by_connection[ids[1]] = broken = FakeDesk(c.clock)
    broken.fail("changed", RemoteUnavailableError("ServiceNow", "no answer"), times=9)
    enqueue_syncs(c)

    for job in c.jobs.sync_jobs:
        sync_connection(job, c)

    assert [c.connections.get(id_).status for id_ in ids] == [
        ConnectionStatus.CONNECTED,
        ConnectionStatus.ATTENTION,
        ConnectionStatus.CONNECTED,
    ]


def test_a_timer_that_runs_twice_changes_nothing_twice(c, share_created, stored):
    """
    The second job of a connection finds what the first has done.
    """
    ticket = share_created()
    c.desks.desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")
    enqueue_syncs(c)
    enqueue_syncs(c)
    assert c.jobs.sync_jobs == [SyncJob(CONNECTION_ID, asked_at=NOW)] * 2

    reports = [sync_connection(job, c) for job in c.jobs.sync_jobs]

    assert [report.changed for report in reports] == [1, 0]
    assert stored(ticket).record.state == "2"


def test_jobs_that_piled_up_cost_one_sync(c, clock):
    """
    After an outage the first job reads what changed; those that were put before it began ask nothing more.
    """
    for _ in range(3):
        enqueue_syncs(c)
        clock.advance(minutes=5)
    sync_connection(c.jobs.sync_jobs[0], c)
    c.desks.desk.requests.clear()

    for job in c.jobs.sync_jobs[1:]:
        sync_connection(job, c)

    assert c.desks.desk.requests == []


def test_a_job_put_after_the_last_sync_reads(c, clock):
    """
    And so does one that does not say when it was put: an operator's.
    """
    sync_connection(SyncJob(CONNECTION_ID), c)
    clock.advance(minutes=5)
    enqueue_syncs(c)
    c.desks.desk.requests.clear()

    sync_connection(c.jobs.sync_jobs[0], c)
    sync_connection(SyncJob(CONNECTION_ID), c)

    assert [what for what, _ in c.desks.desk.requests].count("changed") == 4
