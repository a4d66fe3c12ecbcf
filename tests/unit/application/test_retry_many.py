"""Rules of retrying many at once."""

from dataclasses import replace

import pytest

from connector.application.tickets import every_ticket, retry_many
from connector.domain.ticket import Delivery, Failure, Ticket
from connector.errors import AlreadySharedError, ConflictError, NotConnectedError, NotFoundError
from connector.ports import TicketFilter
from tests.builders import NOW, make_created_ticket, make_id, make_ticket

FAILED = Failure("remote_rejected", "Insufficient rights")


def _failed(c, *actions, **fields):
    return c.tickets.put(*(make_ticket(action, **fields).failed(FAILED, NOW) for action in actions))


def test_failed_tickets_are_queued_with_one_job_for_fifty(c, caller, stored):
    """
    They lose their failure and ask for their records again.
    """
    tickets = _failed(c, *(f"Action{number}" for number in range(51)))

    results = retry_many([ticket.ticket_id for ticket in tickets], caller, c)

    assert all(isinstance(result, Ticket) for result in results.values())
    assert [len(job.ticket_ids) for job in c.jobs.ticket_jobs] == [50, 1]
    assert (stored(tickets[0]).delivery, stored(tickets[0]).failure) == (Delivery.QUEUED, None)


def test_each_that_cannot_be_has_its_own_reason(c, caller):
    """
    Unknown, no id, not failed, of an earlier connection; the good one is queued all the same.
    """
    [good] = _failed(c, "Good")
    [old] = _failed(c, "Old", connection_id="d" * 32)
    [created] = c.tickets.put(make_created_ticket("Created"))
    unknown = make_id()

    results = retry_many([unknown, "nonsense", created.ticket_id, old.ticket_id, good.ticket_id], caller, c)

    expected = [NotFoundError, NotFoundError, ConflictError, NotConnectedError, Ticket]
    assert [type(results[id_]) for id_ in (unknown, "nonsense", created.ticket_id, old.ticket_id, good.ticket_id)] == (
        expected
    )
    assert [job.ticket_ids for job in c.jobs.ticket_jobs] == [(good.ticket_id,)]


def test_an_action_that_is_shared_again_stays_with_its_open_ticket(c, caller):
    """
    The failed one meets it.
    """
    [failed] = _failed(c, "AdminMFAV2")
    [holder] = c.tickets.put(make_ticket("AdminMFAV2"))

    result = retry_many([failed.ticket_id], caller, c)[failed.ticket_id]

    assert isinstance(result, AlreadySharedError)
    assert result.ticket_id == holder.ticket_id


def test_two_failed_tickets_of_one_action_do_not_both_go(c, caller):
    """
    The second meets the first of the same request; a ticket that reserves nothing goes beside it.
    """
    first, second = _failed(c, "AdminMFAV2", "adminmfav2")
    [beside] = c.tickets.put(make_ticket("AdminMFAV2").beside().failed(FAILED, NOW))

    results = retry_many([first.ticket_id, second.ticket_id, beside.ticket_id], caller, c)

    assert isinstance(results[second.ticket_id], AlreadySharedError)
    assert results[second.ticket_id].ticket_id == first.ticket_id
    assert isinstance(results[beside.ticket_id], Ticket)


def test_someone_who_wrote_first_is_a_conflict(c, caller):
    """
    That ticket is left as it is by then.
    """
    [ticket] = _failed(c, "AdminMFAV2")
    c.tickets.meanwhile("save", lambda: c.tickets.put(replace(ticket, attempts=9)))

    result = retry_many([ticket.ticket_id], caller, c)[ticket.ticket_id]

    assert type(result) is ConflictError
    assert c.jobs.ticket_jobs == []


def test_without_a_connection_nothing_is_retried(unconnected, caller):
    """
    One answer for all.
    """
    with pytest.raises(NotConnectedError):
        retry_many([make_id()], caller, unconnected)


def test_every_ticket_is_read_page_by_page(c, caller):
    """
    All that match, newest first, beyond one page.
    """
    failed = _failed(c, *(f"Action{number}" for number in range(1001)))
    c.tickets.put(make_ticket("Waiting"))

    found = list(every_ticket(TicketFilter(delivery=Delivery.FAILED), caller, c))

    assert [ticket.ticket_id for ticket in found] == [ticket.ticket_id for ticket in reversed(failed)]
