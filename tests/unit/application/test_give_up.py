"""Rules of giving up: a job that the host stopped delivering."""

from datetime import timedelta

import pytest

from connector.application.give_up import ROUNDS, give_up, keep_unreadable
from connector.domain.draft import Kind
from connector.domain.ticket import Delivery
from connector.errors import NotFoundError
from connector.ports import TicketJob
from tests.builders import CONNECTION_ID, NOW, TENANT_ID, make_created_ticket, make_record, make_ticket


def _give_up(c, *tickets, given_up=ROUNDS - 1, attempt=1):
    job = TicketJob(CONNECTION_ID, tuple(ticket.ticket_id for ticket in tickets), attempt, given_up)
    return give_up(job, c)


def test_tickets_of_a_job_that_died_get_jobs_of_their_own(c, stored):
    """
    One bad ticket, or a kill, says nothing of the others: each is tried by itself, later, and none fails.
    """
    tickets = c.tickets.put(make_ticket("One"), make_ticket("Two"), make_created_ticket("Done"))

    assert _give_up(c, *tickets, given_up=0, attempt=3) == 0
    assert c.jobs.ticket_jobs == [TicketJob(CONNECTION_ID, (ticket.ticket_id,), 4, 1) for ticket in tickets[:2]]
    assert c.jobs.delays == [timedelta(seconds=8)] * 2
    assert [stored(ticket) for ticket in tickets] == tickets


@pytest.mark.parametrize(("given_up", "failed"), [(0, 0), (1, 0), (2, 1), (5, 1)])
def test_ticket_is_given_up_after_its_third_job(c, given_up, failed):
    """
    Counted on the job, however many tries each took.
    """
    [ticket] = c.tickets.put(make_ticket())

    assert _give_up(c, ticket, given_up=given_up) == failed
    assert len(c.jobs.ticket_jobs) == 1 - failed


def test_given_up_tickets_fail_with_a_reason(c, stored):
    """
    A person can read it, and retry.
    """
    tickets = c.tickets.put(make_ticket("One"), make_ticket("Two"))

    assert _give_up(c, *tickets) == 2
    assert {stored(ticket).failure.code for ticket in tickets} == {"gave_up"}
    assert c.jobs.ticket_jobs == []


def test_ticket_that_a_worker_holds_is_not_given_up(c, clock, stored):
    """
    Another job is at it; a claim whose lease is over is nobody's.
    """
    [held] = c.tickets.put(make_ticket(delivery=Delivery.CREATING, attempts=1))

    clock.advance(minutes=4)
    assert _give_up(c, held) == 0
    clock.advance(minutes=1)
    assert _give_up(c, held) == 1
    assert stored(held).delivery is Delivery.FAILED


def test_created_tickets_of_the_job_stay(c, stored):
    """
    What has its record is no failure, whatever became of the job.
    """
    [ticket] = c.tickets.put(make_created_ticket())

    assert _give_up(c, ticket) == 0
    assert stored(ticket) == ticket


def test_ticket_that_was_written_meanwhile_stays(c, stored):
    """
    A worker that came to an end at the same moment is right.
    """
    [ticket] = c.tickets.put(make_ticket())
    created = make_created_ticket(ticket_id=ticket.ticket_id)
    c.tickets.meanwhile("save", lambda: c.tickets.put(created))

    assert _give_up(c, ticket) == 0
    assert stored(ticket).delivery is Delivery.CREATED


def test_given_up_ticket_is_looked_up_when_a_person_retries(c, work, stored, clock):
    """
    The record may have been made all the same.
    """
    [ticket] = c.tickets.put(make_ticket(delivery=Delivery.CREATING, attempts=1))
    c.desks.desk.put(Kind.INCIDENT, make_record(ticket.ticket_id))
    c.clock.advance(minutes=6)
    clock.advance(minutes=5)
    _give_up(c, ticket)
    [again] = c.tickets.put(stored(ticket).retried(NOW))

    work(again)

    assert c.desks.desk.requests == [("find", 1)]


def test_job_of_an_unknown_connection_cannot_be_given_up(c):
    """
    Nobody knows whose tickets these are; the caller keeps the message.
    """
    with pytest.raises(NotFoundError):
        give_up(TicketJob("0" * 32, ("a" * 32,)), c)


def test_unreadable_message_is_kept(c):
    """
    A message that nobody understands stands in the tenant's event log, whole; bytes that are no text as their codes.
    """
    keep_unreadable(b'{"schema": 99, "x": "\xff"}', "unknown_schema", c)

    [event] = c.events.page(TENANT_ID, cursor=None, limit=9).events
    assert (event.name, event.facts) == (
        "message_unreadable",
        {"reason": "unknown_schema", "body": '{"schema": 99, "x": "\\xff"}'},
    )
