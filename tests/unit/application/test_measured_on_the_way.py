"""What the verbs tell the meter: how tickets end, how long they waited, what a sync changed."""

from __future__ import annotations

from datetime import timedelta

from connector.application.container import Container
from connector.application.create import create_tickets
from connector.application.give_up import ROUNDS, give_up
from connector.application.sync import sync_connection
from connector.domain.draft import Kind
from connector.errors import RemoteRejectedError, RemoteUnavailableError
from connector.ports import SyncJob, TicketJob
from tests.builders import CONNECTION_ID, make_ticket
from tests.fakes import FakeClock, FakeMeter


def told(c: Container) -> list[tuple[str, object]]:
    """What the meter was told, in order."""
    meter: FakeMeter = c.meter  # type: ignore[assignment]
    return meter.told


def test_a_created_ticket_counts_with_the_time_it_waited(c: Container, clock: FakeClock) -> None:
    """
    From when it was last queued: a retry days later is not late for that.
    """
    (ticket,) = c.tickets.put(make_ticket())  # type: ignore[attr-defined]
    clock.advance(minutes=2)

    create_tickets(TicketJob(CONNECTION_ID, (ticket.ticket_id,)), c)

    assert told(c) == [("created", (Kind.INCIDENT, timedelta(minutes=2)))]


def test_a_refused_ticket_counts_as_failed(c: Container) -> None:
    """
    By its kind.
    """
    (ticket,) = c.tickets.put(make_ticket(kind=Kind.CHANGE_REQUEST))  # type: ignore[attr-defined]
    c.desks.desk.fail("create", RemoteRejectedError("ServiceNow", "no right"))  # type: ignore[attr-defined]

    create_tickets(TicketJob(CONNECTION_ID, (ticket.ticket_id,)), c)

    assert told(c) == [("failed", Kind.CHANGE_REQUEST)]


def test_a_postponed_ticket_has_no_end_yet(c: Container) -> None:
    """
    It is counted once, when it ends.
    """
    (ticket,) = c.tickets.put(make_ticket())  # type: ignore[attr-defined]
    c.desks.desk.fail("create", RemoteUnavailableError("ServiceNow", "asleep"))  # type: ignore[attr-defined]

    create_tickets(TicketJob(CONNECTION_ID, (ticket.ticket_id,)), c)

    assert told(c) == []


def test_a_ticket_that_was_given_up_counts_as_failed(c: Container) -> None:
    """
    After its last round.
    """
    (ticket,) = c.tickets.put(make_ticket())  # type: ignore[attr-defined]

    give_up(TicketJob(CONNECTION_ID, (ticket.ticket_id,), given_up=ROUNDS - 1), c)

    assert told(c) == [("failed", Kind.INCIDENT)]


def test_a_sync_tells_what_it_changed_also_when_it_is_nothing(c: Container) -> None:
    """
    No value at all means that no sync ran.
    """
    sync_connection(SyncJob(CONNECTION_ID), c)

    assert told(c) == [("changed", 0)]
