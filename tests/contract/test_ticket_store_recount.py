"""TicketStore: figures can be checked against the tickets, and mended, beside writers too."""

import json

import pytest

from connector.adapters.tables.tickets import TicketTable
from connector.domain.draft import Kind
from connector.domain.ticket import Failure
from connector.errors import ConflictError
from connector.ports import Change
from tests.builders import NOW, OTHER_TENANT_ID, TENANT_ID, TODAY, make_created_ticket, make_ticket
from tests.contract.conftest import BOTH
from tests.fakes import FakeTickets


@pytest.fixture(params=BOTH)
def store(request):
    """A store, and ways to spoil one of its figures, in the totals and on a day."""
    if request.param == "memory":
        fake = FakeTickets()
        return (
            fake,
            lambda figure, by: fake.miscount(TENANT_ID, figure, by),
            lambda figure, by: fake.miscount_days(TENANT_ID, TODAY, figure, by),
        )
    table = request.getfixturevalue("new_table")()
    return (
        TicketTable(table),
        lambda figure, by: _spoil(table, "figure_total_", figure, by),
        lambda figure, by: _spoil(table, f"figure_{TODAY:%Y%m%d}_", figure, by),
    )


def _spoil(table, prefix, figure, by):
    rows = table.query_entities(f"RowKey ge '{prefix}' and RowKey lt '{prefix}~'")
    row = next(row for row in rows if row["PartitionKey"] == TENANT_ID)
    counts = json.loads(row["counts"])
    table.update_entity({**row, "counts": json.dumps({**counts, figure: counts.get(figure, 0) + by})})


@pytest.fixture
def tickets(store):
    """The store, with a ticket in every figure."""
    tickets = store[0]
    waiting = [make_ticket(action) for action in ("A", "B", "C", "D")]
    stored = list(tickets.add(TENANT_ID, waiting).values())
    made = make_created_ticket("C", ticket_id=stored[2].ticket_id)
    gone = make_created_ticket("D", ticket_id=stored[3].ticket_id, kind=Kind.INCIDENT).vanished(NOW)
    pairs = zip(stored[1:], (stored[1].failed(Failure("x", "y"), NOW), made, gone), strict=True)
    tickets.save(TENANT_ID, [Change(before, after) for before, after in pairs])
    return tickets


COUNTS = dict.fromkeys(("incident/queued", "incident/failed", "incident/state/1", "incident/deleted"), 1)


def test_figures_add_up_to_the_tickets(tickets):
    """
    Both sides count every ticket once; another tenant's are none of them.
    """
    tickets.add(OTHER_TENANT_ID, [make_ticket("A", tenant_id=OTHER_TENANT_ID)])

    result = tickets.recount(TENANT_ID)

    assert (result.kept, result.counted) == (COUNTS, COUNTS)
    assert result.differences == {}


def test_looking_mends_nothing(tickets, store):
    """
    A figure that is wrong stays so, and both counts are told.
    """
    store[1]("incident/queued", 2)

    assert tickets.recount(TENANT_ID).differences == {"incident/queued": (3, 1)}
    assert tickets.figures(TENANT_ID, since=TODAY).totals["incident/queued"] == 3


def test_mended_figures_are_the_tickets(tickets, store):
    """
    Also a figure that no ticket is in; the days stay.
    """
    store[1]("incident/queued", -4)
    store[1]("change_request/failed", 7)
    before = tickets.figures(TENANT_ID, since=TODAY)

    assert set(tickets.recount(TENANT_ID, mend=True).differences) == {"incident/queued", "change_request/failed"}

    after = tickets.figures(TENANT_ID, since=TODAY)
    assert {figure: number for figure, number in after.totals.items() if number} == COUNTS
    assert after.days == before.days


def test_days_leave_as_many_open_as_there_are(tickets, store):
    """
    All days together, opened less closed, are the active records of each kind.
    """
    store[2]("incident/closed", 2)
    store[2]("change_request/opened", 3)

    assert tickets.recount(TENANT_ID).differences == {"incident/days": (-1, 1), "change_request/days": (3, 0)}


def test_mended_days_leave_as_many_open_as_there_are(tickets, store):
    """
    What they had too much or too little is put right on the last day; what was right stays.
    """
    store[2]("incident/closed", 2)
    store[2]("change_request/opened", 3)
    tickets.recount(TENANT_ID, mend=True)

    assert tickets.recount(TENANT_ID).differences == {}
    moves = {name: count for name, count in tickets.figures(TENANT_ID, since=TODAY).days[TODAY].items() if count}
    wrong = {"change_request/opened": 3, "change_request/closed": 3}
    assert moves == {"incident/opened": 4, "incident/closed": 3, **wrong}


