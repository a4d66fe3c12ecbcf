"""Rules of turns: what one worker meets slows all of them, at next to no cost while all is well."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.application.push import follow_record
from connector.application.reconcile import SyncReport
from connector.application.sync import sync_connection
from connector.application.tickets import refresh
from connector.application.turns import throttled_until, turn
from connector.domain.ticket import DELIVERY_DEADLINE, Delivery
from connector.errors import RemoteRejectedError, RemoteUnavailableError, ThrottledError
from connector.ports import SyncJob, TicketJob
from tests.builders import CONNECTION_ID, NOW, make_ticket

AWAY = RemoteUnavailableError("ServiceNow", "a page instead of JSON", status=503, service_wide=True)
BUSY = RemoteUnavailableError("ServiceNow", "429", status=429, retry_after_s=60, service_wide=True)
ONE_RECORD = RemoteUnavailableError("ServiceNow", "script error", status=500)


def another_process(c):
    """The same stores, and nothing remembered."""
    return replace(c, known_throttles={}, told_to_come_back={}, syncs_put_off={}, seen={})


def meet(c, trouble=None):
    """A piece of work that ends well, or in this trouble."""
    with turn(CONNECTION_ID, c) as taken:
        taken.note(trouble or "an answer")


@pytest.fixture
def ticket(c):
    """A ticket that waits."""
    return c.tickets.put(make_ticket())[0]


def test_work_costs_no_storage_while_all_is_well(c):
    """
    One read for a hundred jobs of one process, and no write.
    """
    for _ in range(100):
        meet(c)

    assert (c.throttles.reads, c.throttles.writes) == (1, 0)


def test_trouble_of_one_worker_pauses_all(c):
    """
    Another process sends nothing until the pause is over, and is told how long that is.
    """
    meet(c, BUSY)

    with pytest.raises(ThrottledError) as refused, turn(CONNECTION_ID, another_process(c)):
        raise AssertionError("sent")
    assert (refused.value.retry_after_s, refused.value.detail) == (60.0, "429")


def test_trouble_reaches_a_process_that_believed_all_was_well(c, clock):
    """
    Within five seconds, without an answer of its own.
    """
    other = another_process(c)
    meet(other)
    meet(c, BUSY)
    clock.advance(seconds=5)

    with pytest.raises(ThrottledError), turn(CONNECTION_ID, other):
        raise AssertionError("sent")


def test_other_connections_go_on(c):
    """
    A throttle belongs to one instance's connection.
    """
    meet(c, AWAY)

    with turn("d" * 32, c) as taken:
        assert taken.trouble is None


@pytest.mark.parametrize("outcome", [ONE_RECORD, RemoteRejectedError("ServiceNow", "no", status=403)])
def test_trouble_of_one_record_slows_nobody(c, outcome):
    """
    A script error or a refusal says nothing about other requests.
    """
    meet(c, outcome)

    assert throttled_until(CONNECTION_ID, c) is None


def test_second_worker_finds_the_probe_under_way(c, clock):
    """
    It is told to ask again in a moment; when the probe is back it may go.
    """
    meet(c, AWAY)
    clock.advance(seconds=1)
    other = another_process(c)

    with turn(CONNECTION_ID, c) as probe:
        with pytest.raises(ThrottledError) as refused, turn(CONNECTION_ID, other):
            raise AssertionError("sent")
        probe.note("an answer")
    clock.advance(seconds=1)
    meet(other)

    assert refused.value.retry_after_s == 1.0


def test_turn_of_a_killed_worker_stops_nobody_for_long(c, clock):
    """
    Ten seconds later the next one may go.
    """
    meet(c, AWAY)
    clock.advance(seconds=1)
    turn(CONNECTION_ID, c).__enter__()  # and never left
    clock.advance(seconds=10)

    meet(another_process(c))

    assert throttled_until(CONNECTION_ID, c) is None


def test_storage_in_trouble_takes_nothing_back_that_was_done(c, caplog):
    """
    The work stands; this process keeps the pause to itself.
    """
    caplog.set_level("INFO")
    meet(c)
    c.throttles.fail("save", RemoteUnavailableError("Table Storage", "ServerBusy", status=503))

    meet(c, AWAY)

    with pytest.raises(ThrottledError), turn(CONNECTION_ID, c):
        raise AssertionError("sent")
    assert "throttle_not_saved" in caplog.text


def test_begin_and_end_are_logged_once(c, clock, caplog):
    """
    However many pauses lie between them.
    """
    caplog.set_level("INFO")
    for trouble in (AWAY, AWAY, None, None, None):
        meet(c, trouble)
        clock.advance(seconds=4)
    clock.advance(minutes=3)
    meet(c)
    meet(c)

    events = [r for r in caplog.records if r.message.startswith("throttle_")]
    assert [r.message for r in events] == ["throttle_started", "throttle_ended"]
    assert (events[0].reason, events[0].pause_s, events[1].lasted_s) == (AWAY.detail, 1, 200)


def test_job_in_a_pause_waits_without_a_try(c, work, stored, ticket):
    """
    Nothing is claimed or sent, the job's tries and the ticket's stay as they are, and the ticket says when and why.
    """
    meet(c, BUSY)

    work(ticket, attempt=3)

    assert (c.jobs.take(), c.desks.desk.requests) == (TicketJob(CONNECTION_ID, (ticket.ticket_id,), 3), [])
    waiting = stored(ticket)
    assert (waiting.attempts, waiting.delivery, waiting.failure.code) == (0, Delivery.QUEUED, "throttled")
    assert waiting.next_attempt_at == NOW + timedelta(seconds=60)


def test_job_that_met_the_trouble_waits_for_the_pause(c, work, ticket):
    """
    Its own waits do not grow by what the whole connection met.
    """
    c.desks.desk.fail("create", AWAY)

    work(ticket, attempt=9)

    assert (c.jobs.delays, c.jobs.ticket_jobs[0].attempt) == ([timedelta(seconds=1)], 9)


def test_refused_jobs_come_back_one_after_another(c, work):
    """
    Not all at once, only to find no room again; however many they are, within a quarter of a minute.
    """
    tickets = c.tickets.put(*[make_ticket(f"Action{number}") for number in range(100)])
    meet(c, AWAY)

    for ticket in tickets:
        work(ticket)

    waits = [delay.total_seconds() for delay in c.jobs.delays]
    assert waits[:3] == [1.0, 1.4, 1.8]
    assert max(waits) <= 16.0


def test_short_wait_is_not_written_on_the_ticket(c, work, ticket):
    """
    While a connection recovers, jobs ask for turns every few seconds: that costs no ticket a write, nor a read.
    """
    meet(c, AWAY)
    writes = c.tickets.writes

    work(ticket)

    assert (len(c.jobs.ticket_jobs), c.tickets.writes, c.tickets.reads) == (1, writes, 0)


def test_pause_does_not_outlive_the_deadline(c, work, stored, ticket, clock):
    """
    After three days a ticket fails, also when nothing could be sent.
    """
    clock.advance(seconds=DELIVERY_DEADLINE.total_seconds())
    meet(c, BUSY)

    work(ticket)

    assert (stored(ticket).delivery, c.jobs.ticket_jobs) == (Delivery.FAILED, [])


def test_sync_of_an_operator_without_a_turn_does_not_come_back(c, clock):
    """
    In a pause, and while the probe is under way: nothing is read, and that is no trouble of the connection.
    """
    meet(c, AWAY)
    sync_connection(SyncJob(CONNECTION_ID), c)
    clock.advance(seconds=1)
    with turn(CONNECTION_ID, c):
        sync_connection(SyncJob(CONNECTION_ID), another_process(c))

    assert (c.desks.desk.requests, c.jobs.sync_jobs, c.connections.get(CONNECTION_ID).trouble) == ([], [], None)


def test_sync_of_the_timer_comes_back_for_a_turn(c):
    """
    Tickets that wait for the same turns do not keep a sync from its own until the next tick, tick after tick.
    """
    meet(c, BUSY)
    job = SyncJob(CONNECTION_ID, asked_at=NOW)

    assert sync_connection(job, c) == SyncReport(throttled=True)
    assert (c.jobs.sync_jobs, c.jobs.sync_delays) == ([job], [timedelta(minutes=1)])


def test_one_sync_job_comes_back_however_often_the_timer_asks(c, clock):
    """
    Until it is there; if there is no turn even then, it comes back once more.
    """
    meet(c, BUSY)
    jobs = [SyncJob(CONNECTION_ID, asked_at=NOW + timedelta(seconds=seconds)) for seconds in (0, 5, 10)]
    for job in jobs:
        sync_connection(job, c)
    waiting = list(c.jobs.sync_jobs)
    clock.advance(minutes=1)
    meet(c, BUSY)
    sync_connection(waiting[0], c)

    assert waiting == jobs[:1]
    assert c.jobs.sync_jobs == jobs[:1] * 2


def test_sync_that_would_come_back_after_the_timer_is_left_to_it(c, clock):
    """
    Jobs do not pile up while nothing is sent.
    """
    meet(c, BUSY)
    asked_at = NOW - timedelta(minutes=4)

    sync_connection(SyncJob(CONNECTION_ID, asked_at), c)

    assert c.jobs.sync_jobs == []


def test_sync_that_meets_an_outage_pauses_the_connection(c):
    """
    Jobs need not find out for themselves.
    """
    c.desks.desk.fail("changed", AWAY)

    sync_connection(SyncJob(CONNECTION_ID), c)

    assert throttled_until(CONNECTION_ID, c) == NOW + timedelta(seconds=1)


def test_push_in_a_pause_is_left_to_the_sync(c, share_created):
    """
    ServiceNow is not asked; the timer brings the change.
    """
    ticket = share_created()
    meet(c, BUSY)

    assert not follow_record("incident", ticket.record.sys_id, "", c.connections.get(CONNECTION_ID), c)
    assert c.desks.desk.requests == []


def test_person_is_told_when_to_ask_again(c, caller, share_created):
    """
    A refresh in a pause answers at once.
    """
    ticket = share_created()
    meet(c, BUSY)

    with pytest.raises(ThrottledError) as refused:
        refresh(ticket.ticket_id, caller, c)
    assert refused.value.retry_after_s == 60.0
