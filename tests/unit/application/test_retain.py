"""Rules of retention: what is over goes when its time is over, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.application.retain import retain
from tests.builders import TENANT_ID, make_created_ticket, make_ticket


@pytest.fixture
def keeping(c):
    """The container with an operator's word: tickets thirty days, events ten."""
    return replace(c, policy=replace(c.policy, keep_tickets=timedelta(days=30), keep_events=timedelta(days=10)))


def test_without_a_word_everything_is_kept(c, clock):
    """
    The default is for ever.
    """
    c.tickets.put(make_created_ticket(active=False))
    c.events.append(TENANT_ID, "connected", by="person", facts={})
    clock.advance(days=4000)

    assert retain(c) == (0, 0)


def test_ended_tickets_go_after_their_days(keeping, clock):
    """
    The days count from the last change; open and waiting tickets stay, however old.
    """
    closed, opened, waiting = keeping.tickets.put(
        make_created_ticket("A", active=False), make_created_ticket("B"), make_ticket("C")
    )

    clock.advance(days=30)
    assert retain(keeping) == (0, 0)
    clock.advance(seconds=1)
    assert retain(keeping) == (1, 0)
    left = keeping.tickets.get_many(TENANT_ID, [closed.ticket_id, opened.ticket_id, waiting.ticket_id])
    assert set(left) == {opened.ticket_id, waiting.ticket_id}


def test_events_go_after_their_days(keeping, clock):
    """
    Events have a time of their own.
    """
    keeping.events.append(TENANT_ID, "old", by="person", facts={})
    clock.advance(days=11)
    keeping.events.append(TENANT_ID, "new", by="person", facts={})

    assert retain(keeping) == (0, 1)
    assert keeping.events.names() == ["new"]


def test_figures_add_up_after_it(keeping, clock):
    """
    Cards count what is left.
    """
    keeping.tickets.put(make_created_ticket("A", active=False), make_created_ticket("B"))
    clock.advance(days=31)
    retain(keeping)

    assert keeping.tickets.recount(TENANT_ID).differences == {}
