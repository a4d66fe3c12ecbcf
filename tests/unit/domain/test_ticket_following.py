"""Rules of following a record: what ServiceNow says counts, in its own order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import NOW, make_created_ticket, make_record, make_ticket

LATER = NOW + timedelta(minutes=10)


def _moved(ticket, **fields):
    return replace(ticket.record, **{"mod_count": ticket.record.mod_count + 1, "updated_at": LATER, **fields})


def test_newer_record_is_taken_over():
    """
    State and label are ServiceNow's own, whatever they are.
    """
    ticket = make_created_ticket()

    followed = ticket.followed(_moved(ticket, state="17", state_label="Awaiting vendor"), LATER)

    assert (followed.record.state, followed.record.state_label) == ("17", "Awaiting vendor")
    assert (followed.changed_at, followed.reserves) == (LATER, True)


def test_same_record_changes_nothing():
    """
    A row seen twice gives the very same ticket, so nothing is written.
    """
    ticket = make_created_ticket()

    assert ticket.followed(replace(ticket.record), LATER) is ticket


def test_number_that_is_not_shown_stays():
    """
    A row without its number still says how the record stands.
    """
    ticket = make_created_ticket()

    followed = ticket.followed(_moved(ticket, state="2", number=""), LATER)

    assert (followed.record.number, followed.record.state) == (ticket.record.number, "2")
    assert followed.followed(replace(followed.record, number=""), LATER) is followed


@pytest.mark.parametrize("older", [{"mod_count": 2}, {"updated_at": NOW - timedelta(seconds=1)}])
def test_older_record_is_ignored(older):
    """
    Pages and jobs arrive in any order; the record's own counter and stamp say which reading is newer.
    """
    ticket = make_created_ticket(mod_count=3, updated_at=NOW, state="2")

    assert ticket.followed(replace(ticket.record, state="1", **older), LATER) is ticket


def test_same_count_with_another_label_is_taken_over():
    """
    Someone renamed a state: the record has not moved, its words have.
    """
    ticket = make_created_ticket()

    assert ticket.followed(replace(ticket.record, state_label="Neu"), LATER).record.state_label == "Neu"


def test_waiting_ticket_follows_nothing():
    """
    Only a delivery gives a ticket its record.
    """
    ticket = make_ticket()

    assert ticket.followed(make_record(), LATER) is ticket
    assert ticket.vanished(LATER) is ticket


def test_closed_record_frees_its_action():
    """
    Closed work may be shared anew.
    """
    ticket = make_created_ticket()

    closed = ticket.followed(_moved(ticket, state="7", active=False), LATER)

    assert (closed.is_open, closed.reserves) == (False, False)


def test_reopened_record_asks_for_its_action_again():
    """
    What someone reopens is open work once more.
    """
    closed = make_created_ticket(state="7", active=False)

    reopened = closed.followed(_moved(closed, state="2", active=True), LATER)

    assert (closed.reserves, reopened.is_open, reopened.reserves) == (False, True, True)


def test_vanished_record_closes_the_ticket_and_keeps_its_number():
    """
    A record deleted in ServiceNow is history: number and last state stay, the action is free.
    """
    ticket = make_created_ticket(state="2")

    gone = ticket.vanished(LATER)

    assert (gone.record.deleted, gone.is_open, gone.reserves) == (True, False, False)
    assert (gone.record.number, gone.record.state) == (ticket.record.number, "2")


def test_vanishing_twice_changes_nothing():
    """
    A deletion is written once.
    """
    gone = make_created_ticket().vanished(LATER)

    assert gone.vanished(LATER + timedelta(hours=1)) is gone


def test_record_that_comes_back_is_followed():
    """
    A record that was only hidden for a while, or was restored, is open work again.
    """
    ticket = make_created_ticket()

    back = ticket.vanished(LATER).followed(ticket.record, LATER)

    assert (back.record.deleted, back.is_open, back.reserves) == (False, True, True)


def test_one_more_ticket_follows_without_asking_for_the_action():
    """
    Reopened or not, the action is the other ticket's.
    """
    ticket = make_ticket().beside().created(make_record(), (), NOW)

    assert not ticket.reserves
    assert not ticket.followed(_moved(ticket, state="2"), LATER).reserves
