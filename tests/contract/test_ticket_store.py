"""TicketStore: what is added stands with its reservation and its figures, or not at all."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.draft import DESCRIPTION_MAX
from connector.domain.ids import new_id
from connector.domain.ticket import Failure, Ticket
from connector.errors import NotFoundError
from connector.ports import AlreadyOpen, Change
from tests.builders import NOW, OTHER_TENANT_ID, TENANT_ID, TODAY, make_id, make_record, make_ticket


def _add(tickets, *some, **more):
    answers = tickets.add(some[0].tenant_id, some, **more)
    return [answers[ticket.ticket_id] for ticket in some]


def _end(tickets, ticket):
    return tickets.save(TENANT_ID, [Change(ticket, ticket.failed(Failure("x", "y"), NOW))])[ticket.ticket_id]


def test_added_ticket_stands(tickets):
    """
    It is answered as stored, read as answered, and holds its action.
    """
    [ticket] = _add(tickets, make_ticket("AdminMFAV2"))

    assert ticket.version
    assert tickets.get(TENANT_ID, ticket.ticket_id) == ticket
    assert tickets.get(TENANT_ID, ticket.ticket_id).version == ticket.version
    assert tickets.reservations(TENANT_ID) == {"AdminMFAV2": ticket.ticket_id}


def test_every_column_comes_back(tickets):
    """
    Whatever a ticket holds: letters of all kinds, empty texts, odd ids, times to the microsecond.
    """
    waiting = make_ticket(
        "scid_2000/é#?\\",
        name="L’accès “invité” — 多重身份验证 🔐 'quoted'",
        description="line\r\n\ttab\u0000" + "ß" * 15_000,
        action_url=None,
        queued_at=NOW + timedelta(microseconds=1),
        attempts=7,
        failure=Failure("remote_unavailable", ""),
        next_attempt_at=NOW + timedelta(seconds=2, microseconds=999_999),
    )
    record = make_record(number="INC'1", state="-17", state_label="Parqué", mod_count=3, active=False, deleted=True)
    created = make_ticket("Other").created(record, ("caller_id", "due_date"), NOW)

    _add(tickets, waiting, created)

    assert tickets.get(TENANT_ID, waiting.ticket_id) == waiting
    assert tickets.get(TENANT_ID, created.ticket_id) == created


@pytest.mark.parametrize("again", ["AdminMFAV2", "adminmfav2"])
def test_action_holds_one_open_ticket(tickets, again):
    """
    A second one meets the first, whatever the case of the action's id, and leaves nothing behind.
    """
    [first] = _add(tickets, make_ticket("AdminMFAV2"))
    second = make_ticket(again)

    assert _add(tickets, second) == [AlreadyOpen(first.ticket_id)]
    with pytest.raises(NotFoundError):
        tickets.get(TENANT_ID, second.ticket_id)
    assert tickets.figures(TENANT_ID, since=TODAY).totals == {"incident/queued": 1}


@pytest.mark.parametrize("action_id", ["a/b\\c#d?e", "über", "x" * 400, "a'b", "%2F", "a b", "..", "多"])
def test_odd_action_ids_hold_their_place_too(tickets, action_id):
    """
    Graph promises nothing about the letters of an id.
    """
    [first] = _add(tickets, make_ticket(action_id))

    assert _add(tickets, make_ticket(action_id)) == [AlreadyOpen(first.ticket_id)]
    assert tickets.reservations(TENANT_ID) == {action_id: first.ticket_id}


def test_tenants_do_not_meet(tickets):
    """
    The same action, two tenants: neither sees the other's ticket, reservation or figures.
    """
    [ours] = _add(tickets, make_ticket("AdminMFAV2"))
    [theirs] = _add(tickets, make_ticket("AdminMFAV2", tenant_id=OTHER_TENANT_ID))

    assert isinstance(theirs, Ticket)
    assert tickets.reservations(OTHER_TENANT_ID) == {"AdminMFAV2": theirs.ticket_id}
    assert tickets.get_many(OTHER_TENANT_ID, [ours.ticket_id, theirs.ticket_id]) == {theirs.ticket_id: theirs}
    with pytest.raises(NotFoundError):
        tickets.get(OTHER_TENANT_ID, ours.ticket_id)


def test_one_in_the_way_does_not_stop_the_others(tickets):
    """
    Of three in one call the first and the last are stored.
    """
    [open_one] = _add(tickets, make_ticket("Taken"))

    one, taken, other = _add(tickets, make_ticket("One"), make_ticket("Taken"), make_ticket("Other"))

    assert taken == AlreadyOpen(open_one.ticket_id)
    assert tickets.reservations(TENANT_ID).keys() == {"Taken", "One", "Other"}
    assert {one.ticket_id, other.ticket_id} <= tickets.get_many(TENANT_ID, [one.ticket_id, other.ticket_id]).keys()


def test_bulk_of_120_is_stored_whole(tickets):
    """
    However many transactions it takes, each ticket has its answer and is counted once.
    """
    some = [make_ticket(f"Action{number}") for number in range(120)]

    stored = tickets.add(TENANT_ID, some)

    assert tickets.get_many(TENANT_ID, [ticket.ticket_id for ticket in some]) == stored
    figures = tickets.figures(TENANT_ID, since=TODAY)
    assert (figures.totals, figures.days) == ({"incident/queued": 120}, {})


@pytest.mark.parametrize("letter", ["x", "统", "🔐", "\t"])
def test_bulk_of_the_longest_texts_is_stored_whole(tickets, letter):
    """
    Descriptions of the longest length that is accepted, in letters that take one byte or many.
    """
    some = [make_ticket(f"Action{number}", description=letter * DESCRIPTION_MAX) for number in range(66)]

    stored = tickets.add(TENANT_ID, some)

    assert tickets.get(TENANT_ID, some[65].ticket_id) == some[65]
    assert all(isinstance(ticket, Ticket) for ticket in stored.values())


def test_ticket_added_twice_is_one_ticket(tickets):
    """
    The answer of the first try was lost: the repeat gives what is stored.
    """
    ticket = make_ticket()
    [first] = _add(tickets, ticket)

    assert _add(tickets, ticket) == [first]
    assert tickets.figures(TENANT_ID, since=TODAY).totals == {"incident/queued": 1}


def test_idempotency_key_gives_the_ticket_it_made(tickets):
    """
    While that ticket is open, and after it ended; nothing new is stored.
    """
    first, again, later = make_ticket(), make_ticket(), make_ticket()
    [stored] = _add(tickets, first, keys={first.ticket_id: "person/key"})

    assert _add(tickets, again, keys={again.ticket_id: "person/key"}) == [stored]
    ended = _end(tickets, stored)
    assert _add(tickets, later, keys={later.ticket_id: "person/key"}) == [ended]
    assert tickets.reservations(TENANT_ID) == {}


def test_idempotency_key_of_a_refused_ticket_stays_free(tickets):
    """
    Nothing was made with it: the same key may be used when the action is free.
    """
    [open_one] = _add(tickets, make_ticket())
    refused, later = make_ticket(), make_ticket()

    assert _add(tickets, refused, keys={refused.ticket_id: "k"}) == [AlreadyOpen(open_one.ticket_id)]
    _end(tickets, open_one)
    assert _add(tickets, later, keys={later.ticket_id: "k"}) == [later]


def test_idempotency_keys_are_a_tenants_own(tickets):
    """
    Another tenant's program may use the same words.
    """
    ours, theirs = make_ticket(), make_ticket(tenant_id=OTHER_TENANT_ID)
    _add(tickets, ours, keys={ours.ticket_id: "k"})

    assert _add(tickets, theirs, keys={theirs.ticket_id: "k"}) == [theirs]


def test_hundred_shares_of_one_action_at_once_make_one_ticket(tickets):
    """
    Eight threads: exactly one is stored, the others are told which.
    """
    some = [make_ticket("AdminMFAV2") for _ in range(100)]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda ticket: _add(tickets, ticket)[0], some))

    [stored] = [answer for answer in answers if isinstance(answer, Ticket)]
    assert Counter(answers)[AlreadyOpen(stored.ticket_id)] == 99
    assert tickets.reservations(TENANT_ID) == {"AdminMFAV2": stored.ticket_id}
    assert tickets.figures(TENANT_ID, since=TODAY).totals == {"incident/queued": 1}


def test_shares_of_many_actions_at_once_are_all_counted(tickets):
    """
    Eight threads write the same figures: none is lost, none counted twice.
    """
    some = [make_ticket(f"Action{number}") for number in range(64)]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda ticket: _add(tickets, ticket), some))

    assert len(tickets.reservations(TENANT_ID)) == 64
    assert tickets.figures(TENANT_ID, since=TODAY).totals == {"incident/queued": 64}


def test_unknown_ids_are_not_found(tickets):
    """
    One by one that is an error, among many it is not.
    """
    [known] = _add(tickets, make_ticket())

    with pytest.raises(NotFoundError) as caught:
        tickets.get(TENANT_ID, make_id())
    assert caught.value.code == "ticket_not_found"
    assert tickets.get_many(TENANT_ID, [make_id(), known.ticket_id]) == {known.ticket_id: known}
    assert tickets.get_many(TENANT_ID, []) == {}


@pytest.mark.parametrize("step", [1, 10], ids=["neighbours", "scattered"])
def test_tickets_of_one_moment_are_all_found(tickets, step):
    """
    A job's tickets were shared in the same millisecond, side by side or with others between; unknown ids are left out.
    """
    ids = sorted(new_id(NOW) for _ in range(120))
    stored = tickets.add(TENANT_ID, [make_ticket(f"Action{number}", ticket_id=id_) for number, id_ in enumerate(ids)])
    wanted = ids[: 12 * step : step]

    assert tickets.get_many(TENANT_ID, [*wanted, new_id(NOW)]) == {id_: stored[id_] for id_ in wanted}


def test_ticket_without_a_reservation_is_stored_beside_another(tickets):
    """
    `reserves` decides, not the delivery.
    """
    [holder] = _add(tickets, make_ticket())

    [beside] = _add(tickets, replace(make_ticket(), reserves=False))

    assert isinstance(beside, Ticket)
    assert tickets.reservations(TENANT_ID) == {"AdminMFAV2": holder.ticket_id}
