"""Idempotency keys: the first answer for a day, then the key is free, and its row goes."""

from datetime import timedelta

from connector.domain.ticket import IDEMPOTENCY_LIFE, Failure
from connector.ports import Change
from tests.builders import NOW, OTHER_TENANT_ID, TENANT_ID, make_ticket

MOMENT = timedelta(seconds=1)
GAVE_UP = Failure("gave_up", "")


def add(tickets, *new, key="person/key", tenant_id=TENANT_ID):
    """Add tickets, each with the key, numbered when there are several."""
    keys = {ticket.ticket_id: f"{key}/{number}" for number, ticket in enumerate(new)}
    found = tickets.add(tenant_id, new, keys=keys)
    return [found[ticket.ticket_id].ticket_id for ticket in new]


def test_key_repeats_the_first_answer_for_a_day(tickets):
    """
    To the last moment of it.
    """
    first, again = make_ticket("One"), make_ticket("Two", shared_at=NOW + IDEMPOTENCY_LIFE - MOMENT)
    add(tickets, first)

    assert add(tickets, again) == [first.ticket_id]


def test_key_may_be_used_anew_after_a_day(tickets):
    """
    It makes a new ticket then, and repeats that one.
    """
    first, later = make_ticket("One"), make_ticket("Two", shared_at=NOW + IDEMPOTENCY_LIFE)
    repeat = make_ticket("Three", shared_at=NOW + IDEMPOTENCY_LIFE + MOMENT)
    add(tickets, first)

    assert add(tickets, later) == [later.ticket_id]
    assert add(tickets, repeat) == [later.ticket_id]


def test_key_of_a_removed_ticket_may_be_used_anew(tickets):
    """
    There is nothing left to repeat, so its day is over early.
    """
    first, later, repeat = make_ticket("One"), make_ticket("Two"), make_ticket("Three")
    add(tickets, first)
    waiting = tickets.get(TENANT_ID, first.ticket_id)
    ended = tickets.save(TENANT_ID, [Change(waiting, waiting.failed(GAVE_UP, NOW))])
    tickets.remove(TENANT_ID, list(ended.values()))

    assert add(tickets, later) == [later.ticket_id]
    assert add(tickets, repeat) == [later.ticket_id]


def test_bulk_with_old_keys_is_a_new_bulk(tickets):
    """
    Also when there are more than the store has readers.
    """
    add(tickets, *[make_ticket(f"Old{number}") for number in range(20)])
    bulk = [make_ticket(f"New{number}", shared_at=NOW + IDEMPOTENCY_LIFE) for number in range(20)]

    assert add(tickets, *bulk) == [ticket.ticket_id for ticket in bulk]


def test_lapsed_keys_are_forgotten(tickets):
    """
    More than one transaction holds; living ones and another tenant's stay, and so do the tickets.
    """
    old = [make_ticket(f"Old{number}") for number in range(120)]
    add(tickets, *old)
    living = make_ticket("Living", shared_at=NOW + MOMENT)
    add(tickets, living, key="living")
    theirs = make_ticket("Old0", tenant_id=OTHER_TENANT_ID)
    add(tickets, theirs, tenant_id=OTHER_TENANT_ID)
    over = NOW + IDEMPOTENCY_LIFE

    assert (tickets.forget_keys(TENANT_ID, over), tickets.forget_keys(TENANT_ID, over)) == (120, 0)
    assert add(tickets, make_ticket("Again", shared_at=over), key="living") == [living.ticket_id]
    assert tickets.forget_keys(OTHER_TENANT_ID, over) == 1
    assert len(tickets.get_many(TENANT_ID, [ticket.ticket_id for ticket in old])) == 120


def test_keys_tell_the_tickets_they_made(tickets):
    """
    Within their day, and while the tickets are kept; another tenant's keys are others.
    """
    one, two = make_ticket("One"), make_ticket("Two")
    add(tickets, one, two)
    keys = [f"person/key/{number}" for number in range(3)]

    found = tickets.made_by(TENANT_ID, keys, NOW + IDEMPOTENCY_LIFE - MOMENT)

    assert {key: ticket.ticket_id for key, ticket in found.items()} == {keys[0]: one.ticket_id, keys[1]: two.ticket_id}
    assert tickets.made_by(TENANT_ID, keys, NOW + IDEMPOTENCY_LIFE) == {}
    assert tickets.made_by(OTHER_TENANT_ID, keys, NOW) == {}
