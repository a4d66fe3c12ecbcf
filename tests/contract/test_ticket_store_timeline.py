"""TicketStore: a ticket's timeline is kept with it, and lists do without."""

from datetime import timedelta

from connector.domain.ticket import Failure, Ticket
from connector.domain.timeline import LATEST_MAX
from connector.ports import Change, TicketFilter
from tests.builders import NOW, TENANT_ID, make_ticket

LONG_REASON = "𐀀" * 300


def _busy(ticket):
    """The ticket after many attempts that all failed for another reason."""
    for number in range(LATEST_MAX):
        failure = Failure("remote_rejected", f"{number} {LONG_REASON}")
        ticket = ticket.postponed(failure, NOW, delay=timedelta())
    return ticket


def test_a_timeline_comes_back(tickets, deliver):
    """
    With every move so far, in order.
    """
    created = deliver("AdminMFAV2")

    assert tickets.get(TENANT_ID, created.ticket_id).timeline == created.timeline
    assert len(created.timeline) == 3


def test_a_listed_ticket_is_only_to_be_looked_at(tickets, deliver):
    """
    It has no timeline, and so no version to be saved under: a save would lose what was not read.
    """
    created = deliver("AdminMFAV2")

    [listed] = tickets.page(TENANT_ID, TicketFilter(), cursor=None, limit=9).tickets

    assert (listed.timeline, listed.version) == ((), "")
    assert (listed.name, listed.record, listed.changed_at) == (created.name, created.record, created.changed_at)


def test_open_tickets_and_those_that_wait_come_whole(tickets, add, deliver):
    """
    They are read to be changed.
    """
    waiting, created = add("A"), deliver("B")

    assert [t.timeline for page in tickets.pending(TENANT_ID) for t in page] == [waiting.timeline]
    assert [t.timeline for page in tickets.open_tickets(TENANT_ID, created.connection_id) for t in page] == [
        created.timeline
    ]


def test_many_long_timelines_are_saved_at_once(tickets):
    """
    However large the rows: as many transactions as it takes.
    """
    added = tickets.add(TENANT_ID, [make_ticket(f"Action{number}") for number in range(50)])
    changes = [Change(ticket, _busy(ticket)) for ticket in added.values()]

    stored = tickets.save(TENANT_ID, changes)

    assert all(isinstance(ticket, Ticket) for ticket in stored.values())
    last = changes[-1].after
    assert tickets.get(TENANT_ID, last.ticket_id).timeline[-1] == last.timeline[-1]
