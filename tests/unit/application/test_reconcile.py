"""Rules of the reconcile: open tickets are read a part at a time, and no deletion is believed too easily."""

from datetime import timedelta

import pytest

from connector.application.reconcile import CHUNK, CHUNKS, SyncReport
from connector.application.sync import sync_connection
from connector.domain.draft import Kind
from connector.domain.reconciling import Pass
from connector.errors import RemoteRejectedError, RemoteUnavailableError
from connector.ports import SyncJob
from tests.builders import CONNECTION_ID, NOW, make_connection, make_record, make_ticket

JOB = SyncJob(CONNECTION_ID)
OUTAGE = RemoteUnavailableError("ServiceNow", "too many requests", status=429)
REFUSED = RemoteRejectedError("ServiceNow", "Insufficient rights", status=403)


@pytest.fixture
def desk(c):
    """The instance at the other end."""
    return c.desks.desk


@pytest.fixture
def share_many(share_created, clock):
    """So many open tickets whose records changed some minutes ago."""

    def make(count, **record):
        tickets = [share_created(f"Action{number}", **record) for number in range(count)]
        clock.advance(minutes=5)
        return tickets

    return make


def _passes(c):
    return c.connections.sync_state(make_connection()).passes


def _reads(desk):
    return [size for name, size in desk.requests if name == "read"]


def test_deleted_record_is_noticed(c, desk, share_many, stored):
    """
    A deletion leaves no changed row: beside records that can be read, a missing one is gone.
    """
    gone, kept = share_many(2)
    desk.remove(Kind.INCIDENT, gone.ticket_id)

    assert sync_connection(JOB, c).gone == 1
    assert (stored(gone).record.deleted, stored(kept).record.deleted) == (True, False)


def test_reconcile_comes_once_a_day(c, desk, share_created, clock):
    """
    In between a sync asks for changes only.
    """
    share_created()
    sync_connection(JOB, c)
    clock.advance(hours=23, minutes=59)
    sync_connection(JOB, c)
    before_a_day = len(_reads(desk))
    clock.advance(minutes=1)
    sync_connection(JOB, c)

    assert (before_a_day, len(_reads(desk))) == (1, 2)


def test_open_tickets_are_read_by_fifties(c, desk, share_many, share_created):
    """
    Closed and waiting tickets are not asked for.
    """
    share_many(60)
    share_created("Closed", active=False, state="7")
    c.tickets.put(make_ticket("Waiting"))

    sync_connection(JOB, c)

    assert _reads(desk) == [50, 10]


def test_a_pass_over_many_tickets_takes_several_syncs(c, desk, share_many, clock):
    """
    Each goes on where the last one got to, and reads so many at most of each kind; then the pass is over for a day.
    """
    share_many(CHUNK * CHUNKS + 1)
    begun_at = clock.now()

    sync_connection(JOB, c)
    first, half_way = _reads(desk), _passes(c)[Kind.INCIDENT]
    clock.advance(minutes=5)
    desk.requests.clear()
    sync_connection(JOB, c)

    assert first == [CHUNK] * CHUNKS
    assert (half_way.begun_at, half_way.is_done) == (begun_at, False)
    assert _reads(desk) == [1]
    assert _passes(c) == dict.fromkeys(Kind, Pass(begun_at, is_done=True))


def test_trouble_throws_no_pass_away(c, desk, share_many, clock):
    """
    What was read before the instance asked for less is not read again, and the sync before it counts.
    """
    share_many(120)
    desk.fail("read", OUTAGE, after=1)
    sync_connection(JOB, c)
    synced_at = c.connections.sync_state(make_connection()).synced_at
    desk.requests.clear()
    began_at = clock.now()
    clock.advance(minutes=5)

    sync_connection(JOB, c)

    assert synced_at == began_at
    assert _reads(desk) == [50, 20]


def test_of_two_syncs_one_goes_on(c, desk, share_many):
    """
    A run that is slower than the timer meets the next one: it ends, and what it did stays done.
    """
    share_many(150)
    desk.meanwhile("read", lambda: sync_connection(JOB, c))

    assert sync_connection(JOB, c) == SyncReport()
    assert _reads(desk) == [50, 50, 50, 50]
    assert _passes(c)[Kind.INCIDENT].is_done


@pytest.mark.parametrize("count", [1, 2])
def test_rows_that_are_all_missing_are_not_believed_gone(c, desk, share_many, stored, count):
    """
    A right that was lost hides every row alike; nothing is marked as deleted for that, however few there are.
    """
    tickets = share_many(count)
    desk.hidden = {ticket.ticket_id for ticket in tickets}

    assert sync_connection(JOB, c) == SyncReport()
    assert all(stored(ticket).is_open for ticket in tickets)


