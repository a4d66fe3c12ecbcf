"""TicketStore: a ticket beside an action's open one asks for no place and gives none back."""

import pytest

from connector.adapters.tables.tickets import TicketTable
from connector.domain.ticket import Failure
from connector.ports import AlreadyOpen, Change
from tests.builders import NOW, TENANT_ID, make_ticket
from tests.contract.conftest import BOTH
from tests.fakes import FakeTickets


@pytest.fixture(params=BOTH)
def tickets(request):
    """A store without tickets."""
    return FakeTickets() if request.param == "memory" else TicketTable(request.getfixturevalue("new_table")())


@pytest.fixture
def pair(tickets):
    """An action's open ticket, and one beside it."""
    first, another = make_ticket("A"), make_ticket("A").beside()
    return [tickets.add(TENANT_ID, [ticket])[ticket.ticket_id] for ticket in (first, another)]


def _end(tickets, ticket):
    change = Change(ticket, ticket.failed(Failure("x", "y"), NOW))
    return tickets.save(TENANT_ID, [change])[ticket.ticket_id]


def test_both_stand_and_the_first_holds_the_action(tickets, pair):
    """
    The one beside comes back as such.
    """
    assert [tickets.get(TENANT_ID, ticket.ticket_id).another for ticket in pair] == [False, True]
    assert tickets.reservations(TENANT_ID) == {"A": pair[0].ticket_id}


def test_ending_the_one_beside_frees_nothing(tickets, pair):
    """
    Nor does queueing it again take anything.
    """
    ended = _end(tickets, pair[1])
    tickets.save(TENANT_ID, [Change(ended, ended.retried(NOW))])

    assert tickets.reservations(TENANT_ID) == {"A": pair[0].ticket_id}


def test_ending_the_first_frees_the_action(tickets, pair):
    """
    Although the other is open.
    """
    _end(tickets, pair[0])
    third = make_ticket("A")

    assert tickets.reservations(TENANT_ID) == {}
    assert tickets.add(TENANT_ID, [third])[third.ticket_id] == third


def test_a_key_used_for_one_beside_gives_it_again(tickets, pair):
    """
    Before the place is asked for: a repeat is no second share.
    """
    beside, repeat = make_ticket("A").beside(), make_ticket("A")
    tickets.add(TENANT_ID, [beside], keys={beside.ticket_id: "k"})

    answer = tickets.add(TENANT_ID, [repeat], keys={repeat.ticket_id: "k"})[repeat.ticket_id]

    assert not isinstance(answer, AlreadyOpen)
    assert answer.ticket_id == beside.ticket_id
