"""JobQueue over Azure Storage queues. Messages are JSON in base64, as the queue trigger expects them.

`ticket-jobs`: {"schema": 1, "connection": id, "tickets": [id, ...], "attempt": n, "givenUp": n}; `sync-jobs`:
{"schema": 1, "connection": id}. They carry ids only.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from azure.storage.queue import QueueClient, TextBase64EncodePolicy

from connector.adapters.azure_errors import azure_errors
from connector.adapters.storage import StorageAccount
from connector.domain.ids import is_id
from connector.errors import InvalidRequestError
from connector.ports import SyncJob, TicketJob

TICKET_JOBS = "ticket-jobs"
SYNC_JOBS = "sync-jobs"
_SCHEMA = 1
_NEVER_EXPIRES = -1


class StorageQueue:
    """The two job queues of one storage account."""

    def __init__(self, account: StorageAccount) -> None:
        self._tickets = account.queue(TICKET_JOBS, message_encode_policy=TextBase64EncodePolicy())
        self._syncs = account.queue(SYNC_JOBS, message_encode_policy=TextBase64EncodePolicy())

    def put_tickets(self, job: TicketJob, *, delay: timedelta = timedelta()) -> None:
        """Enqueue; the worker sees it after the delay."""
        body = {"connection": job.connection_id, "tickets": list(job.ticket_ids), "attempt": job.attempt}
        _send(self._tickets, {**body, "givenUp": job.given_up}, delay)

    def put_sync(self, job: SyncJob) -> None:
        """Enqueue."""
        _send(self._syncs, {"connection": job.connection_id}, timedelta())

    def probe(self) -> None:
        """Ask both queues for their properties. Raises when one cannot be reached."""
        with azure_errors("Queue Storage"):
            self._tickets.get_queue_properties()
            self._syncs.get_queue_properties()


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


def _send(queue: QueueClient, body: dict[str, Any], delay: timedelta) -> None:
    with azure_errors("Queue Storage"):
        queue.send_message(
            json.dumps({"schema": _SCHEMA, **body}),
            visibility_timeout=int(delay.total_seconds()),
            time_to_live=_NEVER_EXPIRES,
        )


def _read(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise InvalidRequestError({"message": "not_json"}) from error
    if not isinstance(value, dict) or value.get("schema") != _SCHEMA or not isinstance(value.get("connection"), str):
        raise InvalidRequestError({"message": "unknown_schema"})
    return value
