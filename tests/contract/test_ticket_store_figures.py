"""TicketStore: figures are kept in the same step as the changes they count."""

import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from connector.domain.counting import figure_of
from connector.domain.draft import Kind
from connector.domain.ticket import Failure
from connector.ports import CHANGED, Change, TicketFilter
from tests.builders import NOW, TENANT_ID, TODAY, make_record, make_ticket

LEASE = timedelta(minutes=5)
FAILURE = Failure("remote_rejected", "no")
LATER = NOW + timedelta(days=1)


def _recount(tickets):
    page = tickets.page(TENANT_ID, TicketFilter(), cursor=None, limit=1000)
    assert page.cursor is None
    return Counter(figure_of(ticket) for ticket in page.tickets)


def _totals(tickets):
    return Counter({name: n for name, n in tickets.figures(TENANT_ID, since=TODAY).totals.items() if n})


def test_figures_equal_a_recount_after_every_change(tickets, add):
    """
    A ticket's whole life, one change at a time: share, claim, put back, claim, create, move, close, reopen, delete.
    """
    add("Other", kind=Kind.CHANGE_REQUEST)
    ticket = add("AdminMFAV2")
    moves = itertools.count(1)

    def followed(ticket, **fields):
        return ticket.followed(replace(ticket.record, mod_count=next(moves), **fields), NOW)

    for change in (
        lambda t: t.claimed(NOW, lease=LEASE),
        lambda t: t.put_back(NOW),
        lambda t: t.failed(FAILURE, NOW),
        lambda t: t.retried(NOW),
        lambda t: t.claimed(NOW, lease=LEASE),
        lambda t: t.created(make_record(t.ticket_id), (), NOW),
        lambda t: followed(t, state="2"),
        lambda t: followed(t, state="7", active=False),
        lambda t: followed(t, state="-17", active=True),
        lambda t: t.vanished(NOW),
        lambda t: followed(t, state="1", deleted=False, active=True),
    ):
        ticket = tickets.save(TENANT_ID, [Change(ticket, change(ticket))])[ticket.ticket_id]
        assert _totals(tickets) == _recount(tickets)
        assert (ticket.ticket_id in tickets.reservations(TENANT_ID).values()) is ticket.is_open


def test_days_count_what_opened_and_ended(tickets, deliver, save):
    """
    On the day of the change; a day before `since` is left out.
    """
    ticket = deliver("A")
    deliver("B", kind=Kind.CHANGE_REQUEST)
    save(ticket, ticket.vanished(LATER))

    assert tickets.figures(TENANT_ID, since=TODAY).days == {
        TODAY: {"incident/opened": 1, "change_request/opened": 1},
        LATER.date(): {"incident/closed": 1},
    }
    assert tickets.figures(TENANT_ID, since=LATER.date()).days == {LATER.date(): {"incident/closed": 1}}


def test_changes_of_two_days_in_one_call_are_counted_on_their_days(tickets, deliver):
    """
    A job may run over midnight.
    """
    one, other = deliver("A"), deliver("B")

    tickets.save(TENANT_ID, [Change(one, one.vanished(NOW)), Change(other, other.vanished(LATER))])

    days = tickets.figures(TENANT_ID, since=TODAY).days
    assert (days[TODAY]["incident/closed"], days[LATER.date()]["incident/closed"]) == (1, 1)


def test_writers_at_once_keep_the_figures_right(tickets, add):
    """
    Eight threads change forty tickets twice over; whoever comes second on a ticket is told.
    """
    some = [add(f"Action{number}") for number in range(40)]

    def fail(ticket):
        return tickets.save(TENANT_ID, [Change(ticket, ticket.failed(FAILURE, NOW))])[ticket.ticket_id]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(fail, some * 2))

    assert sum(answer is CHANGED for answer in answers) == 40
    assert _totals(tickets) == _recount(tickets) == {"incident/failed": 40}


def test_recount_finds_what_is_kept(tickets, add, deliver):
    """
    The totals are what the tickets count; mending what is right changes nothing.
    """
    add("Waiting")
    deliver("Created")

    recount = tickets.recount(TENANT_ID, mend=True)

    assert recount.kept == recount.counted == {"incident/queued": 1, "incident/state/1": 1}
    assert _totals(tickets) == recount.counted


def test_recount_of_an_empty_tenant_is_empty(tickets):
    """
    Nothing kept, nothing counted.
    """
    recount = tickets.recount(TENANT_ID)

    assert (recount.kept, recount.counted, recount.differences) == ({}, {}, {})


def test_ticket_beside_an_open_one_is_counted_and_holds_nothing(tickets, add):
    """
    Shared once more on purpose: both are waited for, one holds the action.
    """
    first = add("AdminMFAV2")
    beside = make_ticket("AdminMFAV2").beside()

    stored = tickets.add(TENANT_ID, [beside])[beside.ticket_id]

    assert (stored.another, tickets.get(TENANT_ID, beside.ticket_id)) == (True, stored)
    assert tickets.reservations(TENANT_ID) == {"AdminMFAV2": first.ticket_id}
    assert _totals(tickets) == _recount(tickets) == {"incident/queued": 2}
