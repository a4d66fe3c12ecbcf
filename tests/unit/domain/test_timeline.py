"""A ticket's timeline: what its moves leave behind, and how it stays short."""

from dataclasses import replace
from datetime import timedelta

from connector.domain.ticket import Failure
from connector.domain.timeline import LATEST_MAX, REASON_MAX, Move, What, extended
from tests.builders import NOW, make_created_ticket, make_record, make_ticket

LEASE = timedelta(minutes=5)
OUTAGE = Failure("remote_unavailable", "no answer")
REFUSAL = Failure("remote_rejected", "insufficient rights")


def _whats(ticket):
    return [move.what for move in ticket.timeline]


def _after(**duration):
    return NOW + timedelta(**duration)


def test_a_share_says_who_and_when():
    """
    And that the ticket waits from then on.
    """
    first, second = make_ticket().timeline

    assert (first.at, first.what, first.by) == (NOW, What.SHARED, "Security Admin")
    assert second.what is What.QUEUED


def test_a_record_is_created_in_its_state():
    """
    A claim alone is no move; a record that is closed already when it is found says both.
    """
    created = make_created_ticket(state="1", state_label="New")
    closed = make_created_ticket(state="7", active=False)

    assert _whats(created) == [What.SHARED, What.QUEUED, What.CREATED]
    assert (created.timeline[-1].state, created.timeline[-1].state_label) == ("1", "New")
    assert _whats(closed)[2:] == [What.CREATED, What.CLOSED]


def test_attempts_that_fail_alike_are_counted_together():
    """
    A day of outage is one move with the time of the last attempt; another reason begins another.
    """
    ticket = make_ticket()
    for minutes in (1, 2, 3):
        ticket = ticket.postponed(OUTAGE, _after(minutes=minutes), delay=timedelta())
    ticket = ticket.postponed(replace(OUTAGE, reason="asleep"), _after(minutes=4), delay=timedelta())

    assert [(move.reason, move.count) for move in ticket.timeline[2:]] == [("no answer", 3), ("asleep", 1)]
    assert ticket.timeline[2].at == _after(minutes=3)


def test_a_failure_says_why_and_a_retry_who():
    """
    The reason in ServiceNow's own words.
    """
    failed = make_ticket().failed(REFUSAL, NOW)
    retried = failed.retried(_after(hours=1), by="An Operator")

    assert (failed.timeline[-1].what, failed.timeline[-1].code) == (What.FAILED, "remote_rejected")
    assert failed.timeline[-1].reason == "insufficient rights"
    assert retried.timeline[-1] == Move(_after(hours=1), What.RETRIED, by="An Operator")


def test_a_ticket_that_is_put_back_is_queued_again():
    """
    Its job was lost; people see why it took long.
    """
    assert _whats(make_ticket().put_back(_after(hours=1))) == [What.SHARED, What.QUEUED, What.QUEUED]


def test_each_state_is_a_move_at_servicenows_own_time():
    """
    Closing and opening again are named as such; a change of other columns is none.
    """
    ticket = make_created_ticket()
    for minutes, state, active in ((1, "2", True), (2, "2", True), (3, "7", False), (4, "2", True)):
        changed_at = _after(minutes=minutes)
        record = replace(ticket.record, state=state, active=active, updated_at=changed_at, mod_count=minutes)
        ticket = ticket.followed(record, _after(hours=1))

    moves = [(move.what, move.state, move.at) for move in ticket.timeline[3:]]
    assert moves == [
        (What.STATE_CHANGED, "2", _after(minutes=1)),
        (What.CLOSED, "7", _after(minutes=3)),
        (What.REOPENED, "2", _after(minutes=4)),
    ]


def test_times_never_go_back():
    """
    ServiceNow's clock may be ahead of ours, or behind: the order of the moves is what happened.
    """
    ticket = make_created_ticket(now=_after(minutes=5))
    behind = replace(ticket.record, state="2", updated_at=NOW, mod_count=1)
    ahead = replace(ticket.record, state="3", updated_at=_after(days=9), mod_count=2)

    ticket = ticket.followed(behind, _after(minutes=6)).followed(ahead, _after(minutes=7))

    assert [move.at for move in ticket.timeline[-2:]] == [_after(minutes=5), _after(minutes=7)]


def test_a_deletion_and_a_detachment_are_the_last_moves():
    """
    From then on nobody follows the record.
    """
    assert _whats(make_created_ticket().vanished(NOW))[-1] is What.DELETED
    assert _whats(make_created_ticket().detach(NOW))[-1] is What.DETACHED
    assert _whats(make_ticket().detach(NOW))[-1] is What.FAILED


def test_what_changes_nothing_is_no_move():
    """
    The same record read twice.
    """
    ticket = make_created_ticket()

    assert ticket.followed(replace(ticket.record), NOW).timeline == ticket.timeline
    assert ticket.vanished(NOW).vanished(_after(days=1)).timeline == ticket.vanished(NOW).timeline


def test_a_long_timeline_keeps_the_share_and_the_latest():
    """
    A record that is moved to and fro for years stays a small row.
    """
    ticket = make_created_ticket()
    for number in range(LATEST_MAX + 20):
        ticket = ticket.followed(make_record(ticket.ticket_id, state=str(number % 2), mod_count=number), NOW)

    assert len(ticket.timeline) == 1 + LATEST_MAX
    assert (ticket.timeline[0].what, ticket.timeline[-1].what) == (What.SHARED, What.STATE_CHANGED)


def test_a_long_reason_is_cut():
    """
    The ticket itself has all of it.
    """
    [move] = extended((), Move(NOW, What.FAILED, reason="x" * 10_000))

    assert (len(move.reason), move.reason[-1]) == (REASON_MAX, "…")
