"""Queue messages: JSON that carries ids and a schema number, nothing else.

`ticket-jobs`: {"schema": 1, "connection": id, "tickets": [id, ...], "attempt": n, "givenUp": n}; `sync-jobs`:
{"schema": 1, "connection": id}.
"""

from __future__ import annotations

import json
from typing import Any

from connector.domain.ids import is_id
from connector.errors import InvalidRequestError
from connector.ports import SyncJob, TicketJob

_SCHEMA = 1


def write_ticket_job(job: TicketJob) -> str:
    """A `ticket-jobs` message."""
    body = {"connection": job.connection_id, "tickets": list(job.ticket_ids), "attempt": job.attempt}
    return json.dumps({"schema": _SCHEMA, **body, "givenUp": job.given_up})


def write_sync_job(job: SyncJob) -> str:
    """A `sync-jobs` message."""
    return json.dumps({"schema": _SCHEMA, "connection": job.connection_id})


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
    return SyncJob(_read(body)["connection"])


def _read(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise InvalidRequestError({"message": "not_json"}) from error
    if not isinstance(value, dict) or value.get("schema") != _SCHEMA or not isinstance(value.get("connection"), str):
        raise InvalidRequestError({"message": "unknown_schema"})
    return value
