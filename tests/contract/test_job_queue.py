"""JobQueue: what is put is what the worker reads, in the encoding that the host expects."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from connector.adapters.job_messages import read_sync_job, read_ticket_job
from connector.adapters.queue import SYNC_JOBS, TICKET_JOBS, StorageQueue
from connector.errors import NotFoundError, RemoteRejectedError
from connector.ports import SyncJob, TicketJob
from tests.builders import CONNECTION_ID, make_id
from tests.e2e.program import eventually
from tests.fakes import FakeClock, FakeQueue

POISON = (f"{TICKET_JOBS}-poison", f"{SYNC_JOBS}-poison")
JOB = TicketJob(CONNECTION_ID, tuple(make_id() for _ in range(50)), attempt=3, given_up=1)


class MemorySide:
    """The fake, and what a worker gets from it."""

    def __init__(self):
        self.queue = FakeQueue()

    def visible(self):
        """Ticket jobs that a worker would get now."""
        waits = zip(self.queue.ticket_jobs, self.queue.delays, strict=True)
        return [job for job, delay in waits if not delay]

    def syncs(self):
        """Sync jobs that a worker would get now."""
        waits = zip(self.queue.sync_jobs, self.queue.sync_delays, strict=True)
        return [job for job, delay in waits if not delay]


class AzuriteSide:
    """The adapter on Azurite, read as the host reads: raw text, base64, JSON."""

    def __init__(self, account):
        self._raw = {name: account.queue(name) for name in (TICKET_JOBS, SYNC_JOBS, *POISON)}
        for raw in self._raw.values():
            raw.create_queue()
        self.clock = FakeClock(datetime.now(UTC))
        self.queue = StorageQueue(account, self.clock)

    def clear(self):
        """No queues any more: their names are the app's own, so the next test makes them again."""
        for raw in self._raw.values():
            raw.delete_queue()

    def raw(self, name):
        """Messages as they lie in the queue."""
        return list(self._raw[name].receive_messages(max_messages=32))

    def peeked(self, name):
        """Messages that a worker would get now, left where they are."""
        return self._raw[name].peek_messages(max_messages=32)

    def put_raw(self, name, text):
        """A message that the app did not write."""
        self._raw[name].send_message(text)

    def visible(self):
        """Ticket jobs that a worker would get now."""
        return [read_ticket_job(base64.b64decode(message.content, validate=True)) for message in self.raw(TICKET_JOBS)]

    def syncs(self):
        """Sync jobs that a worker would get now."""
        return [read_sync_job(base64.b64decode(message.content, validate=True)) for message in self.raw(SYNC_JOBS)]


@pytest.fixture
def azurite_side(account):
    """Queues of their own, empty."""
    side = AzuriteSide(account)
    yield side
    side.clear()


@pytest.fixture(params=["memory", pytest.param("azurite", marks=pytest.mark.e2e)])
def side(request):
    """A queue, and the worker's end of it."""
    return MemorySide() if request.param == "memory" else request.getfixturevalue("azurite_side")


def test_job_arrives_as_it_was_put(side):
    """
    Fifty tickets and the count of tries.
    """
    side.queue.put_tickets(JOB)

    assert side.visible() == [JOB]


def test_sync_job_arrives_in_its_own_queue(side):
    """
    Slow syncs do not stand in the way of tickets.
    """
    side.queue.put_sync(SyncJob(CONNECTION_ID))

    side.queue.put_sync(SyncJob("d" * 32), delay=timedelta(minutes=1))

    assert (side.syncs(), side.visible()) == ([SyncJob(CONNECTION_ID)], [])


@pytest.mark.parametrize("delay", [timedelta(minutes=1), timedelta(days=7)])
def test_delayed_job_is_not_seen_yet(side, delay):
    """
    For up to seven days.
    """
    side.queue.put_tickets(JOB, delay=delay)

    assert side.visible() == []


@pytest.mark.e2e
def test_part_of_a_second_counts_as_a_whole_one(azurite_side):
    """
    The queue knows whole seconds: a job that came back before its time would only be put off again.
    """
    azurite_side.queue.put_tickets(JOB, delay=timedelta(milliseconds=1))

    assert azurite_side.visible() == []


def test_longer_delay_is_refused(side):
    """
    The service knows none; nothing is put.
    """
    with pytest.raises(RemoteRejectedError):
        side.queue.put_tickets(JOB, delay=timedelta(days=7, seconds=1))
    assert side.visible() == []


def test_probe_of_a_queue_that_answers_is_quiet(side):
    """
    It puts nothing.
    """
    side.queue.probe()

    assert (side.visible(), side.syncs()) == ([], [])


@pytest.mark.e2e
def test_message_holds_ids_only_and_stays_until_it_is_done(azurite_side):
    """
    A schema number, no text of a ticket, and no end of its life: an outage of weeks loses no job.
    """
    azurite_side.queue.put_tickets(JOB)

    [message] = azurite_side.raw(TICKET_JOBS)
    body = json.loads(base64.b64decode(message.content))
    counts = {"schema": 1, "attempt": 3, "givenUp": 1}
    due = body.pop("due")
    assert body == {**counts, "connection": CONNECTION_ID, "tickets": list(JOB.ticket_ids)}
    assert due == round(azurite_side.clock.now().timestamp(), 3)
    assert message.expires_on.year == 9999


def test_depth_counts_what_waits_for_its_time_too(side):
    """
    Of each queue by itself.
    """
    side.queue.put_tickets(JOB)
    side.queue.put_tickets(JOB, delay=timedelta(minutes=5))

    assert [(state.queue, state.depth, state.poisoned) for state in side.queue.states()] == [
        (TICKET_JOBS, 2, 0),
        (SYNC_JOBS, 0, 0),
    ]


@pytest.mark.e2e
def test_age_counts_from_when_a_job_was_due(azurite_side):
    """
    A job that was put with a delay has not waited before.
    """
    azurite_side.queue.put_tickets(JOB, delay=timedelta(seconds=1))
    eventually(lambda: azurite_side.peeked(TICKET_JOBS), "the job is due")
    azurite_side.clock.advance(seconds=61)

    assert round(azurite_side.queue.states()[0].oldest_age / timedelta(seconds=1)) == 60


@pytest.mark.e2e
def test_messages_that_nobody_can_read_have_an_age_too(azurite_side):
    """
    From when they were put; and those in a poison queue are counted.
    """
    azurite_side.put_raw(SYNC_JOBS, "not base64")
    azurite_side.put_raw(POISON[1], "x")
    azurite_side.clock.advance(hours=1)

    state = azurite_side.queue.states()[1]
    assert (state.depth, state.poisoned) == (1, 1)
    assert timedelta(minutes=59) < state.oldest_age < timedelta(minutes=61)


@pytest.mark.e2e
def test_queue_that_is_not_there_is_trouble(account):
    """
    Queues that were never made: neither put nor probe is quiet about it.
    """
    queue = StorageQueue(account, FakeClock())

    with pytest.raises(NotFoundError):
        queue.probe()
    with pytest.raises(NotFoundError):
        queue.put_tickets(JOB)
