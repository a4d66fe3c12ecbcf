"""Rules of sharing an action that has an open ticket, on purpose."""

from datetime import timedelta

import pytest

from connector.application.follow import follow
from connector.application.share import share, share_many
from connector.domain.ticket import Failure
from connector.errors import AlreadySharedError
from connector.ports import Change
from tests.builders import NOW, TENANT_ID, make_draft, make_record


@pytest.fixture
def pair(c, caller):
    """An action's open ticket, and another one beside it."""
    first = share(make_draft(), caller, c)
    return first, share(make_draft(allow_another=True), caller, c)


@pytest.fixture
def move(c):
    """A ticket's record comes to be, open, and then closes or changes."""

    def run(ticket, *, active):
        now = c.clock.now()
        before = c.tickets.get(TENANT_ID, ticket.ticket_id)
        if before.record is None:
            made = before.claimed(now, lease=timedelta()).created(make_record(ticket.ticket_id), (), now)
            before = c.tickets.save(TENANT_ID, [Change(before, made)])[ticket.ticket_id]
        record = make_record(ticket.ticket_id, active=active, mod_count=before.record.mod_count + 1)
        follow([(before, before.followed(record, now))], c)
        return c.tickets.get(TENANT_ID, ticket.ticket_id)

    return run


def test_another_ticket_stands_beside_the_open_one(c, pair):
    """
    Both wait for their records; the action stays with the first.
    """
    first, another = pair

    assert first.ticket_id != another.ticket_id
    assert [job.ticket_ids for job in c.jobs.ticket_jobs] == [(first.ticket_id,), (another.ticket_id,)]
    assert c.tickets.reservations(TENANT_ID) == {"AdminMFAV2": first.ticket_id}


def test_a_plain_share_still_meets_the_first(c, caller, pair):
    """
    The answer leads to the ticket that holds the action.
    """
    with pytest.raises(AlreadySharedError) as refused:
        share(make_draft(), caller, c)

    assert refused.value.ticket_id == pair[0].ticket_id


def test_closing_the_first_frees_the_action(c, pair, move):
    """
    Although the other is still open, and goes on changing.
    """
    move(pair[0], active=False)
    assert c.tickets.reservations(TENANT_ID) == {}

    move(pair[1], active=True)
    assert c.tickets.reservations(TENANT_ID) == {}


def test_closing_the_other_frees_nothing(c, pair, move):
    """
    Nor does its opening again take anything.
    """
    for active in (False, True, False):
        move(pair[1], active=active)

    assert c.tickets.reservations(TENANT_ID) == {"AdminMFAV2": pair[0].ticket_id}


def test_the_other_may_fail_and_be_retried_beside_the_first(c, pair):
    """
    It asks for no place, so none is in its way.
    """
    failed = pair[1].failed(Failure("remote_rejected", "no"), NOW)
    stored = c.tickets.save(TENANT_ID, [Change(pair[1], failed)])[failed.ticket_id]
    again = stored.retried(NOW)

    assert c.tickets.save(TENANT_ID, [Change(stored, again)])[again.ticket_id] == again
    assert (again.reserves, c.tickets.reservations(TENANT_ID)) == (False, {"AdminMFAV2": pair[0].ticket_id})


def test_allowing_another_where_there_is_none_takes_the_place(c, caller):
    """
    The first ticket of an action holds it, however it was asked for.
    """
    first = share(make_draft(allow_another=True), caller, c)

    with pytest.raises(AlreadySharedError):
        share(make_draft(), caller, c)
    assert c.tickets.reservations(TENANT_ID) == {"AdminMFAV2": first.ticket_id}


def test_one_request_may_share_an_action_several_times(c, caller):
    """
    Each that allows it gets a ticket, one that does not meets the first.
    """
    drafts = {0: make_draft(), 1: make_draft(allow_another=True), 2: make_draft(), 3: make_draft(allow_another=True)}

    results = share_many(drafts, caller, c)

    assert isinstance(results[2], AlreadySharedError)
    assert results[2].ticket_id == results[0].ticket_id
    assert len({results[index].ticket_id for index in (0, 1, 3)}) == 3


def test_a_repeat_with_the_same_key_makes_no_further_ticket(c, caller, pair):
    """
    The key repeats the first answer, also for another ticket.
    """
    draft = make_draft(allow_another=True)
    once, twice = (share(draft, caller, c, idempotency_key="k") for _ in range(2))

    assert once.ticket_id == twice.ticket_id
    assert once.ticket_id not in {ticket.ticket_id for ticket in pair}
