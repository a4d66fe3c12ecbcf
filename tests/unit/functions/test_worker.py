"""Queue functions and timers: what each message and tick leads to."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from typing import Any

import azure.functions as func
import pytest

from connector.application.give_up import ROUNDS
from connector.domain.ticket import Delivery
from connector.errors import InvalidRequestError, RemoteUnavailableError
from connector.functions.defects import DefectError
from connector.ports import SyncJob, TicketJob
from tests.builders import CONNECTION_ID, TENANT_ID, make_id, make_ticket
from tests.unit.functions.app import App, context, functions

SYNC_JOB = json.dumps({"schema": 1, "connection": CONNECTION_ID}).encode()


def run(name: str, body: bytes) -> None:
    """The host delivers a message."""
    functions()[name].get_user_function()(func.QueueMessage(id="m", body=body), context(function_name=name))


def tick(name: str) -> None:
    """The host's timer."""
    functions()[name].get_user_function()(None, context(function_name=name))


def ticket_job(*ticket_ids: str, connection: str = CONNECTION_ID, given_up: int = 0) -> bytes:
    """A `ticket-jobs` message."""
    body = {"schema": 1, "connection": connection, "tickets": ticket_ids, "attempt": 1, "givenUp": given_up}
    return json.dumps(body).encode()


def delivery(app: App, ticket_id: str) -> Delivery:
    """How far a ticket is."""
    return app.c.tickets.get(TENANT_ID, ticket_id).delivery


def test_a_job_gives_its_tickets_their_records(app: App) -> None:
    """
    And leaves nothing in the queue.
    """
    first, second = app.c.tickets.put(make_ticket("A"), make_ticket("B"))  # type: ignore[attr-defined]

    run("create_tickets_worker", ticket_job(first.ticket_id, second.ticket_id))

    assert delivery(app, first.ticket_id) is delivery(app, second.ticket_id) is Delivery.CREATED
    assert app.c.jobs.ticket_jobs == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("body", [b"", b"not json", b'{"schema": 2}', ticket_job("not-an-id")])
def test_a_message_that_is_no_job_is_raised(app: App, body: bytes) -> None:
    """
    The host moves it to the poison queue, where it is kept.
    """
    with pytest.raises(InvalidRequestError):
        run("create_tickets_worker", body)


def test_an_outage_does_not_raise(app: App) -> None:
    """
    The job is put back with a delay; the host's count of deliveries stays at one, and nothing is poisoned.
    """
    (ticket,) = app.c.tickets.put(make_ticket())  # type: ignore[attr-defined]
    app.c.desks.desk.fail("create", RemoteUnavailableError("ServiceNow", "asleep"))  # type: ignore[attr-defined]

    run("create_tickets_worker", ticket_job(ticket.ticket_id))

    assert delivery(app, ticket.ticket_id) is Delivery.QUEUED
    jobs: list[TicketJob] = app.c.jobs.ticket_jobs  # type: ignore[attr-defined]
    assert [(job.ticket_ids, job.attempt) for job in jobs] == [((ticket.ticket_id,), 2)]


def test_a_poisoned_job_is_put_back_ticket_by_ticket(app: App) -> None:
    """
    It says little about any one of its tickets.
    """
    first, second = app.c.tickets.put(make_ticket("A"), make_ticket("B"))  # type: ignore[attr-defined]

    run("give_up_worker", ticket_job(first.ticket_id, second.ticket_id))

    jobs: list[TicketJob] = app.c.jobs.ticket_jobs  # type: ignore[attr-defined]
    assert [job.ticket_ids for job in jobs] == [(first.ticket_id,), (second.ticket_id,)]
    assert delivery(app, first.ticket_id) is Delivery.QUEUED


def test_a_ticket_whose_own_jobs_are_poisoned_has_failed(app: App) -> None:
    """
    A person sees it and may retry.
    """
    (ticket,) = app.c.tickets.put(make_ticket())  # type: ignore[attr-defined]

    run("give_up_worker", ticket_job(ticket.ticket_id, given_up=ROUNDS - 1))

    assert delivery(app, ticket.ticket_id) is Delivery.FAILED


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("give_up_worker", b"not json"),
        ("give_up_worker", b"\xff\xfe"),
        ("give_up_worker", ticket_job(make_id(), connection="f" * 32)),
        ("give_up_worker", ticket_job(make_id(), connection="a/b")),
        ("give_up_worker", b"x" * 49_152),
        ("keep_sync_worker", b'{"schema": 1, "connection": "x"}'),
        ("keep_sync_worker", b"\xff"),
    ],
)
def test_a_poisoned_message_that_leads_nowhere_is_kept(app: App, name: str, body: bytes) -> None:
    """
    As an event with its body, where an administrator sees it; the function itself must not fail, or the message would
    be lost.
    """
    run(name, body)

    event = app.get("/api/events").json()["items"][0]
    assert event["name"] == "message_unreadable"
    assert event["facts"]["body"] == body.decode("utf-8", "backslashreplace")


def test_a_sync_job_syncs_its_connection(app: App) -> None:
    """
    It reads both kinds.
    """
    run("sync_connection_worker", SYNC_JOB)

    asked: list[Any] = app.c.desks.desk.changed_since  # type: ignore[attr-defined]
    assert {kind.value for kind, _ in asked} == {"incident", "change_request"}


def test_the_sync_timer_asks_for_one_sync_per_connection(app: App) -> None:
    """
    And does nothing else, so that it ends at once.
    """
    tick("sync_timer")

    assert app.c.jobs.sync_jobs == [SyncJob(CONNECTION_ID, asked_at=app.c.clock.now())]  # type: ignore[attr-defined]
    assert app.c.desks.desk.requests == []  # type: ignore[attr-defined]


def test_the_sweep_timer_puts_forgotten_tickets_back(app: App) -> None:
    """
    Those whose job seems lost.
    """
    (ticket,) = app.c.tickets.put(make_ticket())  # type: ignore[attr-defined]
    app.c.clock.advance(hours=1)  # type: ignore[attr-defined]

    tick("sweep_timer")

    assert [job.ticket_ids for job in app.c.jobs.ticket_jobs] == [(ticket.ticket_id,)]  # type: ignore[attr-defined]


def test_the_sweep_timer_measures_too(app: App) -> None:
    """
    Whether or not there is anything to sweep.
    """
    tick("sweep_timer")

    assert [name for name, _ in app.c.meter.told] == ["alive", "queue", "queue", "lag", "days_left"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("start", "port", "method"),
    [
        (lambda: run("create_tickets_worker", ticket_job(make_id())), "tickets", "get_many"),
        (lambda: run("sync_connection_worker", SYNC_JOB), "connections", "get"),
        (lambda: run("give_up_worker", ticket_job(make_id())), "connections", "get"),
        (lambda: tick("sync_timer"), "jobs", "put_sync"),
        (lambda: tick("sweep_timer"), "jobs", "states"),
    ],
)
def test_a_defect_is_raised_and_logged_without_its_text(
    app: App, caplog: pytest.LogCaptureFixture, start: Callable[[], None], port: str, method: str
) -> None:
    """
    The host logs message and stack of what is raised: nobody knows what the text holds.
    """
    getattr(app.c, port).fail(method, RuntimeError("password=s3cret"))

    with pytest.raises(DefectError) as caught:
        start()

    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert "s3cret" not in told
    assert "RuntimeError" in told
    (record,) = (record for record in caplog.records if record.message == "defect")
    assert record.exc_info is not None
    assert record.exc_info[0] is RuntimeError
