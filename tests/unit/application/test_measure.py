"""Measuring: queues, the sync furthest behind, the consent that ends first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from connector.application.container import Container
from connector.application.measure import measure
from connector.domain.connection import ConnectionStatus
from connector.errors import RemoteUnavailableError
from tests.builders import NOW, make_connection
from tests.fakes import FakeMeter


def told(c: Container) -> FakeMeter:
    """The container's meter."""
    meter: FakeMeter = c.meter  # type: ignore[assignment]
    return meter


def test_it_beats_and_tells_how_each_queue_stands(c: Container) -> None:
    """
    Every time.
    """
    measure(c)

    assert told(c).all("alive") == [None]
    assert told(c).all("queue") == c.jobs.states()


def test_the_connection_furthest_behind_and_the_consent_that_ends_first_count(unconnected: Container) -> None:
    """
    One value each, however many tenants there are.
    """
    for tenant, minutes, days in (("a", 5, 10), ("b", 50, 90)):
        connection = make_connection(tenant_id=tenant, connection_id=tenant * 32)
        life = NOW - connection.consented_at + timedelta(days=days) if connection.consented_at else timedelta()
        unconnected.connections.establish(  # type: ignore[attr-defined]
            replace(connection, last_success_at=NOW - timedelta(minutes=minutes), consent_life=life)
        )

    measure(unconnected)

    assert told(unconnected).all("lag") == [timedelta(minutes=50)]
    assert told(unconnected).all("days_left") == [10]


def test_a_queue_that_cannot_be_read_stops_nothing_else(c: Container) -> None:
    """
    The beat goes on, connections are measured, and nothing is raised.
    """
    c.jobs.fail("states", RemoteUnavailableError("Queue Storage", "away"))  # type: ignore[attr-defined]

    measure(c)

    assert (told(c).all("alive"), told(c).all("queue")) == ([None], [])
    assert len(told(c).all("lag")) == 1


def test_nothing_is_said_of_connections_that_are_not_there(unconnected: Container) -> None:
    """
    Nor of those whose consent is lost, which the log tells: a gauge at zero would look like a sync that is up to date.
    """
    lost = replace(make_connection(), status=ConnectionStatus.CONSENT_EXPIRED)
    unconnected.connections.establish(lost)  # type: ignore[attr-defined]

    measure(unconnected)

    assert (told(unconnected).all("lag"), told(unconnected).all("days_left")) == ([], [])
