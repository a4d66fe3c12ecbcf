"""Rules of looking at tickets, of retry and of refresh."""

from dataclasses import replace

import pytest

from connector.application.tickets import get_ticket, list_tickets, refresh, retry
from connector.domain.connection import ConnectionStatus
from connector.domain.draft import Kind
from connector.domain.ticket import Delivery, Failure
from connector.errors import (
    AlreadySharedError,
    ConflictError,
    NotConnectedError,
    NotFoundError,
    RemoteUnavailableError,
)
from connector.ports import TicketFilter, TicketJob
from tests.builders import CONNECTION_ID, NOW, TENANT_ID, make_caller, make_created_ticket, make_id, make_ticket

FAILED = Failure("remote_rejected", "Insufficient rights")


@pytest.fixture
def failed(c):
    """A ticket that was given up."""
    return c.tickets.put(make_ticket().failed(FAILED, NOW))[0]


def _expire(c):
    c.connections.save(replace(c.connections.current(TENANT_ID), status=ConnectionStatus.CONSENT_EXPIRED))


def test_tickets_are_listed_newest_first(c, caller):
    """
    A hundred to a page.
    """
    tickets = c.tickets.put(*(make_ticket(f"Action{number}") for number in range(101)))

    page = list_tickets(TicketFilter(), caller, c)
    rest = list_tickets(TicketFilter(), caller, c, cursor=page.cursor)

    ids = [ticket.ticket_id for ticket in page.tickets + rest.tickets]
    assert ids == [ticket.ticket_id for ticket in reversed(tickets)]
    assert (len(page.tickets), rest.cursor) == (100, None)


@pytest.mark.parametrize("id_", ["", "x" * 32, "../../secrets", make_id().upper()])
def test_what_is_no_id_is_not_found(c, caller, id_):
    """
    No store is asked for it.
    """
    c.tickets.fail("get", AssertionError("asked"))

    with pytest.raises(NotFoundError):
        get_ticket(id_, caller, c)


def test_ticket_of_another_tenant_is_not_found(c):
    """
    Ids say nothing to those they do not belong to.
    """
    [ticket] = c.tickets.put(make_ticket())

    with pytest.raises(NotFoundError):
        get_ticket(ticket.ticket_id, make_caller(tenant_id="another"), c)


def test_retry_queues_a_failed_ticket_again(c, caller, failed, clock):
    """
    A new wait begins, and the worker is asked.
    """
    clock.advance(days=9)

    ticket = retry(failed.ticket_id, caller, c)

    assert (ticket.delivery, ticket.queued_at, ticket.failure) == (Delivery.QUEUED, clock.now(), None)
    assert c.jobs.ticket_jobs == [TicketJob(CONNECTION_ID, (ticket.ticket_id,))]


def test_retry_of_a_ticket_that_did_not_fail_is_refused(c, caller):
    """
    It would ask for a second record.
    """
    [ticket] = c.tickets.put(make_created_ticket())

    with pytest.raises(ConflictError) as refused:
        retry(ticket.ticket_id, caller, c)
    assert refused.value.code == "not_failed"
    assert c.jobs.ticket_jobs == []


def test_retry_respects_the_actions_other_ticket(c, caller, failed):
    """
    The action was shared again meanwhile: that ticket is named, and the failed one stays as it is.
    """
    [other] = c.tickets.put(make_ticket())

    with pytest.raises(AlreadySharedError) as refused:
        retry(failed.ticket_id, caller, c)
    assert refused.value.ticket_id == other.ticket_id
    assert c.tickets.get(TENANT_ID, failed.ticket_id) == failed


def test_two_retries_at_once_make_one_job(c, caller, failed):
    """
    The second writer is told that someone was first.
    """
    c.tickets.meanwhile("save", lambda: c.tickets.put(failed.retried(NOW)))

    with pytest.raises(ConflictError):
        retry(failed.ticket_id, caller, c)
    assert c.jobs.ticket_jobs == []


def test_retry_needs_a_usable_consent(c, caller, failed):
    """
    Nobody could create the record.
    """
    _expire(c)

    with pytest.raises(NotConnectedError):
        retry(failed.ticket_id, caller, c)


def test_refresh_reads_the_record_now(c, caller, share_created):
    """
    The answer holds ServiceNow's state of this moment, and so does the store.
    """
    ticket = share_created()
    c.desks.desk.move(Kind.INCIDENT, ticket.ticket_id, state="6", state_label="Resolved")

    refreshed = refresh(ticket.ticket_id, caller, c)

    assert refreshed.record.state_label == "Resolved"
    assert refreshed == c.tickets.get(TENANT_ID, ticket.ticket_id)


def test_refresh_of_an_unchanged_record_writes_nothing(c, caller, share_created):
    """
    Looking costs a request, not a write.
    """
    ticket = share_created()
    writes = c.tickets.writes

    assert refresh(ticket.ticket_id, caller, c) == ticket
    assert c.tickets.writes == writes


def test_refresh_notices_a_deleted_record(c, caller, share_created, clock):
    """
    What cannot be read while others of its kind can is gone.
    """
    ticket = share_created()
    share_created("Another")
    clock.advance(minutes=5)
    c.desks.desk.remove(Kind.INCIDENT, ticket.ticket_id)

    assert refresh(ticket.ticket_id, caller, c).record.deleted


def test_refresh_does_not_take_a_lost_right_for_a_deletion(c, caller, share_created, clock):
    """
    Nothing of the kind is shown: the ticket stays as it was.
    """
    ticket = share_created()
    clock.advance(minutes=5)
    c.desks.desk.hidden = {ticket.ticket_id}

    assert refresh(ticket.ticket_id, caller, c) == ticket


def test_refresh_right_after_the_create_believes_no_deletion(c, caller, share_created, clock):
    """
    Another node may not have the record yet.
    """
    ticket = share_created()
    share_created("Another")
    clock.advance(minutes=2)
    c.desks.desk.hidden = {ticket.ticket_id}

    assert refresh(ticket.ticket_id, caller, c) == ticket


def test_refresh_of_a_waiting_ticket_asks_nobody(c, caller):
    """
    It has no record yet and is answered as it is.
    """
    [ticket] = c.tickets.put(make_ticket())

    assert refresh(ticket.ticket_id, caller, c) == ticket
    assert c.desks.desk.requests == []


def test_refresh_passes_trouble_on(c, caller, share_created):
    """
    An outage is told to the person; the ticket stays as it was.
    """
    ticket = share_created()
    c.desks.desk.fail("read", RemoteUnavailableError("ServiceNow", "no answer"))

    with pytest.raises(RemoteUnavailableError):
        refresh(ticket.ticket_id, caller, c)
    assert c.tickets.get(TENANT_ID, ticket.ticket_id) == ticket


def test_refresh_needs_a_usable_consent(c, caller, share_created):
    """
    Without one nothing is asked, and above all nothing is taken for deleted.
    """
    ticket = share_created()
    _expire(c)

    with pytest.raises(NotConnectedError):
        refresh(ticket.ticket_id, caller, c)
    assert c.desks.desk.requests == []
