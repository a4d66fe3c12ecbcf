"""Queue messages: JSON that carries ids, times and a schema number, nothing else.

`ticket-jobs`: {"schema": 1, "connection": id, "tickets": [id, ...], "attempt": n, "givenUp": n}; `sync-jobs`:
{"schema": 1, "connection": id, "asked": when it was asked for}. Both also carry what their reader may do without:
"due", when the worker shall see it, and "traceparent", the trace it belongs to (W3C). Times are seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from connector.domain.ids import is_id
from connector.errors import InvalidRequestError
from connector.ports import SyncJob, TicketJob

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message says beside its job. `facts` name its connection and tickets for whoever looks at a trace."""

    due_at: datetime | None = None
    traceparent: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)


def write_ticket_job(job: TicketJob, envelope: Envelope) -> str:
    """A `ticket-jobs` message."""
    body = {"connection": job.connection_id, "tickets": list(job.ticket_ids), "attempt": job.attempt}
    return json.dumps({"schema": _SCHEMA, **body, "givenUp": job.given_up, **_stamps(envelope)})


def write_sync_job(job: SyncJob, envelope: Envelope) -> str:
    """A `sync-jobs` message."""
    asked = {"asked": _seconds(job.asked_at)} if job.asked_at else {}
    return json.dumps({"schema": _SCHEMA, "connection": job.connection_id, **asked, **_stamps(envelope)})


def read_ticket_job(body: bytes) -> TicketJob:
    """A `ticket-jobs` message. Raises InvalidRequestError when it is not one."""
    value = _read(body)
    tickets, attempt, given_up = value.get("tickets"), value.get("attempt", 1), value.get("givenUp", 0)
    if not isinstance(tickets, list) or not all(isinstance(item, str) and is_id(item) for item in tickets):
        raise InvalidRequestError({"tickets": "not_ids"})
    if not isinstance(attempt, int) or attempt < 1:
        raise InvalidRequestError({"attempt": "not_a_count"})
    if not isinstance(given_up, int) or given_up < 0:
        raise InvalidRequestError({"givenUp": "not_a_count"})
    return TicketJob(value["connection"], tuple(tickets), attempt, given_up)


def read_sync_job(body: bytes) -> SyncJob:
    """A `sync-jobs` message. Raises InvalidRequestError when it is not one."""
    value = _read(body)
    return SyncJob(value["connection"], _moment(value.get("asked")))


def read_envelope(body: bytes | str) -> Envelope:
    """What a message says beside its job; nothing when it says nothing, or is no job at all."""
    try:
        value = _read(body)
    except InvalidRequestError:
        return Envelope()
    traceparent = value.get("traceparent")
    return Envelope(_moment(value.get("due")), traceparent if isinstance(traceparent, str) else "", _facts(value))


def facts_of(job: TicketJob | SyncJob) -> dict[str, str | int]:
    """Connection and tickets of a job, as attributes of its spans."""
    if isinstance(job, SyncJob):
        return {"connector.connection_id": job.connection_id}
    return _facts({"connection": job.connection_id, "tickets": job.ticket_ids})


def _facts(value: Mapping[str, Any]) -> dict[str, str | int]:
    facts: dict[str, str | int] = {"connector.connection_id": value["connection"]}
    tickets = value.get("tickets")
    if isinstance(tickets, list | tuple):
        ids = [item for item in tickets if isinstance(item, str) and is_id(item)]
        facts["connector.ticket_ids"] = ",".join(ids)
    return facts


def _moment(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else None
    except (OverflowError, ValueError):
        return None


def _seconds(at: datetime) -> float:
    return round(at.timestamp(), 3)


def _stamps(envelope: Envelope) -> dict[str, str | float]:
    due = {"due": _seconds(envelope.due_at)} if envelope.due_at else {}
    return {**due, **({"traceparent": envelope.traceparent} if envelope.traceparent else {})}


def _read(body: bytes | str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise InvalidRequestError({"message": "not_json"}) from error
    if not isinstance(value, dict) or value.get("schema") != _SCHEMA or not isinstance(value.get("connection"), str):
        raise InvalidRequestError({"message": "unknown_schema"})
    if not is_id(value["connection"]):
        raise InvalidRequestError({"connection": "not_an_id"})
    return value
