"""TicketStore: changes are stored when nobody wrote first, with everything that follows from them."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from connector.domain.counting import figure_of
from connector.domain.draft import Kind
from connector.domain.ticket import Failure, Ticket
from connector.ports import CHANGED, RESERVED, AlreadyOpen, Change, TicketFilter
from tests.builders import CONNECTION_ID, NOW, TENANT_ID, TODAY, make_ticket

LEASE = timedelta(minutes=5)
FAILURE = Failure("remote_rejected", "no")
LATER = NOW + timedelta(days=1)


def _pending(tickets):
    return [ticket for page in tickets.pending(TENANT_ID) for ticket in page]


def _open(tickets, connection_id=CONNECTION_ID):
    return {ticket.ticket_id for page in tickets.open_tickets(TENANT_ID, connection_id) for ticket in page}


def _recount(tickets):
    page = tickets.page(TENANT_ID, TicketFilter(), cursor=None, limit=1000)
    assert page.cursor is None
    return Counter(figure_of(ticket) for ticket in page.tickets)


def _versions(stored):
    return {ticket_id: ticket.version for ticket_id, ticket in stored.items()}


def _totals(tickets):
    return Counter({name: n for name, n in tickets.figures(TENANT_ID, since=TODAY).totals.items() if n})


def test_saved_ticket_has_a_new_version(tickets, add, save):
    """
    What is answered is what stands, ready for the next change.
    """
    ticket = add()

    held = save(ticket, ticket.claimed(NOW, lease=LEASE))

    assert held.version != ticket.version
    assert tickets.get(TENANT_ID, ticket.ticket_id) == held
    assert isinstance(save(held, held.put_back(NOW)), Ticket)


def test_second_writer_is_told(tickets, add, save):
    """
    Two workers claim the same ticket: the second one's change is not stored.
    """
    ticket = add()
    first = save(ticket, ticket.claimed(NOW, lease=LEASE))

    assert save(ticket, ticket.failed(FAILURE, NOW)) is CHANGED
    assert tickets.get(TENANT_ID, ticket.ticket_id) == first
    assert _totals(tickets) == {"incident/queued": 1}


def test_change_of_a_ticket_that_is_not_there_is_not_stored(save, add):
    """
    A change never makes a ticket.
    """
    stranger = replace(make_ticket("Stranger"), version=add().version)

    assert save(stranger, stranger.claimed(NOW, lease=LEASE)) is CHANGED


def test_ended_ticket_frees_its_action(tickets, add, save):
    """
    The next ticket of the action is added as if there had been none.
    """
    ticket = add("AdminMFAV2")
    save(ticket, ticket.failed(FAILURE, NOW))

    assert tickets.reservations(TENANT_ID) == {}
    assert isinstance(add("AdminMFAV2"), Ticket)


def test_retried_ticket_holds_its_action_again(tickets, add, save):
    """
    And keeps others out.
    """
    ticket = add("AdminMFAV2")
    failed = save(ticket, ticket.failed(FAILURE, NOW))
    again = save(failed, failed.retried(NOW))

    assert tickets.reservations(TENANT_ID) == {"AdminMFAV2": again.ticket_id}
    assert add("AdminMFAV2") == AlreadyOpen(again.ticket_id)


def test_action_taken_meanwhile_is_told_apart(tickets, add, save):
    """
    Nobody touched the ticket, its action has another one by now: nothing is stored, and the reason says so.
    """
    ticket = add("AdminMFAV2")
    failed = save(ticket, ticket.failed(FAILURE, NOW))
    other = add("AdminMFAV2")

    assert save(failed, failed.retried(NOW)) is RESERVED
    assert tickets.get(TENANT_ID, failed.ticket_id) == failed
    assert tickets.reservations(TENANT_ID) == {"AdminMFAV2": other.ticket_id}


def test_ticket_without_a_reservation_ends_without_freeing_another(tickets, add, save, deliver):
    """
    A reopened ticket that is followed beside a newer one leaves the newer one's place alone when it closes.
    """
    old = deliver("AdminMFAV2")
    closed = save(old, replace(old, record=replace(old.record, active=False), reserves=False))
    new = add("AdminMFAV2")
    reopened = save(closed, replace(closed, record=replace(old.record, mod_count=2)))

    save(reopened, reopened.vanished(NOW))

    assert tickets.reservations(TENANT_ID) == {"AdminMFAV2": new.ticket_id}


def test_one_conflict_does_not_stop_the_others(tickets, add, save):
    """
    Of three changes in one call the stale one is left out.
    """
    some = [add(f"Action{number}") for number in range(3)]
    save(some[1], some[1].claimed(NOW, lease=LEASE))

    answers = tickets.save(TENANT_ID, [Change(ticket, ticket.failed(FAILURE, NOW)) for ticket in some])

    assert [answers[ticket.ticket_id] is CHANGED for ticket in some] == [False, True, False]
    assert _totals(tickets) == {"incident/queued": 1, "incident/failed": 2}


def test_bulk_of_120_changes_is_stored_whole(tickets):
    """
    As a job's claims, or a sync's rows.
    """
    some = [make_ticket(f"Action{number}") for number in range(120)]
    stored = tickets.add(TENANT_ID, some).values()

    answers = tickets.save(TENANT_ID, [Change(ticket, ticket.failed(FAILURE, NOW)) for ticket in stored])

    assert len(answers) == 120
    assert _versions(answers) == _versions(tickets.get_many(TENANT_ID, answers))
    assert (_totals(tickets), tickets.reservations(TENANT_ID), _pending(tickets)) == ({"incident/failed": 120}, {}, [])


def test_nothing_to_save_is_no_trouble(tickets):
    """
    An empty call is answered empty.
    """
    assert tickets.save(TENANT_ID, []) == {}
    assert tickets.add(TENANT_ID, []) == {}


def test_pending_tickets_come_oldest_first(tickets, add, save, deliver):
    """
    Queued and being created; created and failed ones wait for nothing.
    """
    first, second = add("First"), add("Second")
    deliver("Created")
    failing = add("Failed")
    save(failing, failing.failed(FAILURE, NOW))
    held = save(first, first.claimed(NOW, lease=LEASE))

    assert _pending(tickets) == [held, second]


def test_open_tickets_are_those_with_an_active_record(tickets, add, save, deliver):
    """
    Of one connection; closed, deleted, waiting and failed ones are left out.
    """
    active = deliver("Active")
    add("Waiting")
    deliver("Closed", record={"active": False, "state": "7"})
    gone = deliver("Gone")
    save(gone, gone.vanished(NOW))
    elsewhere = deliver("Elsewhere", connection_id="e" * 32)

    assert _open(tickets) == {active.ticket_id}
    assert _open(tickets, "e" * 32) == {elsewhere.ticket_id}


def test_open_tickets_go_on_behind_one(tickets, deliver, save):
    """
    Of one kind, newest first, behind a ticket that may be closed by now.
    """
    first, second, third = (deliver(action) for action in ("One", "Two", "Three"))
    change = deliver("Change", kind=Kind.CHANGE_REQUEST)
    save(second, second.vanished(NOW))

    def behind(after, kind=Kind.INCIDENT):
        pages = tickets.open_tickets(TENANT_ID, first.connection_id, kind=kind, after=after)
        return [ticket.ticket_id for page in pages for ticket in page]

    assert behind("") == [third.ticket_id, first.ticket_id]
    assert behind(third.ticket_id) == behind(second.ticket_id) == [first.ticket_id]
    assert behind(first.ticket_id) == []
    assert behind("", Kind.CHANGE_REQUEST) == [change.ticket_id]
