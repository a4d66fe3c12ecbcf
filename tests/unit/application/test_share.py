"""Rules of sharing: accepted means durable, one open ticket per improvement action."""

from dataclasses import replace

import pytest

from connector.application.share import JOB_SIZE, share, share_many
from connector.domain.connection import ConnectionStatus
from connector.domain.draft import Kind
from connector.domain.ticket import Delivery, Failure, Ticket
from connector.errors import AlreadySharedError, ConflictError, NotConnectedError, NotFoundError, RemoteUnavailableError
from connector.ports import Change, TicketFilter, TicketJob
from tests.builders import (
    CONNECTION_ID,
    NOW,
    SHARER,
    TENANT_ID,
    TODAY,
    days,
    make_caller,
    make_connection,
    make_draft,
    make_score_card,
)
from tests.fakes import FakeTickets, make_container

NO_ANSWER = RemoteUnavailableError("Table Storage", "no answer")


def _stored(c):
    page = c.tickets.page(TENANT_ID, TicketFilter(), cursor=None, limit=1000).tickets
    return [c.tickets.get(TENANT_ID, ticket.ticket_id) for ticket in page]


def _failing(ticket):
    return Change(ticket, ticket.failed(Failure("remote_rejected", "no"), NOW))


def test_share_stores_the_ticket_and_asks_for_its_record(caller, c):
    """
    The ticket waits for its record; the job carries its id.
    """
    ticket = share(make_draft("AdminMFAV2"), caller, c)

    assert _stored(c) == [ticket]
    assert (ticket.delivery, ticket.sharer, ticket.shared_at) == (Delivery.QUEUED, SHARER, NOW)
    assert c.jobs.ticket_jobs == [TicketJob(CONNECTION_ID, (ticket.ticket_id,))]


def test_share_takes_the_actions_own_id(caller, c):
    """
    An id in another case is the same action, and the ticket spells it as Microsoft does.
    """
    assert share(make_draft("adminmfav2"), caller, c).action_id == "AdminMFAV2"


def test_nothing_is_queued_before_the_record_stands(caller, c):
    """
    Record first: a store that refuses means that nothing was shared and nobody is asked for it.
    """
    c.tickets.fail("add", NO_ANSWER)

    with pytest.raises(RemoteUnavailableError):
        share(make_draft(), caller, c)
    assert c.jobs.ticket_jobs == []


def test_queue_that_refuses_does_not_undo_a_share(caller, c):
    """
    The ticket is stored and will be swept: the person is told that it was accepted.
    """
    c.jobs.fail("put_tickets", RemoteUnavailableError("Queue Storage", "no answer"))

    ticket = share(make_draft(), caller, c)

    assert c.tickets.get(TENANT_ID, ticket.ticket_id).is_pending


def test_action_with_an_open_ticket_is_not_shared_again(caller, c):
    """
    The refusal names the ticket in the way, and asks the worker for nothing.
    """
    first = share(make_draft("AdminMFAV2"), caller, c)
    c.jobs.take()

    with pytest.raises(AlreadySharedError) as refused:
        share(make_draft("ADMINMFAV2"), caller, c)
    assert refused.value.ticket_id == first.ticket_id
    assert c.jobs.ticket_jobs == []


def test_action_whose_ticket_ended_is_shared_again(caller, c):
    """
    Closed, deleted or given up: the action is free.
    """
    ticket = share(make_draft(), caller, c)
    c.tickets.save(TENANT_ID, [_failing(ticket)])

    assert share(make_draft(), caller, c).ticket_id != ticket.ticket_id


def test_unknown_action_is_not_shared(caller, c):
    """
    Only what Microsoft recommends can be shared.
    """
    with pytest.raises(NotFoundError) as refused:
        share(make_draft("NoSuchAction"), caller, c)
    assert refused.value.code == "action_not_found"
    assert _stored(c) == []


def test_without_a_connection_nothing_is_shared(caller, unconnected):
    """
    A ticket nobody could create is refused at once.
    """
    with pytest.raises(NotConnectedError):
        share(make_draft(), caller, unconnected)
    assert _stored(unconnected) == []


def test_without_a_usable_consent_nothing_is_shared(caller, unconnected):
    """
    A connection whose consent is over is no connection to share with.
    """
    unconnected.connections.establish(make_connection(status=ConnectionStatus.CONSENT_EXPIRED))

    with pytest.raises(NotConnectedError):
        share(make_draft(), caller, unconnected)
    assert _stored(unconnected) == []


def test_repeated_idempotency_key_gives_the_first_ticket(caller, c):
    """
    A program that repeats its request gets the ticket it made, also while that ticket is open.
    """
    first = share(make_draft(), caller, c, idempotency_key="key-1")

    assert share(make_draft(), caller, c, idempotency_key="key-1") == first
    assert len(_stored(c)) == 1


def test_idempotency_keys_of_two_callers_are_two_keys(caller, c):
    """
    A key belongs to the one who sent it.
    """
    first = share(make_draft("AdminMFAV2"), caller, c, idempotency_key="key-1")
    other = share(make_draft("BlockLegacyAuth"), make_caller(object_id="another"), c, idempotency_key="key-1")

    assert other.ticket_id != first.ticket_id


@pytest.mark.parametrize("changes", [{"kind": Kind.CHANGE_REQUEST}, {"name": "Another"}, {"due_date": days(9)}])
def test_key_of_another_request_is_refused(caller, c, changes):
    """
    The first ticket would be a wrong answer, and a second one is not what a key is for.
    """
    share(make_draft(), caller, c, idempotency_key="key-1")

    with pytest.raises(ConflictError) as refused:
        share(replace(make_draft(), **changes), caller, c, idempotency_key="key-1")
    assert refused.value.code == "idempotency_key_reused"
    assert len(_stored(c)) == 1


