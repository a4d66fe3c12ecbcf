"""Rules of changing to another instance: its tickets cannot be followed from there, so somebody decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connector.application.connect import begin, disconnect
from connector.application.sync import sync_connection
from connector.domain.connection import ConnectionStatus
from connector.domain.draft import Kind
from connector.domain.ticket import Delivery
from connector.errors import ConflictError
from connector.ports import SyncJob
from tests.builders import CONNECTION_ID, TENANT_ID, make_connection, make_record, make_ticket

FORMER = SyncJob(CONNECTION_ID)


@pytest.fixture
def moved(c, caller, finish):
    """The tenant has changed to another instance, letting go of its open tickets."""

    def run():
        _, url = begin("other", "client-1", c.oauth.client_secret, caller, c, detach_open_tickets=True)
        return finish(*c.oauth.consent(url))

    return run


def test_open_tickets_stop_a_change_of_instance(c, caller, share_created):
    """
    Nobody loses sight of open tickets by mistake; nothing is kept of the attempt.
    """
    share_created()
    secrets = dict(c.secrets.values)

    with pytest.raises(ConflictError) as caught:
        begin("other", "client-1", "s3cret", caller, c)

    assert (caught.value.code, caught.value.params) == ("open_tickets_elsewhere", {"tickets": "1"})
    assert c.secrets.values == secrets


def test_the_same_instance_takes_up_its_tickets_again(c, caller, share_created):
    """
    After a disconnect, a consent for the same instance is the same connection.
    """
    share_created()
    former = disconnect(caller, c)

    connection, _ = begin(former.instance, "client-2", "s3cret", caller, c)

    assert connection.connection_id == former.connection_id


def test_tickets_of_the_former_instance_are_let_go(c, moved, share_created, stored):
    """
    They keep what was last read, are open no more, and their actions may be shared again.
    """
    ticket = share_created()
    moved()

    report = sync_connection(FORMER, c)

    assert report.changed == 1
    assert (stored(ticket).detached, stored(ticket).is_open, stored(ticket).record) == (True, False, ticket.record)
    assert c.tickets.reservations(TENANT_ID) == {}


def test_a_ticket_without_record_fails_when_its_instance_is_gone(c, moved, stored):
    """
    Nothing will ever make its record: it says so, instead of waiting.
    """
    [ticket] = c.tickets.put(make_ticket(kind=Kind.CHANGE_REQUEST))
    moved()

    sync_connection(FORMER, c)

    assert (stored(ticket).delivery, stored(ticket).failure.code) == (Delivery.FAILED, "detached")


def test_letting_go_again_changes_nothing(c, moved, share_created):
    """
    The job may be delivered twice.
    """
    share_created()
    moved()
    sync_connection(FORMER, c)

    assert sync_connection(FORMER, c).changed == 0


def test_a_disconnected_instance_keeps_its_tickets(c, caller, share_created, stored):
    """
    Disconnecting is not changing: the instance may be connected again.
    """
    ticket = share_created()
    disconnect(caller, c)

    sync_connection(FORMER, c)

    assert stored(ticket).is_open


def test_tickets_of_an_instance_whose_consent_ended_are_let_go(c, moved, share_created, stored):
    """
    It was replaced when it did not work any more: nobody follows it, and its secrets are of no use.
    """
    ticket = share_created()
    connection = c.connections.current(TENANT_ID)
    c.connections.save(replace(connection, status=ConnectionStatus.CONSENT_EXPIRED))
    c.secrets.set(connection.client_secret_name, "of the client")
    moved()

    for job in c.jobs.sync_jobs:
        sync_connection(job, c)

    assert stored(ticket).detached
    assert connection.client_secret_name not in c.secrets.values


def test_the_worker_ends_a_connection_that_was_replaced_half_way(c, share_created, stored):
    """
    A process was killed after the new connection became the current one: the timer finds the former still in use.
    """
    ticket = share_created()
    former = c.connections.current(TENANT_ID)
    c.secrets.set(former.refresh_token_name, "still valid")
    c.connections.make_current(c.connections.save(make_connection(connection_id="d" * 32, instance="https://new.test")))

    sync_connection(FORMER, c)

    assert c.connections.get(CONNECTION_ID).status is ConnectionStatus.NOT_CONNECTED
    assert c.secrets.values == {}
    assert stored(ticket).detached


def test_the_former_is_handed_to_the_worker_before_it_is_ended(c, moved, share_created):
    """
    Whatever happens to the process that ends it, somebody knows of its tickets.
    """
    share_created()
    jobs_then = []
    c.secrets.meanwhile("delete", lambda: jobs_then.extend(c.jobs.sync_jobs))

    moved()

    assert jobs_then == [FORMER]


def test_a_former_that_the_worker_ended_first_is_no_trouble(c, moved, share_created):
    """
    Both may be at it at the same moment.
    """
    share_created()
    c.secrets.meanwhile("delete", lambda: sync_connection(FORMER, c))

    assert moved().is_usable
    assert c.events.names().count("disconnected") == 1


def test_tickets_of_a_disconnected_instance_are_let_go_too(c, caller, finish, share_created, stored):
    """
    Whoever disconnects first and then changes to another instance leaves no action held by a ticket nobody follows.
    """
    ticket = share_created()
    disconnect(caller, c)
    _, url = begin("other", "client-1", c.oauth.client_secret, caller, c, detach_open_tickets=True)
    finish(*c.oauth.consent(url))

    for job in c.jobs.sync_jobs:
        sync_connection(job, c)

    assert stored(ticket).detached
    assert c.tickets.reservations(TENANT_ID) == {}


def test_a_ticket_created_while_letting_go_is_let_go_too(c, moved, stored):
    """
    Its record is made after the tickets that wait were read, or before those with a record are: in neither case is it
    left open with its action blocked.
    """
    for method in ("pending", "open_tickets"):
        [ticket] = c.tickets.put(make_ticket(f"While {method}"))
        c.tickets.meanwhile(method, lambda ticket=ticket: c.tickets.put(_created(ticket, c)))
    moved()

    sync_connection(FORMER, c)

    assert c.tickets.reservations(TENANT_ID) == {}
    assert list(c.tickets.open_tickets(TENANT_ID, CONNECTION_ID)) == []


def test_a_ticket_written_while_letting_go_is_tried_again(c, moved, share_created, stored):
    """
    Someone else's write comes first; nobody looks at this connection again afterwards.
    """
    ticket = share_created()
    moved()
    c.tickets.meanwhile("save", lambda: c.tickets.put(replace(stored(ticket), warnings=("caller_id",))))

    sync_connection(FORMER, c)

    assert (stored(ticket).detached, stored(ticket).warnings) == (True, ("caller_id",))


def _created(ticket, c):
    return c.tickets.get(TENANT_ID, ticket.ticket_id).created(make_record(ticket.ticket_id), (), c.clock.now())
