"""Rules of syncing: what changed in ServiceNow since the watermark, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.application.follow import SEEN_MAX
from connector.application.reconcile import SyncReport
from connector.application.sync import enqueue_syncs, sync_connection
from connector.domain.draft import Kind
from connector.ports import SyncJob
from tests.builders import CONNECTION_ID, NOW, TENANT_ID, make_connection, make_record, make_ticket

JOB = SyncJob(CONNECTION_ID)


@pytest.fixture
def desk(c):
    """The instance at the other end."""
    return c.desks.desk


@pytest.fixture
def synced(c, clock):
    """A first sync is done, with its reconciliation, and some time has passed."""

    def run():
        sync_connection(JOB, c)
        clock.advance(minutes=5)
        c.desks.desk.requests.clear()
        c.desks.desk.changed_since.clear()

    return run


def test_moved_record_moves_its_ticket(c, desk, share_created, stored, synced):
    """
    State, label and counter are taken over, whatever the state is.
    """
    ticket = share_created()
    synced()
    record = desk.move(Kind.INCIDENT, ticket.ticket_id, state="-17", state_label="Parked")

    assert sync_connection(JOB, c) == SyncReport(read=1, changed=1)
    assert stored(ticket).record == record


def test_sync_asks_once_per_table(c, desk, share_created, synced):
    """
    Two requests, whatever the number of open tickets.
    """
    for number in range(120):
        share_created(f"Action{number}", mod_count=1)
    synced()

    sync_connection(JOB, c)

    assert desk.requests == [("changed", 0), ("changed", 0)]


def test_watermark_is_the_newest_stamp_seen(c, desk, share_created, synced, clock):
    """
    It comes from the data, never from our clock, and is read again with an overlap.
    """
    ticket = share_created()
    synced()
    clock.advance(hours=3)
    stamp = NOW + timedelta(minutes=7)
    desk.move(Kind.INCIDENT, ticket.ticket_id, updated_at=stamp)

    sync_connection(JOB, c)
    sync_connection(JOB, c)

    assert c.connections.sync_state(make_connection()).watermarks == {Kind.INCIDENT: stamp}
    assert desk.changed_since[-2] == (Kind.INCIDENT, stamp - timedelta(minutes=2))


def test_first_sync_looks_back_before_the_connection_began(c, desk):
    """
    The instance's clock may be behind ours.
    """
    sync_connection(JOB, c)

    began = c.connections.get(CONNECTION_ID).created_at
    assert desk.changed_since == [(kind, began - timedelta(days=1)) for kind in Kind]


def test_sync_without_news_keeps_the_watermark(c, desk, share_created, synced):
    """
    A quiet while does not move the watermark, nor does an older row.
    """
    share_created()
    synced()
    before = c.connections.sync_state(make_connection()).watermarks

    sync_connection(JOB, c)

    assert c.connections.sync_state(make_connection()).watermarks == before == {Kind.INCIDENT: NOW}


def test_rows_of_the_overlap_write_nothing(c, desk, share_created, synced):
    """
    A row that is seen again costs no write, and in the same process no read of the ticket either.
    """
    ticket = share_created()
    synced()
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")
    sync_connection(JOB, c)
    writes, reads = c.tickets.writes, c.tickets.reads

    assert sync_connection(JOB, c) == SyncReport(read=1)
    assert (c.tickets.writes, c.tickets.reads) == (writes, reads)


def test_another_process_writes_nothing_either(c, desk, share_created, synced):
    """
    What a process remembers only spares reads; without it the ticket itself shows that nothing changed.
    """
    ticket = share_created()
    synced()
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")
    sync_connection(JOB, c)
    writes = c.tickets.writes

    assert sync_connection(JOB, replace(c, seen={})) == SyncReport(read=1)
    assert c.tickets.writes == writes


def test_rows_of_others_are_left_alone(c, desk):
    """
    Rows without a ticket here, or with one of another connection, are read and forgotten.
    """
    [theirs] = c.tickets.put(make_ticket(connection_id="e" * 32).created(make_record("a" * 32), (), NOW))
    desk.put(Kind.INCIDENT, make_record(theirs.ticket_id, state="7", active=False, mod_count=5))
    desk.put(Kind.INCIDENT, make_record(state="7", active=False))

    assert sync_connection(JOB, c) == SyncReport(read=2)
    assert c.tickets.get(TENANT_ID, theirs.ticket_id) == theirs


def test_waiting_ticket_is_left_to_its_worker(c, desk, stored):
    """
    A record seen before the worker saved it changes nothing here, and is not taken for seen.
    """
    [ticket] = c.tickets.put(make_ticket())
    desk.put(Kind.INCIDENT, make_record(ticket.ticket_id))

    sync_connection(JOB, c)

    assert stored(ticket) == ticket
    assert ticket.ticket_id not in c.seen


def test_labels_are_learnt_from_the_rows(c, desk, share_created):
    """
    The instance's own words for its states, per kind, are kept for cards and lists.
    """
    share_created(state="-17", state_label="Parked")
    share_created("Other", kind=Kind.CHANGE_REQUEST, state="-5", state_label="Neu")

    sync_connection(JOB, c)

    labels = c.connections.sync_state(make_connection()).labels
    assert labels == {Kind.INCIDENT: {"-17": "Parked"}, Kind.CHANGE_REQUEST: {"-5": "Neu"}}


def test_ticket_that_was_written_meanwhile_is_followed_next_time(c, desk, share_created, stored, synced):
    """
    Someone wrote first: the change is not lost, the next sync applies it.
    """
    ticket = share_created()
    synced()
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")
    c.tickets.meanwhile("save", lambda: c.tickets.put(ticket))

    assert sync_connection(JOB, c) == SyncReport(read=1)
    assert sync_connection(JOB, c) == SyncReport(read=1, changed=1)
    assert stored(ticket).record.state == "2"


def test_ticket_reopened_while_another_is_open_is_followed(c, desk, share_created, stored, synced):
    """
    The action has one reservation: the newer ticket keeps it, the reopened one is followed without.
    """
    old = share_created("AdminMFAV2", state="7", active=False)
    new = share_created("AdminMFAV2")
    synced()
    desk.move(Kind.INCIDENT, old.ticket_id, state="2", active=True)

    assert sync_connection(JOB, c).changed == 1
    assert (stored(old).is_open, stored(old).reserves) == (True, False)
    assert c.tickets.reservations(TENANT_ID) == {"AdminMFAV2": new.ticket_id}


def test_closed_record_frees_its_action(c, desk, share_created, synced):
    """
    What is closed in ServiceNow may be shared again.
    """
    ticket = share_created()
    synced()
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="7", active=False)

    sync_connection(JOB, c)

    assert c.tickets.reservations(TENANT_ID) == {}


def test_each_connection_with_a_consent_gets_a_job(c):
    """
    Others have nothing to ask with.
    """
    c.connections.save(make_connection(connection_id="d" * 32, consented_at=None))

    assert enqueue_syncs(c) == 1
    assert [job.connection_id for job in c.jobs.sync_jobs] == [CONNECTION_ID]


def test_what_a_process_remembers_has_an_end(c, desk, share_created, stored, synced):
    """
    Full, it forgets and reads again: nothing is missed.
    """
    ticket = share_created()
    synced()
    c.seen.clear()
    c.seen.update({f"{number:032x}": 1 for number in range(SEEN_MAX)})
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")

    sync_connection(JOB, c)

    assert stored(ticket).record.state == "2"
    assert len(c.seen) <= SEEN_MAX


def test_copy_of_a_record_moves_no_ticket(c, desk, share_created, stored, synced):
    """
    "Insert and Stay" copies the correlation id: the ticket follows the record that was made for it.
    """
    ticket = share_created()
    synced()
    copy = make_record(state="7", active=False, mod_count=9, updated_at=NOW + timedelta(minutes=4))
    desk.put(Kind.INCIDENT, copy)
    desk.copies[copy.sys_id] = ticket.ticket_id
    record = desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")

    assert sync_connection(JOB, c) == SyncReport(read=2, changed=1)
    assert stored(ticket).record == record


def test_change_is_seen_where_the_count_of_changes_is_hidden(c, desk, share_created, stored, synced):
    """
    The stamp alone says that the record moved.
    """
    ticket = share_created()
    synced()
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2", mod_count=0)

    assert sync_connection(JOB, c).changed == 1
    assert stored(ticket).record.state == "2"


@pytest.mark.parametrize("skew", [timedelta(minutes=minutes) for minutes in (-10, 0, 10)])
def test_stamp_of_the_future_hides_nothing(c, desk, share_created, stored, synced, clock, skew):
    """
    Somebody imports a row with a wrong stamp: what changes after it is seen, wherever the instance's clock stands.
    """
    wrong, ticket = (share_created(action, updated_at=NOW + skew) for action in ("Wrong", "Right"))
    synced()
    desk.move(Kind.INCIDENT, wrong.ticket_id, updated_at=NOW + timedelta(days=3650))
    sync_connection(JOB, c)
    clock.advance(minutes=5)
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2", updated_at=clock.now() + skew)

    assert sync_connection(JOB, c).changed == 1
    assert stored(ticket).record.state == "2"


def test_watermark_of_the_future_comes_back(c, desk, share_created, stored, synced):
    """
    One that was stored reads on from now.
    """
    ticket = share_created()
    synced()
    state = c.connections.sync_state(make_connection())
    c.connections.save_sync_state(replace(state, watermarks={Kind.INCIDENT: NOW + timedelta(days=3650)}))
    desk.move(Kind.INCIDENT, ticket.ticket_id, state="2")

    assert sync_connection(JOB, c).changed == 1
    assert c.connections.sync_state(make_connection()).watermarks[Kind.INCIDENT] == c.clock.now()


def test_quiet_sync_writes_once(c, share_created, synced):
    """
    When it began; nothing else has changed.
    """
    share_created()
    synced()
    saves = []
    for _ in range(9):
        c.connections.meanwhile("save_sync_state", lambda: saves.append(1))

    sync_connection(JOB, c)

    assert len(saves) == 1