def test_key_repeats_the_first_answer_when_nothing_can_be_shared_any_more(caller, c):
    """
    The due date is over, the action is gone, the connection ended: what was accepted was accepted.
    """
    draft = make_draft(due_date=TODAY)
    first = share(draft, caller, c, idempotency_key="key-1")
    c.clock.advance(hours=23)
    c.scores.card = make_score_card("Other")

    assert share(draft, caller, c, idempotency_key="key-1") == first
    c.connections.save(replace(c.connections.current(TENANT_ID), status=ConnectionStatus.CONSENT_EXPIRED))
    assert share(draft, caller, c, idempotency_key="key-1") == first
    with pytest.raises(NotConnectedError):
        share(draft, caller, c, idempotency_key="key-2")


def test_due_date_that_is_over_is_refused(caller, c):
    """
    Nothing is stored; a bulk says it of that draft alone.
    """
    results = share_many({0: make_draft("AdminMFAV2", due_date=days(-1)), 1: make_draft("BlockLegacyAuth")}, caller, c)

    assert results[0].fields == {"dueDate": "in_the_past"}
    assert [ticket.action_id for ticket in _stored(c)] == ["BlockLegacyAuth"]


def test_repeat_after_a_lost_job_asks_the_worker_again(caller, c):
    """
    The queue refused the first time; the repeat of the same request finds the ticket and queues it.
    """
    c.jobs.fail("put_tickets", RemoteUnavailableError("Queue Storage", "no answer"))
    first = share(make_draft(), caller, c, idempotency_key="key-1")

    share(make_draft(), caller, c, idempotency_key="key-1")

    assert c.jobs.ticket_jobs == [TicketJob(CONNECTION_ID, (first.ticket_id,))]


def test_bulk_goes_on_past_what_fails(caller, c):
    """
    Each draft has its own result, under the caller's own index.
    """
    drafts = {3: make_draft("AdminMFAV2"), 5: make_draft("NoSuchAction"), 8: make_draft("BlockLegacyAuth")}

    results = share_many(drafts, caller, c)

    assert list(results) == [3, 5, 8]
    assert isinstance(results[5], NotFoundError)
    assert [results[3].action_id, results[8].action_id] == ["AdminMFAV2", "BlockLegacyAuth"]


def test_second_draft_of_one_action_meets_the_first(caller, c):
    """
    Within one bulk, too, an action has one open ticket; case does not make it another.
    """
    results = share_many({0: make_draft("AdminMFAV2"), 1: make_draft("adminMFAv2")}, caller, c)

    assert isinstance(results[0], Ticket)
    assert isinstance(results[1], AlreadySharedError)
    assert results[1].ticket_id == results[0].ticket_id
    assert len(_stored(c)) == 1


def test_second_draft_of_a_shared_action_names_the_open_ticket(caller, c):
    """
    Both drafts of the bulk are told of the ticket from before.
    """
    earlier = share(make_draft("AdminMFAV2"), caller, c)

    results = share_many({0: make_draft("AdminMFAV2"), 1: make_draft("AdminMFAV2")}, caller, c)

    assert [result.ticket_id for result in results.values()] == [earlier.ticket_id] * 2


def test_bulk_jobs_hold_fifty_tickets_each(caller):
    """
    As many as one batch request creates: 120 tickets are three jobs.
    """
    ids = [f"Action{number}" for number in range(120)]
    c = make_container()
    c.scores.card = make_score_card(*ids)
    c.connections.establish(make_connection())

    share_many(dict(enumerate(map(make_draft, ids))), caller, c)

    assert [len(job.ticket_ids) for job in c.jobs.ticket_jobs] == [JOB_SIZE, JOB_SIZE, 20]
    ids = [id_ for job in c.jobs.ticket_jobs for id_ in job.ticket_ids]
    assert ids == sorted(ids)
    assert isinstance(c.tickets, FakeTickets)
    assert c.tickets.writes == 120


def test_repeated_bulk_with_its_key_makes_nothing_new(caller, c):
    """
    Each draft of the bulk is remembered by its place.
    """
    drafts = {0: make_draft("AdminMFAV2"), 1: make_draft("BlockLegacyAuth")}

    assert share_many(drafts, caller, c, idempotency_key="k") == share_many(drafts, caller, c, idempotency_key="k")
    assert len(_stored(c)) == 2


def test_action_is_shared_once_more_on_purpose(caller, c):
    """
    Beside its open ticket: the new one gets its record, the first one keeps the action.
    """
    first = share(make_draft("AdminMFAV2"), caller, c)

    more = share(make_draft("AdminMFAV2", allow_another=True), caller, c)

    assert (more.another, more.reserves) == (True, False)
    assert c.tickets.reservations(TENANT_ID) == {"AdminMFAV2": first.ticket_id}
    assert [job.ticket_ids for job in c.jobs.ticket_jobs] == [(first.ticket_id,), (more.ticket_id,)]


def test_purpose_makes_no_second_ticket_where_there_is_none(caller, c):
    """
    Without an open ticket it is the first one, and holds the action.
    """
    ticket = share(make_draft("AdminMFAV2", allow_another=True), caller, c)

    assert (ticket.another, c.tickets.reservations(TENANT_ID)) == (False, {"AdminMFAV2": ticket.ticket_id})


def test_repeated_key_of_one_more_gives_that_one(caller, c):
    """
    A program that repeats its request does not get a third ticket.
    """
    share(make_draft(), caller, c)
    more = share(make_draft(allow_another=True), caller, c, idempotency_key="key-1")

    assert share(make_draft(allow_another=True), caller, c, idempotency_key="key-1") == more
    assert len(_stored(c)) == 2
