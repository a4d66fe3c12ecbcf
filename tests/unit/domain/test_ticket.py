"""Rules of delivery: which moves there are, and who may make them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.action import Category
from connector.domain.ticket import DELIVERY_DEADLINE, Delivery, Failure, Ticket
from connector.errors import BusyError, ConflictError
from tests.builders import (
    CONNECTION_ID,
    NOW,
    SHARER,
    TENANT_ID,
    make_action,
    make_created_ticket,
    make_draft,
    make_id,
    make_record,
    make_ticket,
)

LEASE = timedelta(minutes=5)
OUTAGE = Failure("remote_unavailable", "no answer")
REFUSAL = Failure("remote_rejected", "insufficient rights")


def _claimed(ticket=None, at=NOW):
    return (ticket or make_ticket()).claimed(at, lease=LEASE)


def test_shared_ticket_waits_and_reserves_its_action():
    """
    The action's own id and category count, not what the draft says of them.
    """
    draft = make_draft("adminmfav2", category=Category.APPS)
    ticket = Ticket.shared(
        draft,
        action=make_action("AdminMFAV2"),
        ticket_id=make_id(),
        tenant_id=TENANT_ID,
        connection_id=CONNECTION_ID,
        sharer=SHARER,
        now=NOW,
    )

    assert (ticket.action_id, ticket.category) == ("AdminMFAV2", Category.IDENTITY)
    assert (ticket.delivery, ticket.is_open, ticket.reserves) == (Delivery.QUEUED, True, True)


def test_claim_counts_the_try():
    """
    The first claim is try 1; the wait before it is over.
    """
    held = _claimed(make_ticket(next_attempt_at=NOW))

    assert (held.delivery, held.attempts, held.next_attempt_at) == (Delivery.CREATING, 1, None)


def test_claim_holds_until_its_lease_is_over():
    """
    While one worker holds a ticket another is told how long to stay away.
    """
    held = _claimed()

    with pytest.raises(BusyError) as busy:
        _claimed(held, NOW + timedelta(minutes=3))
    assert busy.value.retry_after_s == 120


def test_claim_of_a_dead_worker_lapses():
    """
    A crash leaves a claim behind; at the end of the lease the ticket may be taken, as another try.
    """
    assert _claimed(_claimed(), NOW + LEASE).attempts == 2


@pytest.mark.parametrize("ticket", [make_created_ticket(), make_ticket().failed(REFUSAL, NOW)])
def test_ended_delivery_cannot_be_claimed_or_put_back(ticket):
    """
    What has its record, and what was given up, is no worker's business.
    """
    with pytest.raises(ConflictError):
        _claimed(ticket)
    with pytest.raises(ConflictError):
        ticket.put_back(NOW)


def test_created_ticket_keeps_its_record_and_the_warnings():
    """
    The record ends the wait and clears the failure of an earlier try.
    """
    ticket = _claimed(make_ticket(failure=OUTAGE)).created(make_record("a" * 32), ("caller_id",), NOW)

    assert (ticket.delivery, ticket.failure, ticket.warnings) == (Delivery.CREATED, None, ("caller_id",))
    assert (ticket.record.sys_id, ticket.reserves) == ("a" * 32, True)


def test_record_found_closed_reserves_nothing():
    """
    A look-up may find a record that someone closed meanwhile: its action is free.
    """
    ticket = _claimed().created(make_record(active=False, state="7"), (), NOW)

    assert (ticket.is_open, ticket.reserves) == (False, False)


def test_postponed_ticket_waits_again_and_says_why():
    """
    Trouble that may pass puts the ticket back with its reason and the time of the next try.
    """
    ticket = _claimed().postponed(OUTAGE, NOW, delay=timedelta(seconds=8))

    assert (ticket.delivery, ticket.failure) == (Delivery.QUEUED, OUTAGE)
    assert (ticket.next_attempt_at, ticket.attempts) == (NOW + timedelta(seconds=8), 1)


@pytest.mark.parametrize(
    ("over", "delivery"),
    [
        (timedelta(seconds=-1), Delivery.QUEUED),
        (timedelta(0), Delivery.QUEUED),
        (timedelta(seconds=1), Delivery.FAILED),
    ],
)
def test_three_days_are_the_deadline(over, delivery):
    """
    A ticket whose next try would fall after three days of waiting is given up now.
    """
    delay = timedelta(minutes=15)
    late = NOW + DELIVERY_DEADLINE - delay + over

    ticket = _claimed(at=late).postponed(OUTAGE, late, delay=delay)

    assert DELIVERY_DEADLINE.days == 3
    assert (ticket.delivery, ticket.failure) == (delivery, OUTAGE)


def test_failed_ticket_frees_its_action():
    """
    An action whose ticket was given up may be shared again.
    """
    ticket = _claimed().failed(REFUSAL, NOW)

    assert (ticket.delivery, ticket.is_open, ticket.reserves) == (Delivery.FAILED, False, False)
    assert ticket.next_attempt_at is None


def test_put_back_ticket_remembers_that_it_was_tried():
    """
    A worker may have died after its insert: the next one looks before it creates. The deadline goes on.
    """
    ticket = _claimed().put_back(NOW + timedelta(hours=1))

    assert (ticket.delivery, ticket.attempts, ticket.queued_at) == (Delivery.QUEUED, 1, NOW)


def test_retry_begins_a_new_wait():
    """
    A person's retry gives three more days, asks for the action again, and keeps that a record may exist.
    """
    later = NOW + timedelta(days=9)
    ticket = _claimed().failed(REFUSAL, NOW).retried(later)

    assert (ticket.delivery, ticket.queued_at, ticket.failure) == (Delivery.QUEUED, later, None)
    assert (ticket.reserves, ticket.attempts) == (True, 1)


@pytest.mark.parametrize("ticket", [make_ticket(), make_ticket(delivery=Delivery.CREATING), make_created_ticket()])
def test_only_a_failed_ticket_is_retried(ticket):
    """
    A retry of anything else could make a second record.
    """
    with pytest.raises(ConflictError) as refused:
        ticket.retried(NOW)
    assert refused.value.code == "not_failed"


def test_version_is_no_part_of_a_tickets_value():
    """
    Two readings of the same ticket are equal, so that writing it again can be spared.
    """
    ticket = make_ticket()

    assert replace(ticket, version="1") == replace(ticket, version="2")
    assert ticket != replace(ticket, attempts=1)


def test_one_more_ticket_of_an_action_never_holds_its_place():
    """
    Shared beside an open one on purpose: neither a retry nor its closing touches the other's place.
    """
    more = make_ticket().beside()
    retried = more.failed(REFUSAL, NOW).retried(NOW)

    assert (more.another, more.is_open, more.reserves) == (True, True, False)
    assert (retried.delivery, retried.reserves) == (Delivery.QUEUED, False)
