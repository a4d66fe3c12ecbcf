"""Queue messages as they are read: only what this connector wrote is a job."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connector.adapters.job_messages import (
    Envelope,
    read_envelope,
    read_sync_job,
    read_ticket_job,
    write_sync_job,
    write_ticket_job,
)
from connector.errors import InvalidRequestError
from connector.ports import SyncJob, TicketJob

IDS = ["0192" + "ab" * 14, "0192" + "cd" * 14]
CONNECTION = "c0" * 16


def message(**changes: Any) -> bytes:
    """A `ticket-jobs` message with changes; a value of None leaves a key out."""
    value = {"schema": 1, "connection": CONNECTION, "tickets": IDS, "attempt": 3, **changes}
    return json.dumps({key: item for key, item in value.items() if item is not None}).encode()


def test_a_ticket_job_is_read_with_its_attempt() -> None:
    """
    A message carries ids, how often it was tried and given up; without counts it is the first try.
    """
    assert read_ticket_job(message(givenUp=2)) == TicketJob(CONNECTION, tuple(IDS), attempt=3, given_up=2)
    assert read_ticket_job(message(attempt=None)) == TicketJob(CONNECTION, tuple(IDS), attempt=1, given_up=0)
    assert read_ticket_job(message(givenUp=2)).given_up == 2


def test_a_sync_job_is_read() -> None:
    """
    It names one connection; the timer's says when it was put.
    """
    asked_at = datetime(2026, 7, 1, 12, 0, 0, 250_000, tzinfo=UTC)

    assert read_sync_job(message()) == SyncJob(CONNECTION)
    assert read_sync_job(write_sync_job(SyncJob(CONNECTION, asked_at), Envelope()).encode()).asked_at == asked_at
    assert read_sync_job(message(asked="noon")) == SyncJob(CONNECTION)


@pytest.mark.parametrize(
    ("body", "field", "problem"),
    [
        (b"", "message", "not_json"),
        (b"\xff\xfe", "message", "not_json"),
        (b"{'schema': 1}", "message", "not_json"),
        (b"null", "message", "unknown_schema"),
        (b"[1]", "message", "unknown_schema"),
        (message(schema=None), "message", "unknown_schema"),
        (message(schema=2), "message", "unknown_schema"),
        (message(schema="1"), "message", "unknown_schema"),
        (message(connection=None), "message", "unknown_schema"),
        (message(connection=7), "message", "unknown_schema"),
        (message(connection="a/b"), "connection", "not_an_id"),
        (message(connection=""), "connection", "not_an_id"),
        (message(tickets=None), "tickets", "not_ids"),
        (message(tickets=IDS[0]), "tickets", "not_ids"),
        (message(tickets=[IDS[0], 7]), "tickets", "not_ids"),
        (message(tickets=["../etc"]), "tickets", "not_ids"),
        (message(tickets=[IDS[0].upper()]), "tickets", "not_ids"),
        (message(attempt=0), "attempt", "not_a_count"),
        (message(attempt="2"), "attempt", "not_a_count"),
        (message(attempt=1.5), "attempt", "not_a_count"),
        (message(givenUp=-1), "givenUp", "not_a_count"),
        (message(givenUp="1"), "givenUp", "not_a_count"),
    ],
)
def test_a_message_that_is_no_job_is_refused(body: bytes, field: str, problem: str) -> None:
    """
    Broken JSON, another schema, ids that are none: refused by name, so that the message ends in the poison queue.
    """
    with pytest.raises(InvalidRequestError) as caught:
        read_ticket_job(body)

    assert caught.value.fields == {field: problem}
    assert not caught.value.retryable


@pytest.mark.parametrize("body", [b"", b"null", message(schema=2), message(connection=None)])
def test_a_message_that_is_no_sync_job_is_refused(body: bytes) -> None:
    """
    The same for `sync-jobs`.
    """
    with pytest.raises(InvalidRequestError):
        read_sync_job(body)


def test_an_envelope_says_when_a_job_is_due_and_what_trace_it_belongs_to() -> None:
    """
    Beside the job, which is read as ever.
    """
    job, envelope = TicketJob(CONNECTION, tuple(IDS)), Envelope(datetime(2026, 1, 2, tzinfo=UTC), "00-ab-cd-01")
    written = write_ticket_job(job, envelope).encode()

    assert read_ticket_job(written) == job
    read = read_envelope(written)
    assert (read.due_at, read.traceparent) == (envelope.due_at, envelope.traceparent)
    assert read.facts == {"connector.connection_id": CONNECTION, "connector.ticket_ids": ",".join(IDS)}


@pytest.mark.parametrize(
    "body", [b"not json", message(), message(due="soon", traceparent=7), message(due=1e300), message(due=float("nan"))]
)
def test_a_message_without_an_envelope_is_a_job_all_the_same(body: bytes) -> None:
    """
    One that an older version put, or that somebody changed.
    """
    read = read_envelope(body)

    assert (read.due_at, read.traceparent) == (None, "")
