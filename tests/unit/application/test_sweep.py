"""Rules of sweeping: a job that was lost does not lose its tickets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.application.create import create_tickets
from connector.application.sweep import sweep
from connector.domain.connection import ConnectionStatus
from connector.domain.ticket import Delivery
from connector.errors import NotFoundError, RemoteUnavailableError
from connector.ports import TicketJob
from tests.builders import (
    CONNECTION_ID,
    NOW,
    OTHER_TENANT_ID,
    TENANT_ID,
    make_authorization,
    make_connection,
    make_created_ticket,
    make_ticket,
)


@pytest.mark.parametrize(
    ("fields", "late_after_s"),
    [
        ({}, 900),
        ({"delivery": Delivery.CREATING}, 900),
        ({"next_attempt_at": NOW + timedelta(minutes=10)}, 1500),
    ],
)
def test_ticket_is_late_a_quarter_of_an_hour_after_it_was_expected(c, clock, fields, late_after_s):
    """
    The wait counts from the last change, or from the next try that was promised.
    """
    [ticket] = c.tickets.put(make_ticket(**fields))

    clock.advance(seconds=late_after_s)
    assert sweep(c) == 0
    clock.advance(seconds=1)
    assert sweep(c) == 1
    assert c.jobs.ticket_jobs == [TicketJob(CONNECTION_ID, (ticket.ticket_id,))]


def test_living_claim_is_not_swept(clock, c):
    """
    An operator may set a lease that is longer than the patience: a claim that holds is left alone.
    """
    slow = replace(c, policy=replace(c.policy, claim_lease=timedelta(hours=1)))
    c.tickets.put(make_ticket(delivery=Delivery.CREATING))

    clock.advance(minutes=59)
    assert sweep(slow) == 0
    clock.advance(minutes=2)
    assert sweep(slow) == 1


def test_swept_ticket_is_left_in_peace_for_another_while(c, clock):
    """
    A sweep does not make a second job for the same ticket at once.
    """
    c.tickets.put(make_ticket())
    clock.advance(minutes=16)

    assert [sweep(c), sweep(c)] == [1, 0]


def test_ended_deliveries_are_not_swept(c, clock):
    """
    Created and failed tickets wait for nothing.
    """
    c.tickets.put(make_created_ticket(), make_ticket("Other", delivery=Delivery.FAILED, reserves=False))
    clock.advance(days=30)

    assert sweep(c) == 0
    assert c.jobs.ticket_jobs == []


def test_swept_ticket_is_looked_up_before_it_is_created(c, clock):
    """
    A worker that died after its insert left a record behind: the sweep keeps the count of tries.
    """
    c.tickets.put(make_ticket(delivery=Delivery.CREATING, attempts=1))
    clock.advance(minutes=16)
    sweep(c)

    create_tickets(c.jobs.take(), c)

    assert c.desks.desk.requests == [("find", 1), ("create", 1)]


def test_sweep_makes_full_jobs(c, clock):
    """
    Many late tickets become few jobs.
    """
    c.tickets.put(*[make_ticket(f"Action{number}") for number in range(60)])
    clock.advance(minutes=16)

    assert sweep(c) == 60
    assert [len(job.ticket_ids) for job in c.jobs.ticket_jobs] == [50, 10]


def test_queue_that_refuses_leaves_the_tickets_to_the_next_sweep(c, clock):
    """
    A sweep during an outage of the queue loses nothing either.
    """
    c.tickets.put(make_ticket())
    c.jobs.fail("put_tickets", RemoteUnavailableError("Queue Storage", "no answer"))
    clock.advance(minutes=16)
    sweep(c)
    clock.advance(minutes=16)

    assert sweep(c) == 1
    assert len(c.jobs.ticket_jobs) == 1


def test_ticket_that_moved_meanwhile_is_not_put_back(c, clock):
    """
    A worker took it at the same moment.
    """
    [ticket] = c.tickets.put(make_ticket())
    clock.advance(minutes=16)
    c.tickets.meanwhile("save", lambda: c.tickets.put(ticket))

    assert sweep(c) == 0
    assert c.jobs.ticket_jobs == []


def test_every_tenant_with_a_connection_is_swept(c, clock):
    """
    One tenant's trouble does not hide another's tickets.
    """
    c.connections.save(make_connection(connection_id="d" * 32, tenant_id=OTHER_TENANT_ID))
    c.tickets.put(make_ticket(), make_ticket(tenant_id=OTHER_TENANT_ID, connection_id="d" * 32))
    clock.advance(minutes=16)

    assert sweep(c) == 2
    assert {job.connection_id for job in c.jobs.ticket_jobs} == {CONNECTION_ID, "d" * 32}


def test_tickets_wait_unswept_while_nothing_is_connected(c, clock):
    """
    Without a usable consent a job could do nothing; the sweep after the new consent puts the tickets back.
    """
    c.tickets.put(make_ticket())
    connection = c.connections.current(TENANT_ID)
    expired = c.connections.save(replace(connection, status=ConnectionStatus.CONSENT_EXPIRED))
    clock.advance(hours=1)
    while_expired = sweep(c)
    c.connections.save(replace(expired, status=ConnectionStatus.CONNECTED))

    assert (while_expired, sweep(c)) == (0, 1)


def test_lapsed_authorizations_are_deleted(c, clock):
    """
    A consent that nobody finished leaves nothing behind.
    """
    begun = make_authorization()
    c.connections.begin(begun)
    clock.advance(minutes=11)

    sweep(c)

    with pytest.raises(NotFoundError):
        c.connections.take(begun.state)


def test_sweep_forgets_lapsed_idempotency_keys(c, clock):
    """
    A day after a share its key is free again, and nothing of it is kept.
    """
    ticket = make_ticket()
    c.tickets.add(TENANT_ID, [ticket], keys={ticket.ticket_id: "key"})
    clock.advance(days=1)

    sweep(c)

    assert c.tickets.forget_keys(TENANT_ID, clock.now()) == 0


def test_vault_in_trouble_does_not_stop_the_sweep(c, clock):
    """
    A consent that nobody finished keeps its secret for now; late tickets are put back all the same.
    """
    _begin_elsewhere(c)
    c.secrets.fail("delete", RemoteUnavailableError("Key Vault", "no answer"))
    c.tickets.put(make_ticket())
    clock.advance(minutes=16)

    assert sweep(c) == 1
    assert len(c.jobs.ticket_jobs) == 1


def test_secret_that_could_not_be_deleted_goes_with_the_next_sweep(c, clock):
    """
    The lapsed authorization is kept until what it left behind is gone.
    """
    unfinished = _begin_elsewhere(c)
    c.secrets.fail("delete", RemoteUnavailableError("Key Vault", "no answer"))
    clock.advance(minutes=16)

    sweep(c)
    assert unfinished.client_secret_name in c.secrets.values
    sweep(c)

    assert c.secrets.values == {}


def test_every_secret_of_an_unfinished_connection_goes(c, clock):
    """
    Also the refresh token of a consent whose process ended before the connection was connected.
    """
    unfinished = _begin_elsewhere(c)
    c.secrets.set(unfinished.refresh_token_name, "of a consent")
    clock.advance(minutes=16)

    sweep(c)

    assert c.secrets.values == {}


def _begin_elsewhere(c):
    """A consent for another instance that nobody will finish."""
    unfinished = c.connections.save(make_connection(connection_id="d" * 32, status=ConnectionStatus.AWAITING_CONSENT))
    c.connections.begin(make_authorization(connection_id=unfinished.connection_id))
    c.secrets.set(unfinished.client_secret_name, "of the client")
    return unfinished