def test_deletion_of_a_whole_bulk_is_noticed(c, desk, share_many):
    """
    Rows of others show that rows of this kind can be read.
    """
    tickets = share_many(CHUNK)
    for ticket in tickets:
        desk.remove(Kind.INCIDENT, ticket.ticket_id)
    desk.put(Kind.INCIDENT, make_record())

    assert sync_connection(JOB, c).gone == CHUNK


def test_rows_of_another_kind_prove_nothing(c, desk, share_many, share_created, stored):
    """
    Rights are given by table.
    """
    [incident] = share_many(1)
    share_created("Change", kind=Kind.CHANGE_REQUEST)
    desk.hidden = {incident.ticket_id}

    assert sync_connection(JOB, c).gone == 0
    assert stored(incident).is_open


def test_record_of_this_moment_is_not_believed_gone(c, desk, share_created, stored, clock):
    """
    Just created, it may not have reached the node that was asked.
    """
    [young, _] = share_created("Young"), share_created("Another")
    desk.hidden = {young.ticket_id}
    clock.advance(minutes=2)

    assert sync_connection(JOB, c).gone == 0
    assert stored(young).is_open


def test_record_that_is_shown_again_is_followed_again(c, desk, share_many, stored, clock):
    """
    A record taken for deleted is there after all, also when its row was seen before it was hidden.
    """
    ticket, _ = share_many(2)
    desk.move(Kind.INCIDENT, ticket.ticket_id)
    sync_connection(JOB, c)
    clock.advance(days=1)
    desk.hidden = {ticket.ticket_id}
    sync_connection(JOB, c)
    hidden = stored(ticket)
    desk.hidden = set()

    sync_connection(JOB, c)

    assert (hidden.is_open, stored(ticket).is_open) == (False, True)


def test_change_without_a_stamp_is_noticed(c, desk, share_created, stored):
    """
    An instance may write without touching the stamp.
    """
    ticket = share_created(updated_at=NOW - timedelta(days=30))
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2", updated_at=ticket.record.updated_at)

    assert sync_connection(JOB, c) == SyncReport(read=1, changed=1)
    assert stored(ticket).record.state == "2"


def test_a_refused_search_concerns_its_table_alone(c, desk, share_many, share_created, stored, clock):
    """
    A user who may read incidents only: their delta goes on, and they are read by sys_id once a day as ever.
    """
    [ticket] = share_many(1)
    sync_connection(JOB, c)
    clock.advance(minutes=15)
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")
    desk.requests.clear()
    desk.fail("changed", REFUSED, after=1)

    assert sync_connection(JOB, c) == SyncReport(read=1, changed=1)
    assert _reads(desk) == []
    assert stored(ticket).record.state == "2"


def test_a_refused_search_does_not_stop_the_other_tables(c, desk, share_many, share_created, stored):
    """
    Incidents are refused, change requests are not.
    """
    change = share_created("Change", kind=Kind.CHANGE_REQUEST)
    desk.move(Kind.CHANGE_REQUEST, change.ticket_id, state="2")
    desk.fail("changed", REFUSED)

    sync_connection(JOB, c)

    assert stored(change).record.state == "2"
    assert list(c.connections.sync_state(make_connection()).watermarks) == [Kind.CHANGE_REQUEST]


def test_a_refused_search_does_not_read_everything_at_each_sync(c, desk, share_many, clock):
    """
    A pass over the open tickets of the kind begins every quarter of an hour.
    """
    share_many(1)
    desk.fail("changed", REFUSED, times=99)
    for _ in range(6):
        sync_connection(JOB, c)
        clock.advance(minutes=5)

    assert _reads(desk) == [1, 1]


def test_a_table_that_may_not_be_read_does_not_stop_the_other(c, desk, share_many, share_created):
    """
    The pass over the other kind goes on, and the refusal is told on the connection.
    """
    share_many(1)
    share_created("Change", kind=Kind.CHANGE_REQUEST)
    desk.fail("read", REFUSED)

    sync_connection(JOB, c)

    assert {kind: one.is_done for kind, one in _passes(c).items()} == {Kind.CHANGE_REQUEST: True}
    assert c.connections.get(CONNECTION_ID).trouble.code == "remote_rejected"


def test_a_refusal_of_the_storage_is_no_refusal_of_the_search(c, desk, share_many):
    """
    Only ServiceNow can refuse the search; open tickets are not read one by one for trouble of the storage.
    """
    [ticket] = share_many(1)
    sync_connection(JOB, c)
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")
    desk.requests.clear()
    c.tickets.fail("save", RemoteRejectedError("Table Storage", "entity too large", status=413))

    sync_connection(JOB, c)

    assert desk.requests == [("changed", 0)]
