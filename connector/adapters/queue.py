"""JobQueue over Azure Storage queues. Messages go in base64, as the queue trigger expects them."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable
from datetime import datetime, timedelta

from azure.storage.queue import QueueClient, QueueMessage, TextBase64EncodePolicy

from connector.adapters.azure_errors import azure_errors
from connector.adapters.job_messages import Envelope, facts_of, read_envelope, write_sync_job, write_ticket_job
from connector.adapters.storage import StorageAccount
from connector.adapters.telemetry.spans import Spans
from connector.ports import Clock, QueueState, SyncJob, TicketJob

TICKET_JOBS = "ticket-jobs"
SYNC_JOBS = "sync-jobs"
_SERVICE = "Queue Storage"
_NEVER_EXPIRES = -1
_PEEKED = 32
"""Messages at a queue's head whose age is looked at: as many as one request gives."""


class StorageQueue:
    """The two job queues of one storage account, and their poison queues."""

    def __init__(self, account: StorageAccount, clock: Clock, spans: Spans | None = None) -> None:
        self._clock = clock
        self._spans = spans or Spans()
        self._tickets = account.queue(TICKET_JOBS, message_encode_policy=TextBase64EncodePolicy())
        self._syncs = account.queue(SYNC_JOBS, message_encode_policy=TextBase64EncodePolicy())
        self._poison = {name: account.queue(f"{name}-poison") for name in (TICKET_JOBS, SYNC_JOBS)}

    def put_tickets(self, job: TicketJob, *, delay: timedelta = timedelta()) -> None:
        """Enqueue; the worker sees it after the delay."""
        self._send(self._tickets, job, lambda envelope: write_ticket_job(job, envelope), delay)

    def put_sync(self, job: SyncJob, *, delay: timedelta = timedelta()) -> None:
        """Enqueue; the worker sees it after the delay."""
        self._send(self._syncs, job, lambda envelope: write_sync_job(job, envelope), delay)

    def probe(self) -> None:
        """Ask both queues for their properties. Raises when one cannot be reached."""
        with azure_errors(_SERVICE):
            self._tickets.get_queue_properties()
            self._syncs.get_queue_properties()

    def states(self) -> list[QueueState]:
        """How each queue stands: three requests to a queue, whatever it holds."""
        with azure_errors(_SERVICE):
            return [self._state(queue) for queue in (self._tickets, self._syncs)]

    def _state(self, queue: QueueClient) -> QueueState:
        now = self._clock.now()
        ages = [now - _due_at(message, now) for message in queue.peek_messages(max_messages=_PEEKED)]
        return QueueState(
            queue.queue_name,
            _depth(queue),
            max([timedelta(), *ages]),
            _depth(self._poison[queue.queue_name]),
        )

    def _send(
        self, queue: QueueClient, job: TicketJob | SyncJob, write: Callable[[Envelope], str], delay: timedelta
    ) -> None:
        with self._spans.put(queue.queue_name, facts_of(job)) as traceparent, azure_errors(_SERVICE):
            message = write(Envelope(self._clock.now() + delay, traceparent))
            seconds = math.ceil(delay.total_seconds())  # Rounded down, a job would come back before its time.
            queue.send_message(message, visibility_timeout=seconds, time_to_live=_NEVER_EXPIRES)


def _depth(queue: QueueClient) -> int:
    return queue.get_queue_properties().approximate_message_count or 0


def _due_at(message: QueueMessage, now: datetime) -> datetime:
    """When it should have been at work. The storage tells only when it was put, which may be long before."""
    try:
        due_at = read_envelope(base64.b64decode(message.content, validate=True)).due_at
    except (binascii.Error, ValueError):
        due_at = None
    return due_at or message.inserted_on or now
