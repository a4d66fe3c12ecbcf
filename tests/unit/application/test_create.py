"""Rules of creating: one record per ticket, however often the job arrives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.application.create import create_tickets
from connector.domain.draft import Kind
from connector.domain.ticket import Delivery
from connector.errors import (
    NotConnectedError,
    NotFoundError,
    RemoteProtocolError,
    RemoteRejectedError,
    RemoteUnavailableError,
)
from connector.ports import TicketJob
from tests.builders import CONNECTION_ID, make_record, make_ticket

LOST = RemoteUnavailableError("ServiceNow", "no answer (ReadTimeout)")
AWAY = RemoteUnavailableError("ServiceNow", "no answer (ReadTimeout)", service_wide=True)
REFUSED = RemoteRejectedError("ServiceNow", "Insufficient rights", status=403)
UNSEARCHABLE = RemoteRejectedError("ServiceNow", "Insufficient rights to query records", status=403)
LOOK_UP_TROUBLE = (
    UNSEARCHABLE,
    RemoteProtocolError("ServiceNow", "no list of records", status=200),
    LOST,
    NotConnectedError("no token"),
)


def _put(c, count=1, **fields):
    return c.tickets.put(*[make_ticket(f"Action{number}", **fields) for number in range(count)])


def _records(c):
    return {**c.desks.desk.records[Kind.INCIDENT], **c.desks.desk.records[Kind.CHANGE_REQUEST]}


def test_ticket_gets_its_record_in_one_request(c, work, stored):
    """
    A first try creates without looking: the ticket holds what ServiceNow answered.
    """
    [ticket] = _put(c)

    work(ticket)

    assert c.desks.desk.requests == [("create", 1)]
    assert stored(ticket).record == _records(c)[ticket.ticket_id]
    assert (stored(ticket).delivery, c.jobs.ticket_jobs) == (Delivery.CREATED, [])


def test_fifty_tickets_of_both_kinds_take_one_request(c, work, stored):
    """
    A job of a bulk share is one batch.
    """
    tickets = _put(c, 49) + c.tickets.put(make_ticket("Last", kind=Kind.CHANGE_REQUEST))

    work(*tickets)

    assert c.desks.desk.requests == [("create", 50)]
    assert {stored(ticket).delivery for ticket in tickets} == {Delivery.CREATED}


def test_job_that_comes_again_does_nothing(c, work):
    """
    Queues deliver at least once; a ticket with its record is left alone.
    """
    [ticket] = _put(c)
    work(ticket)
    writes = c.tickets.writes

    work(ticket, attempt=2)

    assert c.desks.desk.requests == [("create", 1)]
    assert c.tickets.writes == writes


def test_warnings_of_the_create_stay_on_the_ticket(c, work, stored):
    """
    A field that ServiceNow dropped is told, not hidden.
    """
    c.desks.desk.warnings = ("caller_id",)
    [ticket] = _put(c)

    work(ticket)

    assert stored(ticket).warnings == ("caller_id",)


def test_lost_reply_is_settled_by_a_look_up(c, work, stored):
    """
    The record was made and the answer was lost: the next try finds it and makes no other.
    """
    [ticket] = _put(c)
    c.desks.desk.lose_reply(ticket.ticket_id, LOST)
    work(ticket)
    waiting = stored(ticket)

    work(ticket, attempt=2)

    assert (waiting.delivery, waiting.record) == (Delivery.QUEUED, None)
    assert c.desks.desk.requests == [("create", 1), ("find", 1)]
    assert stored(ticket).record == _records(c)[ticket.ticket_id]


def test_lost_request_is_repeated_after_the_look_up(c, work, stored):
    """
    The record was not made: the next try looks, finds nothing, and creates.
    """
    [ticket] = _put(c)
    c.desks.desk.refuse(ticket.ticket_id, LOST)
    work(ticket)

    work(ticket, attempt=2)

    assert c.desks.desk.requests == [("create", 1), ("find", 1), ("create", 1)]
    assert stored(ticket).delivery is Delivery.CREATED


def test_look_ups_are_made_per_table(c, work, stored):
    """
    Each kind has its own table; what is found there is not created again.
    """
    tickets = c.tickets.put(
        make_ticket("One", attempts=1), make_ticket("Two", kind=Kind.CHANGE_REQUEST, attempts=1), make_ticket("Three")
    )
    c.desks.desk.put(Kind.CHANGE_REQUEST, make_record(tickets[1].ticket_id, number="CHG0000001"))

    work(*tickets)

    assert c.desks.desk.requests == [("find", 1), ("find", 1), ("create", 2)]
    assert stored(tickets[1]).record.number == "CHG0000001"


def test_refused_ticket_fails_with_servicenows_reason(c, work, stored):
    """
    Understood and refused is no outage: the ticket fails, nothing is put back, the action is free.
    """
    [ticket] = _put(c)
    c.desks.desk.refuse(ticket.ticket_id, REFUSED)

    work(ticket)

    failed = stored(ticket)
    assert (failed.delivery, failed.reserves) == (Delivery.FAILED, False)
    assert (failed.failure.code, failed.failure.reason) == ("remote_rejected", "Insufficient rights")
    assert c.jobs.ticket_jobs == []


def test_refused_ticket_whose_record_exists_is_created(c, work, stored):
    """
    A collision is refused too: the look-up shows that the record is there, so nothing failed.
    """
    [ticket] = _put(c)
    c.desks.desk.put(Kind.INCIDENT, make_record(ticket.ticket_id, number="INC0000042"))

    work(ticket)

    assert c.desks.desk.requests == [("create", 1), ("find", 1)]
    assert stored(ticket).record.number == "INC0000042"


def test_one_refusal_leaves_the_others_of_its_batch_alone(c, work, stored):
    """
    Created, failed and postponed side by side; only what may yet work is put back.
    """
    good, bad, unclear = _put(c, 3)
    c.desks.desk.refuse(bad.ticket_id, REFUSED)
    c.desks.desk.refuse(unclear.ticket_id, LOST)

    work(good, bad, unclear)

    deliveries = [stored(ticket).delivery for ticket in (good, bad, unclear)]
    assert deliveries == [Delivery.CREATED, Delivery.FAILED, Delivery.QUEUED]
    assert [job.ticket_ids for job in c.jobs.ticket_jobs] == [(unclear.ticket_id,)]


def test_answer_without_sense_fails_the_ticket(c, work, stored):
    """
    An answer that breaks the manual's promise is not repeated for ever.
    """
    [ticket] = _put(c)
    c.desks.desk.refuse(ticket.ticket_id, RemoteProtocolError("ServiceNow", "no record in the answer", status=200))

    work(ticket)

    assert stored(ticket).failure.code == "remote_protocol"


def test_batch_answered_without_sense_is_looked_up(c, work, stored):
    """
    Its records may have been made all the same: only a ticket without one fails, and frees its action.
    """
    made, other = _put(c, 2)
    c.desks.desk.put(Kind.INCIDENT, make_record(made.ticket_id))
    c.desks.desk.fail("create", RemoteProtocolError("ServiceNow", "no serviced_requests", status=200))

    work(made, other)

    assert [stored(ticket).delivery for ticket in (made, other)] == [Delivery.CREATED, Delivery.FAILED]


def test_batch_without_an_answer_postpones_every_ticket(c, work, stored):
    """
    When the whole request is lost every ticket keeps its place and is looked up next.
    """
    tickets = _put(c, 3)
    c.desks.desk.fail("create", LOST)

    work(*tickets)
    work(*tickets, attempt=2)

    assert c.desks.desk.requests == [("create", 3), ("find", 3), ("create", 3)]
    assert {stored(ticket).delivery for ticket in tickets} == {Delivery.CREATED}


def test_look_up_without_an_answer_creates_nothing(c, work, stored):
    """
    As long as nobody knows whether the record exists, none is made.
    """
    [ticket] = _put(c, attempts=1)
    c.desks.desk.fail("find", LOST)

    work(ticket)

    assert c.desks.desk.requests == [("find", 1)]
    assert stored(ticket).is_pending


@pytest.mark.parametrize("trouble", LOOK_UP_TROUBLE, ids=lambda error: error.code)
def test_look_up_in_trouble_leaves_what_is_known(c, work, stored, trouble):
    """
    One refusal in a batch is looked up; when that is of no avail, the others' records count all the same, and the
    refused ticket keeps its action: its record may exist.
    """
    *good, bad = _put(c, 50)
    c.desks.desk.refuse(bad.ticket_id, REFUSED)
    c.desks.desk.fail("find", trouble)

    work(*good, bad)

    assert {stored(ticket).delivery for ticket in good} == {Delivery.CREATED}
    assert (stored(bad).delivery, stored(bad).reserves) == (Delivery.QUEUED, True)
    assert [job.ticket_ids for job in c.jobs.ticket_jobs] == [(bad.ticket_id,)]


@pytest.mark.parametrize("trouble", LOOK_UP_TROUBLE, ids=lambda error: error.code)
def test_look_up_in_trouble_before_a_create_postpones(c, work, stored, trouble):
    """
    A ticket tried before may have its record: it is neither failed nor created again until a look-up says so.
    """
    [ticket] = c.tickets.put(make_ticket("Tried", attempts=1))
    c.desks.desk.fail("find", trouble)

    work(ticket)

    assert c.desks.desk.requests == [("find", 1)]
    assert (stored(ticket).delivery, stored(ticket).reserves) == (Delivery.QUEUED, True)


@pytest.mark.parametrize(("trouble", "goes_on"), [(UNSEARCHABLE, True), (LOST, True), (AWAY, False)])
def test_look_up_in_trouble_stops_the_batch_only_when_all_would_meet_it(c, work, stored, trouble, goes_on):
    """
    Tickets never tried are created beside one that cannot be looked up; an instance that is away is asked once.
    """
    [tried, fresh] = c.tickets.put(make_ticket("Tried", attempts=1), make_ticket("Fresh"))
    c.desks.desk.fail("find", trouble)

    work(tried, fresh)

    assert c.desks.desk.requests == [("find", 1), ("create", 1)][: 1 + goes_on]
    assert [stored(tried).is_pending, stored(fresh).is_pending] == [True, not goes_on]


def test_ticket_waits_with_the_reason_of_its_look_up(c, work, stored):
    """
    The reason says that a search was refused, in ServiceNow's words.
    """
    [ticket] = _put(c, attempts=1)
    c.desks.desk.fail("find", UNSEARCHABLE)

    work(ticket)

    failure = stored(ticket).failure
    assert (failure.code, failure.reason) == ("look_up_refused", "Insufficient rights to query records")


def test_ticket_that_someone_holds_is_left_and_put_back(c, work, clock):
    """
    Another worker's claim is respected; the job returns when its lease is over, as the same try: a death is no trouble
    of ServiceNow's, and must not lengthen the wait after the next one.
    """
    [held] = _put(c, delivery=Delivery.CREATING, attempts=1)
    clock.advance(minutes=2)

    work(held)

    assert c.desks.desk.requests == []
    assert c.jobs.ticket_jobs == [TicketJob(CONNECTION_ID, (held.ticket_id,), attempt=1)]
    assert c.jobs.delays == [timedelta(minutes=3, seconds=1)]


def test_claim_of_a_dead_worker_is_taken_over(c, work, stored, clock):
    """
    After the lease the ticket is looked up first: the dead worker may have made its record.
    """
    [ticket] = _put(c, delivery=Delivery.CREATING, attempts=1)
    clock.advance(minutes=5)

    work(ticket)

    assert c.desks.desk.requests == [("find", 1), ("create", 1)]
    assert stored(ticket).delivery is Delivery.CREATED


def test_ticket_that_was_claimed_meanwhile_is_put_back(c, work):
    """
    Two workers read the same ticket; the second one's claim is not stored, so it touches nothing.
    """
    [ticket] = _put(c)
    c.tickets.meanwhile("save", lambda: c.tickets.put(replace(ticket, delivery=Delivery.CREATING)))

    work(ticket)

    assert c.desks.desk.requests == []
    assert c.jobs.ticket_jobs == [TicketJob(CONNECTION_ID, (ticket.ticket_id,), attempt=1)]


def test_job_of_an_unknown_connection_is_no_job(c):
    """
    Such a message is given back to the host, which ends it in the poison queue.
    """
    with pytest.raises(NotFoundError):
        create_tickets(TicketJob("0" * 32, ()), c)
