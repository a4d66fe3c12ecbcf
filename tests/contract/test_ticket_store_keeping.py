"""TicketStore: what retention and erasure ask of it."""

from datetime import timedelta

from connector.domain.ticket import Failure
from tests.builders import NOW, OTHER_TENANT_ID, TENANT_ID, make_record, make_ticket

LATER = NOW + timedelta(days=1)


def _ids(pages):
    return {ticket.ticket_id for page in pages for ticket in page}


def test_ended_are_those_that_nobody_works_on(tickets, add, deliver, save):
    """
    Closed and failed ones, unless they changed since; open and waiting ones never.
    """
    add("waiting")
    deliver("open")
    closed = deliver("closed", record={"active": False})
    waiting = add("failed")
    failed = save(waiting, waiting.failed(Failure("refused", "no right"), NOW))

    assert _ids(tickets.ended(TENANT_ID, LATER)) == {closed.ticket_id, failed.ticket_id}
    assert _ids(tickets.ended(TENANT_ID, NOW)) == set()


def test_ended_asks_one_tenant(tickets):
    """
    Another tenant's tickets are kept by its own rule.
    """
    ticket = make_ticket(tenant_id=OTHER_TENANT_ID)
    [stored] = tickets.add(OTHER_TENANT_ID, [ticket]).values()

    assert stored.ticket_id == ticket.ticket_id
    assert _ids(tickets.ended(TENANT_ID, LATER)) == set()


def test_removed_ticket_leaves_the_totals(tickets, deliver):
    """
    The figures add up afterwards; the days keep what happened.
    """
    closed, other = deliver("A", record={"active": False}), deliver("B")

    assert tickets.remove(TENANT_ID, [closed]) == 1
    assert set(tickets.get_many(TENANT_ID, [closed.ticket_id, other.ticket_id])) == {other.ticket_id}
    assert tickets.recount(TENANT_ID).differences == {}
    assert tickets.figures(TENANT_ID, since=NOW.date()).days[NOW.date()]["incident/opened"] == 2


def test_ticket_that_changed_meanwhile_is_not_removed(tickets, deliver, save):
    """
    Reopened at the last moment, it stays.
    """
    closed = deliver("A", record={"active": False})
    save(closed, closed.followed(make_record(closed.ticket_id, mod_count=9), LATER))

    assert tickets.remove(TENANT_ID, [closed]) == 0
    assert tickets.get(TENANT_ID, closed.ticket_id).is_open


def test_all_are_whole(tickets, add, deliver):
    """
    Every ticket of the tenant, newest first, with its timeline.
    """
    older, newer = add("A"), deliver("B")

    assert [ticket for page in tickets.all(TENANT_ID) for ticket in page] == [newer, older]
    assert list(tickets.all(OTHER_TENANT_ID)) in ([], [[]])
