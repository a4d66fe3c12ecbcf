"""Rules of the two cards."""

from datetime import timedelta

import pytest

from connector.application.summary import StateCount, summarize
from connector.domain.draft import Kind
from connector.domain.ticket import Failure
from connector.ports import Change, SyncState
from tests.builders import CONNECTION_ID, NOW, TENANT_ID, TODAY, days, make_caller, make_created_ticket, make_ticket


@pytest.fixture
def cards(c, caller):
    """Both cards, by kind."""
    return lambda: {card.kind: card for card in summarize(caller, c).cards}


def _learn(c, **labels):
    state = SyncState(CONNECTION_ID, TENANT_ID, labels={Kind.INCIDENT: labels}, synced_at=NOW)
    c.connections.save_sync_state(state)


def test_cards_count_by_kind_and_place(c, cards):
    """
    Waiting, failed, deleted, and each state; the total is all of them.
    """
    c.tickets.put(
        make_ticket("A"),
        make_ticket("B").failed(Failure("x", "y"), NOW),
        make_created_ticket("C"),
        make_created_ticket("D"),
        make_created_ticket("E").vanished(NOW),
        make_created_ticket("F", kind=Kind.CHANGE_REQUEST, state="-5"),
    )

    incident = cards()[Kind.INCIDENT]
    assert (incident.queued, incident.failed, incident.deleted, incident.total) == (1, 1, 1, 5)
    assert incident.states == (StateCount("1", "New", 2),)
    assert cards()[Kind.CHANGE_REQUEST].states == (StateCount("-5", "New", 1),)


def test_empty_tenant_has_empty_cards(unconnected, caller):
    """
    Also before anything was connected.
    """
    summary = summarize(caller, unconnected)

    assert [(card.total, card.states, card.days) for card in summary.cards] == [(0, (), ())] * 2
    assert summary.synced_at is None


def test_labels_are_the_instances_own(c, cards):
    """
    A label seen on records goes before the one as delivered; a state without any is shown by its value.
    """
    c.tickets.put(make_created_ticket("A"), make_created_ticket("B", state="2"), make_created_ticket("C", state="77"))
    _learn(c, **{"1": "Neu"})

    assert [(item.state, item.label) for item in cards()[Kind.INCIDENT].states] == [
        ("1", "Neu"),
        ("2", "In Progress"),
        ("77", "77"),
    ]


def test_states_stand_in_the_order_of_the_work(c, cards):
    """
    As ServiceNow orders them, not as text sorts; unknown ones at the end.
    """
    for state in ("3", "-1", "0", "-5", "99"):
        c.tickets.put(make_created_ticket(f"S{state}", kind=Kind.CHANGE_REQUEST, state=state))

    states = [item.state for item in cards()[Kind.CHANGE_REQUEST].states]
    assert states == ["-5", "-1", "0", "3", "99"]


def test_state_that_nothing_is_in_any_more_is_left_out(c, cards):
    """
    A figure that went back to nothing is no line on the card.
    """
    [ticket] = c.tickets.put(make_created_ticket())
    c.tickets.save(TENANT_ID, [Change(ticket, ticket.vanished(NOW))])

    assert (cards()[Kind.INCIDENT].states, cards()[Kind.INCIDENT].deleted) == ((), 1)


def test_series_counts_what_opened_and_ended_each_day(c, cards, clock):
    """
    Oldest first, days without a move left out.
    """
    [ticket] = c.tickets.put(make_created_ticket("A"), make_created_ticket("B"))[:1]
    later = NOW + timedelta(days=3)
    c.tickets.save(TENANT_ID, [Change(ticket, ticket.vanished(later))])

    assert cards()[Kind.INCIDENT].days == ((TODAY, 2, 0), (days(3), 0, 1))


def test_deliveries_that_fail_are_closed_nowhere(c, cards):
    """
    Five shares, two closed at ServiceNow and three that could not be created, one of them retried: the day says two
    opened and two closed.
    """
    made = c.tickets.put(make_created_ticket("A"), make_created_ticket("B"))
    waiting = c.tickets.put(*[make_ticket(f"Action{number}") for number in range(3)])
    failed = c.tickets.save(TENANT_ID, [Change(t, t.failed(Failure("x", "y"), NOW)) for t in waiting])
    again = failed[waiting[0].ticket_id]
    c.tickets.save(TENANT_ID, [Change(again, again.retried(NOW))])
    c.tickets.save(TENANT_ID, [Change(ticket, ticket.vanished(NOW)) for ticket in made])

    assert cards()[Kind.INCIDENT].days == ((TODAY, 2, 2),)


def test_series_goes_back_ninety_days(c, cards, clock):
    """
    Older days are in the totals only.
    """
    c.tickets.put(make_created_ticket("A"))

    clock.advance(days=90)
    on_the_edge = cards()[Kind.INCIDENT].days
    clock.advance(days=1)

    assert on_the_edge == ((TODAY, 1, 0),)
    assert (cards()[Kind.INCIDENT].days, cards()[Kind.INCIDENT].total) == ((), 1)


def test_summary_says_when_it_was_synced(c, caller):
    """
    So that a person knows how old the states are.
    """
    _learn(c)

    assert summarize(caller, c).synced_at == NOW


def test_summary_counts_one_tenant(c):
    """
    Another tenant's tickets are not on these cards.
    """
    c.tickets.put(make_ticket())

    assert [card.total for card in summarize(make_caller(tenant_id="another"), c).cards] == [0, 0]
