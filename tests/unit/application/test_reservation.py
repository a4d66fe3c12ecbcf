"""The place that an open ticket holds for its improvement action, and all the ways in which it is given back."""

from __future__ import annotations

import pytest

from connector.application.share import share
from connector.application.sync import sync_connection
from connector.domain.draft import Kind
from connector.errors import AlreadySharedError, RemoteRejectedError, RemoteUnavailableError
from connector.ports import SyncJob
from tests.builders import CONNECTION_ID, TENANT_ID, make_draft

ACTION = "AdminMFAV2"


@pytest.fixture
def again(c, caller):
    """Share the action once more."""
    return lambda: share(make_draft(ACTION), caller, c)


@pytest.mark.parametrize(("state", "label"), [("7", "Closed"), ("8", "Canceled")])
def test_a_closed_or_cancelled_ticket_gives_its_place_back(c, share_created, again, state, label):
    """
    As soon as the sync has seen it.
    """
    ticket = share_created(ACTION)
    c.desks.desk.move(Kind.INCIDENT, ticket.ticket_id, state=state, state_label=label, active=False)
    with pytest.raises(AlreadySharedError):
        again()

    sync_connection(SyncJob(CONNECTION_ID), c)

    assert c.tickets.reservations(TENANT_ID) == {}
    assert again().ticket_id != ticket.ticket_id


def test_a_ticket_deleted_in_servicenow_gives_its_place_back(c, share_created, again, clock):
    """
    The reconcile sees that it is gone, beside others that are there.
    """
    gone = share_created(ACTION)
    kept = share_created("BlockLegacyAuth")
    clock.advance(minutes=5)
    c.desks.desk.remove(Kind.INCIDENT, gone.ticket_id)

    sync_connection(SyncJob(CONNECTION_ID), c)

    assert c.tickets.reservations(TENANT_ID) == {"BlockLegacyAuth": kept.ticket_id}
    assert again().ticket_id != gone.ticket_id


def test_a_ticket_that_failed_for_good_gives_its_place_back(c, work, again):
    """
    What ServiceNow refuses holds nothing.
    """
    ticket = again()
    c.desks.desk.refuse(ticket.ticket_id, RemoteRejectedError("ServiceNow", "no", status=403))

    work(ticket)

    assert c.tickets.reservations(TENANT_ID) == {}
    assert again().ticket_id != ticket.ticket_id


def test_a_ticket_that_waits_for_another_try_keeps_its_place(c, work, again):
    """
    The record may stand already.
    """
    ticket = again()
    c.desks.desk.fail("create", RemoteUnavailableError("ServiceNow", "busy", status=429))

    work(ticket)

    with pytest.raises(AlreadySharedError):
        again()
