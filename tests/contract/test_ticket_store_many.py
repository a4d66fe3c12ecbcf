"""TicketStore: many tickets at once, wherever they lie."""

import pytest

from tests.builders import OTHER_TENANT_ID, TENANT_ID, make_id, make_ticket


@pytest.fixture
def stored(tickets):
    """Sixty tickets, oldest first."""
    some = [make_ticket(f"Action{number}") for number in range(60)]
    tickets.add(TENANT_ID, some)
    return some


@pytest.mark.parametrize(
    "places",
    [
        range(60),
        range(20, 60),
        range(0, 60, 2),
        range(0, 60, 3),
        [*range(9), *range(50, 60)],
        [*range(30), 59],
        [0, 59],
        range(20, 24),
        [],
    ],
    ids=["all", "a stretch", "every other", "every third", "both ends", "one far away", "two", "few", "none"],
)
def test_many_are_found_wherever_they_lie(tickets, stored, places):
    """
    Close together, far apart or both: each is there once, with its version, and no other.
    """
    wanted = {stored[place].ticket_id: stored[place] for place in places}

    found = tickets.get_many(TENANT_ID, [*wanted, *wanted])

    assert found == wanted
    assert all(ticket.version for ticket in found.values())


def test_ids_that_no_ticket_has_are_left_out(tickets, stored):
    """
    Before, between and after those that exist, or nothing but those.
    """
    strange = [make_id() for _ in range(20)]
    older = [f"{'0' * 11}{number:x}{'0' * 20}" for number in range(10)]

    assert tickets.get_many(TENANT_ID, [*strange, *older]) == {}
    assert len(tickets.get_many(TENANT_ID, [*older, *(t.ticket_id for t in stored[:30]), *strange])) == 30


def test_another_tenants_tickets_are_not_found(tickets, stored):
    """
    Although their ids are right.
    """
    assert tickets.get_many(OTHER_TENANT_ID, [ticket.ticket_id for ticket in stored]) == {}
