"""Rules of a sync in trouble: told on the connection, and nothing lost."""

from datetime import timedelta

import pytest

from connector.application.reconcile import SyncReport
from connector.application.sync import sync_connection
from connector.domain.connection import ConnectionStatus
from connector.domain.draft import Kind
from connector.errors import NotConnectedError, RemoteRejectedError, RemoteUnavailableError
from connector.ports import SyncJob
from tests.builders import CONNECTION_ID, NOW, TENANT_ID, make_connection
from tests.fakes.servicenow import PAGE

JOB = SyncJob(CONNECTION_ID)
OUTAGE = RemoteUnavailableError("ServiceNow", "the instance is hibernating", code="instance_asleep")
REFUSED = RemoteRejectedError("ServiceNow", "a search condition was not honoured", status=200)


@pytest.fixture
def desk(c):
    """The instance at the other end."""
    return c.desks.desk


def _connection(c):
    return c.connections.get(CONNECTION_ID)


def test_refused_search_falls_back_to_reading_by_id(c, desk, share_created, stored, clock):
    """
    An instance that refuses the range is followed all the same, within a quarter of an hour.
    """
    ticket = share_created()
    sync_connection(JOB, c)
    clock.advance(minutes=15)
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")
    desk.fail("changed", REFUSED)

    assert sync_connection(JOB, c).changed == 1
    assert (stored(ticket).record.state, _connection(c).status) == ("2", ConnectionStatus.CONNECTED)


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (OUTAGE, "instance_asleep", "the instance is hibernating"),
        (
            NotConnectedError("ServiceNow: server_error", code="consent_needed"),
            "consent_needed",
            "ServiceNow: server_error",
        ),
    ],
)
def test_trouble_is_told_on_the_connection(c, desk, clock, error, code, reason):
    """
    An administrator sees what went wrong and since when; the job itself ends quietly.
    """
    desk.fail("changed", error)

    assert sync_connection(JOB, c) == SyncReport()
    trouble = _connection(c).trouble
    assert (_connection(c).status, trouble.code, trouble.reason) == (ConnectionStatus.ATTENTION, code, reason)


def test_token_that_cannot_be_renewed_is_told_too(c):
    """
    Renewal comes first, within the operator's margin.
    """
    c.desks.fail("renew", NotConnectedError("refused", code="consent_needed"))

    sync_connection(JOB, c)

    assert _connection(c).trouble.code == "consent_needed"
    assert c.desks.desk.requests == []


def test_tokens_are_renewed_within_the_margin(c):
    """
    Each sync renews a token that lapses soon.
    """
    sync_connection(JOB, c)

    assert c.desks.renewals == [(CONNECTION_ID, timedelta(minutes=10))]


def test_trouble_past_the_consents_life_ends_it(c, clock):
    """
    After a hundred days the same refusal means that the consent expired; no more syncs are tried.
    """
    clock.advance(days=95)
    c.desks.fail("renew", NotConnectedError("refused", code="consent_needed"))

    sync_connection(JOB, c)
    sync_connection(JOB, c)

    assert _connection(c).status is ConnectionStatus.CONSENT_EXPIRED
    assert c.desks.renewals == []


def test_next_good_sync_clears_the_trouble(c, desk, clock):
    """
    What is over is not shown any more.
    """
    desk.fail("changed", OUTAGE)
    sync_connection(JOB, c)
    clock.advance(minutes=1)
    sync_connection(JOB, c)

    connection = _connection(c)
    assert (connection.status, connection.trouble, connection.last_success_at) == (
        ConnectionStatus.CONNECTED,
        None,
        clock.now(),
    )


def test_success_is_written_down_now_and_then(c, clock):
    """
    A quiet connection is not written at each sync, yet its last success is never older than five minutes.
    """
    before = _connection(c).version
    sync_connection(JOB, c)
    assert _connection(c).version == before
    clock.advance(minutes=5)
    sync_connection(JOB, c)
    assert _connection(c).last_success_at == clock.now()


def test_trouble_half_way_keeps_what_was_read(c, desk, share_created, stored):
    """
    The second table does not answer: what the first one said is applied, and is not read again.
    """
    ticket = share_created()
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")
    desk.fail("changed", OUTAGE, after=1)

    sync_connection(JOB, c)

    assert stored(ticket).record.state == "2"
    assert c.connections.sync_state(make_connection()).watermarks == {Kind.INCIDENT: NOW}


def test_connection_that_someone_wrote_meanwhile_keeps_their_word(c, desk):
    """
    A note of trouble never overwrites what an administrator did at the same moment.
    """
    desk.fail("changed", OUTAGE)
    c.connections.meanwhile("save", lambda: c.connections.save(_connection(c).disconnected(NOW)))

    sync_connection(JOB, c)

    assert _connection(c).status is ConnectionStatus.NOT_CONNECTED


def test_storage_in_trouble_is_the_hosts_business(c, share_created):
    """
    Nothing can be written down then: the host delivers the job again.
    """
    c.connections.fail("get", RemoteUnavailableError("Table Storage", "no answer"))

    with pytest.raises(RemoteUnavailableError):
        sync_connection(JOB, c)


@pytest.mark.parametrize("job", [SyncJob("0" * 32), SyncJob("d" * 32)])
def test_job_without_a_usable_connection_does_nothing(c, job):
    """
    Unknown, or disconnected since the job was made: nothing to ask, nothing to tell.
    """
    c.connections.save(make_connection(connection_id="d" * 32, status=ConnectionStatus.NOT_CONNECTED))

    assert sync_connection(job, c) == SyncReport()
    assert (c.desks.desk.requests, c.connections.current(TENANT_ID).trouble) == ([], None)


def test_lost_consent_is_an_event(c, clock):
    """
    Refused again minutes later: the log says so, once, with its reason.
    """
    c.desks.fail("renew", NotConnectedError("ServiceNow: server_error", code="consent_needed"), times=3)
    for _ in range(3):
        sync_connection(JOB, c)
        clock.advance(minutes=2)

    assert c.events.names() == ["connection_troubled", "consent_lost"]
    assert _connection(c).status is ConnectionStatus.CONSENT_EXPIRED
    assert c.events.last().facts["error"] == "consent_needed"


@pytest.mark.parametrize(("days_left", "warned"), [(31, False), (30, True), (1, True)])
def test_consent_that_ends_soon_is_a_warning_in_the_log(c, clock, caplog, days_left, warned):
    """
    With the days that are left, for whoever watches the log.
    """
    clock.advance(days=90 - days_left)

    sync_connection(JOB, c)

    warnings = [record for record in caplog.records if record.msg == "consent_ending"]
    assert [record.days_left for record in warnings] == [days_left] * warned


def test_trouble_between_pages_keeps_the_pages_before(c, desk, share_created, clock):
    """
    A long delta goes on where it was, instead of beginning anew at each try.
    """
    for number in range(PAGE + 1):
        share_created(f"Action{number}", updated_at=NOW + timedelta(seconds=number))
    clock.advance(hours=1)
    desk.fail("changed_page", OUTAGE, after=1)

    sync_connection(JOB, c)

    watermarks = c.connections.sync_state(make_connection()).watermarks
    assert watermarks == {Kind.INCIDENT: NOW + timedelta(seconds=PAGE - 1)}
