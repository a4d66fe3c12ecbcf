"""Rules of waiting: growing delays, a deadline, consent that is missing, storage in trouble."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.application.create import create_tickets
from connector.domain.connection import ConnectionStatus
from connector.domain.ticket import Delivery
from connector.errors import NotConnectedError, RemoteRejectedError, RemoteUnavailableError
from connector.ports import TicketJob
from tests.builders import CONNECTION_ID, NOW, TENANT_ID, make_connection, make_ticket
from tests.fakes import make_container

OUTAGE = RemoteUnavailableError("ServiceNow", "no answer")
STORAGE = RemoteUnavailableError("Table Storage", "ServerBusy", status=503, retry_after_s=20)


@pytest.fixture
def ticket(c):
    """A ticket that waits."""
    return c.tickets.put(make_ticket())[0]


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 2), (2, 4), (5, 32), (12, 900)])
def test_each_try_waits_longer(c, work, stored, ticket, attempt, seconds):
    """
    The job counts its tries and comes back later each time, with the ticket saying when.
    """
    c.desks.desk.fail("create", OUTAGE)

    work(ticket, attempt=attempt)

    assert (c.jobs.ticket_jobs[0].attempt, c.jobs.delays) == (attempt + 1, [timedelta(seconds=seconds)])
    assert stored(ticket).next_attempt_at == NOW + timedelta(seconds=seconds)


def test_wait_is_as_long_as_servicenow_asks(c, work, ticket):
    """
    A rate limit says when it is over.
    """
    c.desks.desk.fail("create", RemoteUnavailableError("ServiceNow", "429", status=429, retry_after_s=77))

    work(ticket)

    assert c.jobs.delays == [timedelta(seconds=77)]


def test_jitter_spreads_the_waits(clock):
    """
    The container's chance, not the machine's, makes the wait longer.
    """
    c = make_container(clock=clock, jitter=lambda: 1.0)
    c.connections.establish(make_connection())
    [ticket] = c.tickets.put(make_ticket())
    c.desks.desk.fail("create", OUTAGE)

    create_tickets(TicketJob(CONNECTION_ID, (ticket.ticket_id,)), c)

    assert c.jobs.delays == [timedelta(seconds=3)]


def test_tickets_of_one_job_come_back_together(c, work):
    """
    One job, one wait: the longest that any of its tickets was asked for.
    """
    one, other = c.tickets.put(make_ticket("One"), make_ticket("Other"))
    c.desks.desk.refuse(one.ticket_id, RemoteUnavailableError("ServiceNow", "429", status=429, retry_after_s=60))
    c.desks.desk.refuse(other.ticket_id, OUTAGE)

    work(one, other)

    assert [set(job.ticket_ids) for job in c.jobs.ticket_jobs] == [{one.ticket_id, other.ticket_id}]
    assert c.jobs.delays == [timedelta(seconds=60)]


def test_outage_of_three_days_ends_a_ticket(c, work, stored, ticket, clock):
    """
    After its deadline the ticket fails with the last reason, and the job ends.
    """
    clock.advance(days=3)
    c.desks.desk.fail("create", OUTAGE)

    work(ticket, attempt=300)

    assert (stored(ticket).delivery, stored(ticket).failure.code) == (Delivery.FAILED, "remote_unavailable")
    assert c.jobs.ticket_jobs == []


def test_outage_of_almost_three_days_loses_nothing(c, work, stored, ticket, clock):
    """
    A ticket that ServiceNow answers for on the last day is created like any other.
    """
    clock.advance(days=2, hours=23, minutes=59)

    work(ticket, attempt=300)

    assert stored(ticket).delivery is Delivery.CREATED


@pytest.mark.parametrize("status", [ConnectionStatus.CONSENT_EXPIRED, ConnectionStatus.NOT_CONNECTED])
def test_tickets_wait_for_a_missing_consent(c, work, stored, ticket, status):
    """
    Without a usable consent nothing is sent; the ticket waits for an administrator and says why.
    """
    c.connections.save(replace(c.connections.current(TENANT_ID), status=status))

    work(ticket)

    assert c.desks.desk.requests == []
    assert (stored(ticket).delivery, stored(ticket).failure.code) == (Delivery.QUEUED, "not_connected")
    assert len(c.jobs.ticket_jobs) == 1


def test_tickets_wait_when_the_token_is_refused(c, work, stored, ticket):
    """
    ServiceNow takes the consent back in the middle of the work: that is no failure of the ticket.
    """
    c.desks.desk.fail("create", NotConnectedError("refused", code="consent_needed"))

    work(ticket)

    assert (stored(ticket).delivery, stored(ticket).failure.code) == (Delivery.QUEUED, "consent_needed")


def test_waiting_tickets_are_created_when_consent_is_back(c, work, stored, ticket):
    """
    The job that was put back finds the connection usable again.
    """
    expired = c.connections.save(replace(c.connections.current(TENANT_ID), status=ConnectionStatus.CONSENT_EXPIRED))
    work(ticket)
    c.connections.save(replace(expired, status=ConnectionStatus.CONNECTED))

    create_tickets(c.jobs.take(), c)

    assert stored(ticket).delivery is Delivery.CREATED


@pytest.mark.parametrize(("port", "method"), [("connections", "get"), ("tickets", "get_many"), ("tickets", "save")])
def test_storage_in_trouble_puts_the_job_back(c, work, ticket, port, method):
    """
    The job waits as long as the storage asks for, and nothing was sent to ServiceNow.
    """
    getattr(c, port).fail(method, STORAGE)

    work(ticket)

    assert c.jobs.ticket_jobs == [TicketJob(CONNECTION_ID, (ticket.ticket_id,), attempt=2)]
    assert (c.jobs.delays, c.desks.desk.requests) == ([timedelta(seconds=20)], [])


def test_record_whose_ticket_could_not_be_saved_is_found_again(c, work, stored, ticket, clock):
    """
    The storage fails after the insert: when the claim lapses the next try finds that record and makes no other.
    """
    c.tickets.fail("save", STORAGE, after=1)
    work(ticket)
    clock.advance(minutes=5)

    create_tickets(c.jobs.take(), c)

    assert [name for name, _ in c.desks.desk.requests] == ["create", "find"]
    assert stored(ticket).delivery is Delivery.CREATED


def test_storage_that_refuses_gives_the_job_back_to_the_host(c, work, ticket):
    """
    What will not get better by waiting is not hidden: the host delivers the job again and ends it in the poison queue.
    """
    c.tickets.fail("get_many", RemoteRejectedError("Table Storage", "AuthorizationFailure", status=403))

    with pytest.raises(RemoteRejectedError):
        work(ticket)
    assert c.jobs.ticket_jobs == []


def test_queue_in_trouble_gives_the_job_back_to_the_host(c, work, ticket):
    """
    A job that can be neither done nor put back stays the host's.
    """
    c.desks.desk.fail("create", OUTAGE)
    c.jobs.fail("put_tickets", RemoteUnavailableError("Queue Storage", "no answer"), times=2)

    with pytest.raises(RemoteUnavailableError):
        work(ticket)


def test_ticket_taken_over_meanwhile_is_not_overwritten(c, work, stored, ticket):
    """
    Someone wrote while this worker waited for ServiceNow: theirs stands, and this job ends quietly.
    """
    c.desks.desk.meanwhile("create", lambda: c.tickets.put(replace(stored(ticket), attempts=9)))

    work(ticket)

    assert (stored(ticket).attempts, stored(ticket).record) == (9, None)
    assert c.jobs.ticket_jobs == []
