"""A sync against an instance in its odd moods: nothing is lost, and nobody else's record is touched."""

from __future__ import annotations

import pytest

from connector.application.create import create_tickets
from connector.application.sync import sync_connection
from connector.domain.draft import Kind
from connector.ports import SyncJob, TicketJob
from tests.builders import CONNECTION_ID, NOW, TENANT_ID, make_id, make_ticket
from tests.fakes import make_container

pytestmark = pytest.mark.e2e

JOB = SyncJob(CONNECTION_ID)


@pytest.fixture
def c(instance, clock):
    """The verbs on an instance over the wire; storage in memory."""
    c = make_container(clock=clock, desks=instance.desks())
    c.connections.establish(instance.connection)
    return c


@pytest.fixture
def created(c):
    """Tickets with their records, and a first sync behind them."""

    def make(*actions, kind=Kind.INCIDENT):
        tickets = c.tickets.put(*(make_ticket(action, kind=kind) for action in actions))
        create_tickets(TicketJob(CONNECTION_ID, tuple(ticket.ticket_id for ticket in tickets)), c)
        sync_connection(JOB, c)
        return [c.tickets.get(TENANT_ID, ticket.ticket_id) for ticket in tickets]

    return make


def _state(c, ticket):
    record = c.tickets.get(TENANT_ID, ticket.ticket_id).record
    return record.state_label, record.deleted


@pytest.mark.parametrize("skew_s", [-600, 600])
def test_a_clock_ten_minutes_off_loses_nothing(c, instance, clock, created, skew_s):
    """
    The watermark is the instance's own: whether its stamps are old or of the future here, the next change is seen.
    """
    instance.control("POST", "clock", {"advanceS": skew_s})
    first, second = created("One", "Two")
    for ticket, minutes in ((first, 1), (second, 2)):
        clock.advance(minutes=minutes)
        instance.change(Kind.INCIDENT, ticket.record.sys_id, state="2")
        assert sync_connection(JOB, c).changed == 1

    assert [_state(c, ticket)[0] for ticket in (first, second)] == ["In Progress"] * 2


def test_an_unknown_state_is_taken_over_with_its_label(c, instance, created):
    """
    An administrator added it: the ticket says what ServiceNow says, and stays open.
    """
    [ticket] = created("One")
    instance.control("POST", "choices", {"table": "incident", "value": "5", "label": "Parked"})
    instance.change(Kind.INCIDENT, ticket.record.sys_id, state="5")

    sync_connection(JOB, c)

    assert _state(c, ticket) == ("Parked", False)
    assert c.tickets.get(TENANT_ID, ticket.ticket_id).is_open


def test_an_instance_that_refuses_ranges_is_read_by_sys_id(c, instance, clock, created):
    """
    Every quarter of an hour, and without trouble on the connection.
    """
    [ticket] = created("One")
    instance.switch(denyRangeQueries=True)
    clock.advance(minutes=15)
    instance.change(Kind.INCIDENT, ticket.record.sys_id, state="2")

    assert sync_connection(JOB, c).changed == 1
    assert (_state(c, ticket)[0], c.connections.get(CONNECTION_ID).trouble) == ("In Progress", None)


def test_a_dropped_condition_touches_no_ticket_with_a_foreign_record(c, instance, created):
    """
    The whole table comes back: not one of its rows is applied, although a ticket has their correlation id.
    """
    [ticket] = created("One")
    instance.add_many(Kind.INCIDENT, [make_id()], NOW, correlation_display="another tool")
    foreign = {"correlation_display": "another tool", "correlation_id": ticket.ticket_id, "state": "7"}
    instance.control("POST", "bulk", {"table": "incident", "count": 1, "template": foreign})
    instance.control("POST", "acl", {"unreadableFields": {"incident": ["correlation_display"]}})
    before = c.tickets.get(TENANT_ID, ticket.ticket_id)

    sync_connection(JOB, c)

    assert c.tickets.get(TENANT_ID, ticket.ticket_id).record == before.record


def test_what_the_stamps_do_not_tell_is_caught_once_a_day(c, instance, clock, created):
    """
    A change without a stamp and a deletion: unseen by the delta, seen by the reconcile.
    """
    silent, deleted, _ = created("Silent", "Deleted", "Same")
    change = {"fields": {"state": "2"}, "force": True, "touch": False}
    instance.control("PATCH", f"records/incident/{silent.record.sys_id}", change)
    instance.control("DELETE", f"records/incident/{deleted.record.sys_id}")
    sync_connection(JOB, c)
    before = [_state(c, ticket) for ticket in (silent, deleted)]
    clock.advance(days=1)

    sync_connection(JOB, c)

    assert before == [("New", False), ("New", False)]
    assert [_state(c, ticket) for ticket in (silent, deleted)] == [("In Progress", False), ("New", True)]


def test_a_closed_ticket_is_polled_no_more_and_comes_back_when_reopened(c, instance, clock, created):
    """
    After the close the daily reconcile reads the others only; the reopening is a change like any other.
    """
    closed, _ = created("Closed", "Open")
    instance.change(Kind.INCIDENT, closed.record.sys_id, state="7", close_code="Duplicate", close_notes="done")
    sync_connection(JOB, c)
    polled = [ticket.action_id for page in c.tickets.open_tickets(TENANT_ID, CONNECTION_ID) for ticket in page]
    clock.advance(days=1)
    instance.change(Kind.INCIDENT, closed.record.sys_id, state="2")
    sync_connection(JOB, c)

    again = c.tickets.get(TENANT_ID, closed.ticket_id)
    assert polled == ["Open"]
    assert (again.is_open, again.record.state_label) == (True, "In Progress")
    assert c.tickets.reservations(TENANT_ID)["Closed"] == closed.ticket_id
