"""Rules of erasing a person: the person goes, the work stays."""

import pytest

from connector.application.erase import erase_person
from connector.domain.ticket import ERASED, Failure, Sharer
from connector.errors import ConflictError, RemoteUnavailableError
from tests.builders import CONNECTION_ID, NOW, SHARER, TENANT_ID, make_created_ticket, make_ticket

PERSON = SHARER.object_id


def test_tickets_lose_who_shared_them(c):
    """
    Id, name and e-mail; state, number and figures stay.
    """
    [ticket] = c.tickets.put(make_created_ticket())

    erased = erase_person(TENANT_ID, PERSON, (), c)

    stored = c.tickets.get(TENANT_ID, ticket.ticket_id)
    assert (stored.sharer, stored.record) == (ERASED, ticket.record)
    assert (erased.tickets, erased.numbers) == (1, (ticket.record.number,))
    assert c.tickets.recount(TENANT_ID).differences == {}


def test_timelines_lose_the_name(c):
    """
    On tickets of others too: who tried again is called by name there.
    """
    other = Sharer("other", "Other Person", "")
    failed = make_ticket(sharer=other).failed(Failure("refused", ""), NOW)
    [ticket] = c.tickets.put(failed.retried(NOW, by=SHARER.name))

    assert erase_person(TENANT_ID, PERSON, [SHARER.name], c).numbers == ()
    stored = c.tickets.get(TENANT_ID, ticket.ticket_id)
    assert (stored.sharer, SHARER.name in str(stored.timeline)) == (other, False)


def test_a_run_that_broke_off_can_be_repeated(c):
    """
    The person's own tickets come last: until then a repeat finds in them the names that timelines say.
    """
    others = [make_ticket(f"A{n}", sharer=Sharer("other", "Other Person", "")) for n in range(150)]
    c.tickets.put(*(t.failed(Failure("x", ""), NOW).retried(NOW, by=SHARER.name) for t in others), make_ticket("B"))
    c.tickets.fail("save", RemoteUnavailableError("tables", "away"), after=1)

    with pytest.raises(RemoteUnavailableError):
        erase_person(TENANT_ID, PERSON, (), c)
    assert erase_person(TENANT_ID, PERSON, (), c).tickets == 51


def test_events_and_connections_lose_the_person(c):
    """
    What was done stays on record, and so does the erasing, without the person's id.
    """
    c.events.append(TENANT_ID, "connected", by=PERSON, facts={"from": "192.0.2.1"})

    erased = erase_person(TENANT_ID, PERSON, (), c)

    assert (erased.events, erased.connections) == (1, 1)
    assert c.connections.get(CONNECTION_ID).created_by == "erased"
    assert c.events.names() == ["connected", "person_erased"]
    assert PERSON not in str(c.events.events)


def test_unknown_person_leaves_no_trace(c):
    """
    Nothing to erase is no event.
    """
    assert erase_person(TENANT_ID, "nobody", (), c).tickets == 0
    assert c.events.names() == []


def test_repeat_finishes_what_a_conflict_left(c):
    """
    A ticket that a worker changed at that moment is told, and the next run takes it.
    """
    [ticket] = c.tickets.put(make_ticket())
    c.tickets.meanwhile("save", lambda: c.tickets.put(ticket))

    with pytest.raises(ConflictError):
        erase_person(TENANT_ID, PERSON, (), c)
    assert erase_person(TENANT_ID, PERSON, (), c).tickets == 1
