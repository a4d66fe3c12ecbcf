"""TicketDesk: records are made once, found by their ticket, and followed by what changed."""

from datetime import timedelta

import pytest

from connector.domain.draft import Kind
from connector.errors import RemoteRejectedError
from connector.ports import Created
from tests.builders import NOW, make_id, make_ticket
from tests.fakes import FakeDesk


class MemorySide:
    """The fake, and someone else at its instance."""

    def __init__(self, clock):
        self.desk = FakeDesk(clock)

    def change(self, kind, sys_id, *, at, **fields):
        """Someone changes a record at that time."""
        active = {"active": fields["active"] == "true"} if "active" in fields else {}
        self.desk.move(kind, sys_id, updated_at=at, **{**fields, **active})

    def remove(self, kind, sys_id):
        """Someone deletes a record."""
        self.desk.remove(kind, sys_id)


class InstanceSide:
    """The adapter, and someone else at the simulator."""

    def __init__(self, instance):
        self.desk = instance.desk()
        self.change = instance.change
        self._control = instance.control

    def remove(self, kind, sys_id):
        """Someone deletes a record."""
        self._control("DELETE", f"records/{kind.value}/{sys_id}")


@pytest.fixture(params=["memory", pytest.param("simulator", marks=pytest.mark.e2e)])
def side(request, clock):
    """An empty desk, and the instance behind it."""
    return MemorySide(clock) if request.param == "memory" else InstanceSide(request.getfixturevalue("instance"))


@pytest.fixture
def create(side):
    """Create one record; its ticket."""

    def run(kind=Kind.INCIDENT):
        ticket = make_ticket(kind=kind)
        assert isinstance(side.desk.create([ticket])[ticket.ticket_id], Created)
        return ticket

    return run


@pytest.mark.parametrize(("kind", "state", "label"), [(Kind.INCIDENT, "1", "New"), (Kind.CHANGE_REQUEST, "-5", "New")])
def test_new_record_is_the_tickets_own(side, kind, state, label):
    """
    Its sys_id is the ticket's id; number, state and link come back with it.
    """
    ticket = make_ticket(kind=kind)

    record = side.desk.create([ticket])[ticket.ticket_id].record

    assert (record.sys_id, record.state, record.state_label) == (ticket.ticket_id, state, label)
    assert (record.active, record.deleted, record.updated_at.microsecond) == (True, False, 0)
    assert record.number
    assert record.link.endswith(ticket.ticket_id)


def test_fifty_of_both_kinds_are_made_at_once(side):
    """
    One answer for each, all numbers different.
    """
    tickets = [make_ticket(f"A{number}", kind=list(Kind)[number % 2]) for number in range(50)]

    outcomes = side.desk.create(tickets)

    assert list(outcomes) == [ticket.ticket_id for ticket in tickets]
    assert len({(outcomes[ticket.ticket_id].record.number, ticket.kind) for ticket in tickets}) == 50


def test_second_record_of_a_ticket_collides(side, create):
    """
    A repeat is refused; the first record stays as it is.
    """
    ticket = create()
    before = side.desk.read(ticket.kind, [ticket.ticket_id])

    assert isinstance(side.desk.create([ticket])[ticket.ticket_id], RemoteRejectedError)
    assert side.desk.read(ticket.kind, [ticket.ticket_id]) == before


def test_collision_does_not_stop_its_batch(side, create):
    """
    The others are made.
    """
    taken, fresh = create(), make_ticket("Fresh")

    outcomes = side.desk.create([taken, fresh])

    assert isinstance(outcomes[taken.ticket_id], RemoteRejectedError)
    assert isinstance(outcomes[fresh.ticket_id], Created)


def test_records_are_found_by_their_tickets(side, create):
    """
    In the table of their kind; what was never made is left out.
    """
    incident, change = create(), create(Kind.CHANGE_REQUEST)
    ids = [incident.ticket_id, change.ticket_id, make_id()]

    assert list(side.desk.find(Kind.INCIDENT, ids)) == [incident.ticket_id]
    assert list(side.desk.find(Kind.CHANGE_REQUEST, ids)) == [change.ticket_id]


def test_found_and_read_records_are_the_created_ones(side):
    """
    Three ways to the same record.
    """
    ticket = make_ticket()
    record = side.desk.create([ticket])[ticket.ticket_id].record

    assert side.desk.find(ticket.kind, [ticket.ticket_id]) == {ticket.ticket_id: record}
    assert side.desk.read(ticket.kind, [ticket.ticket_id]) == {ticket.ticket_id: record}


def test_deleted_record_is_missing(side, create):
    """
    Neither found nor read.
    """
    gone, kept = create(), create()
    side.remove(gone.kind, gone.ticket_id)

    assert list(side.desk.read(Kind.INCIDENT, [gone.ticket_id, kept.ticket_id])) == [kept.ticket_id]
    assert side.desk.find(Kind.INCIDENT, [gone.ticket_id]) == {}


def test_moved_record_shows_its_state_and_counts_on(side, create):
    """
    Value, label, whether it is active, the stamp, and a higher counter.
    """
    ticket = create()
    before = side.desk.read(ticket.kind, [ticket.ticket_id])[ticket.ticket_id]
    side.change(ticket.kind, ticket.ticket_id, at=NOW, state="2")

    after = side.desk.read(ticket.kind, [ticket.ticket_id])[ticket.ticket_id]

    assert (after.state, after.updated_at, after.number) == ("2", NOW, before.number)
    assert after.mod_count > before.mod_count


def _changed(side, since, kind=Kind.INCIDENT):
    return [ticket_id for page in side.desk.changed(kind, since) for ticket_id, _ in page]


def test_changed_begins_with_the_second_asked_for(side, create):
    """
    At or after it, oldest first, of one table; older rows are left out.
    """
    tickets = [create() for _ in range(4)]
    create(Kind.CHANGE_REQUEST)
    for ticket, seconds in zip(tickets, (0, 2, -1, 1), strict=True):
        side.change(ticket.kind, ticket.ticket_id, at=NOW + timedelta(seconds=seconds), state="2")

    expected = [tickets[place].ticket_id for place in (0, 3, 1)]
    assert _changed(side, NOW) == expected


def test_nothing_changed_gives_no_page(side, create):
    """
    Not even an empty one.
    """
    side.change(Kind.INCIDENT, create().ticket_id, at=NOW - timedelta(days=1), state="2")

    assert list(side.desk.changed(Kind.INCIDENT, NOW)) == []


def test_rows_of_one_second_are_each_seen_once(side, create):
    """
    An import or a script stamps many rows alike.
    """
    tickets = [create() for _ in range(5)]
    for ticket in tickets:
        side.change(ticket.kind, ticket.ticket_id, at=NOW, state="2")

    assert _changed(side, NOW) == [ticket.ticket_id for ticket in tickets]
