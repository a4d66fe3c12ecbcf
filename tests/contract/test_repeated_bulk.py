"""A bulk that is sent again, over the real table protocol: the same tickets, at the price of reads."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from azure.data.tables import TableClient, TableServiceClient

from connector.adapters.storage import StorageAccount
from connector.adapters.tables.tickets import TicketTable
from connector.ports import AlreadyOpen
from tests.builders import TENANT_ID, make_ticket

pytestmark = pytest.mark.e2e

SIZE = 60
"""Three transactions' worth of new tickets."""


class Counting:
    """An empty table that counts the transactions sent to it."""

    def __init__(self, account: StorageAccount) -> None:
        self.transactions = 0
        service = TableServiceClient.from_connection_string(account.connection_string, raw_request_hook=self._count)
        self.table: TableClient = service.create_table(f"bulk{uuid.uuid4().hex}")

    def _count(self, request: Any) -> None:
        self.transactions += request.http_request.url.endswith("$batch")


@pytest.fixture
def counting(account: StorageAccount) -> Counting:
    """A table whose transactions are counted."""
    return Counting(account)


def add(table: TableClient, prefix: str, *, key: str | None, count: int = SIZE) -> list[str]:
    """Share so many actions; the ids of the tickets they have, new or from before."""
    tickets = [make_ticket(f"{prefix}{number}") for number in range(count)]
    keys = {ticket.ticket_id: f"{key}/{number}" for number, ticket in enumerate(tickets)} if key else None
    results = TicketTable(table).add(TENANT_ID, tickets, keys=keys)
    return [results[ticket.ticket_id].ticket_id for ticket in tickets]


def test_a_repeated_bulk_costs_one_transaction(counting: Counting) -> None:
    """
    All its rows are looked for after the first conflict: a bulk that took part in a crash comes through when repeated.
    """
    first = add(counting.table, "a", key="bulk")
    counting.transactions = 0

    assert add(counting.table, "a", key="bulk") == first
    assert counting.transactions == 1


def test_a_bulk_that_was_cut_off_is_completed(counting: Counting) -> None:
    """
    What the first try stored is found, the rest is new: one conflict, then whole transactions.
    """
    first = add(counting.table, "b", key="cut", count=25)
    counting.transactions = 0

    again = add(counting.table, "b", key="cut")

    assert (again[:25], len(set(again))) == (first, SIZE)
    assert counting.transactions <= 1 + 2


def test_actions_that_all_have_open_tickets_cost_one_transaction(counting: Counting) -> None:
    """
    Without the key each is answered with its open ticket.
    """
    add(counting.table, "c", key=None)
    counting.transactions = 0
    tickets = [make_ticket(f"c{number}") for number in range(SIZE)]

    results = TicketTable(counting.table).add(TENANT_ID, tickets)

    assert all(isinstance(result, AlreadyOpen) for result in results.values())
    assert counting.transactions == 1