def test_figures_go_on_after_a_mend(tickets, store):
    """
    A writer that remembers rows from before the mend counts on from the mended ones.
    """
    store[1]("incident/queued", 5)
    tickets.recount(TENANT_ID, mend=True)

    tickets.add(TENANT_ID, [make_ticket("E")])

    assert tickets.recount(TENANT_ID).differences == {}
    assert tickets.recount(TENANT_ID).counted["incident/queued"] == 2


def test_a_tenant_without_tickets_adds_up(store):
    """
    Nothing on either side.
    """
    result = store[0].recount(TENANT_ID, mend=True)

    assert (result.kept, result.counted) == ({}, {})


class Meanwhile:
    """A table in which somebody acts at the moment when tickets are counted, or when a mend is written."""

    def __init__(self, table):
        self._table, self.acts, self.before_writing = table, [], []

    def __getattr__(self, name):
        return getattr(self._table, name)

    def query_entities(self, *words, **more):
        """As the table; each planned act comes just before a count."""
        if self.acts and more["parameters"]["first"] == "ticket_":
            self.acts.pop(0)()
        return self._table.query_entities(*words, **more)

    def submit_transaction(self, operations):
        """As the table; a planned act comes first."""
        if self.before_writing:
            self.before_writing.pop(0)()
        return self._table.submit_transaction(operations)


@pytest.fixture
def watched(new_table):
    """A table with one ticket, whose store can be disturbed by another process's store."""
    table = new_table()
    TicketTable(table).add(TENANT_ID, [make_ticket("A")])
    return Meanwhile(table), TicketTable(table)


@pytest.mark.e2e
@pytest.mark.parametrize("mend", [False, True])
def test_a_ticket_added_while_counting_makes_no_difference(watched, mend):
    """
    It is counted again, until both sides are of one moment.
    """
    table, other = watched
    table.acts = [lambda: other.add(TENANT_ID, [make_ticket("B")]), lambda: other.add(TENANT_ID, [make_ticket("C")])]

    result = TicketTable(table).recount(TENANT_ID, mend=mend)

    assert (result.kept, result.counted) == ({"incident/queued": 3}, {"incident/queued": 3})
    assert other.recount(TENANT_ID).differences == {}


@pytest.mark.e2e
def test_a_mend_overwrites_nobodys_count(watched):
    """
    A ticket added just before the mend is written is counted again, with what was wrong.
    """
    table, other = watched
    key = next(row["RowKey"] for row in table.query_entities("RowKey ge 'figure_total_'", parameters={"first": ""}))
    table.update_entity({"PartitionKey": TENANT_ID, "RowKey": key, "counts": json.dumps({"incident/queued": 7})})
    other.add(TENANT_ID, [make_ticket("B")])  # From here on the other store knows the row it counts in.
    table.before_writing = [lambda: other.add(TENANT_ID, [make_ticket("C")])]

    assert TicketTable(table).recount(TENANT_ID, mend=True).counted == {"incident/queued": 3}
    assert other.recount(TENANT_ID).differences == {}


@pytest.mark.e2e
def test_a_busy_tenant_is_counted_and_mended(watched):
    """
    Tickets come, change and go during many counts: only what was written meanwhile is read again.
    """
    table, other = watched
    key = next(row["RowKey"] for row in table.query_entities("RowKey ge 'figure_total_'", parameters={"first": ""}))
    table.update_entity({"PartitionKey": TENANT_ID, "RowKey": key, "counts": json.dumps({"incident/queued": 7})})
    other.add(TENANT_ID, [make_ticket("B")])
    gone = next(iter(other.add(TENANT_ID, [make_ticket("Gone")]).values()))
    failed = other.save(TENANT_ID, [Change(gone, gone.failed(Failure("x", "y"), NOW))])
    table.acts = [lambda n=n: other.add(TENANT_ID, [make_ticket(f"More{n}")]) for n in range(12)]
    table.acts[5] = lambda: other.remove(TENANT_ID, list(failed.values()))

    assert TicketTable(table).recount(TENANT_ID, mend=True).counted == {"incident/queued": 13}
    assert other.recount(TENANT_ID).differences == {}


@pytest.mark.e2e
def test_tickets_that_change_during_every_count_are_no_answer(watched):
    """
    Rather none than one of two moments; nothing is mended.
    """
    table, other = watched
    table.acts = [lambda n=n: other.add(TENANT_ID, [make_ticket(f"More{n}")]) for n in range(200)]

    with pytest.raises(ConflictError):
        TicketTable(table).recount(TENANT_ID, mend=True)
    assert other.recount(TENANT_ID).differences == {}
