"""JobQueue over Azure Storage queues. Messages go in base64, as the queue trigger expects them."""

from __future__ import annotations

from datetime import timedelta

from azure.storage.queue import QueueClient, TextBase64EncodePolicy

from connector.adapters.azure_errors import azure_errors
from connector.adapters.job_messages import write_sync_job, write_ticket_job
from connector.adapters.storage import StorageAccount
from connector.ports import SyncJob, TicketJob

TICKET_JOBS = "ticket-jobs"
SYNC_JOBS = "sync-jobs"
_SERVICE = "Queue Storage"
_NEVER_EXPIRES = -1


class StorageQueue:
    """The two job queues of one storage account."""

    def __init__(self, account: StorageAccount) -> None:
        self._tickets = account.queue(TICKET_JOBS, message_encode_policy=TextBase64EncodePolicy())
        self._syncs = account.queue(SYNC_JOBS, message_encode_policy=TextBase64EncodePolicy())

    def put_tickets(self, job: TicketJob, *, delay: timedelta = timedelta()) -> None:
        """Enqueue; the worker sees it after the delay."""
        _send(self._tickets, write_ticket_job(job), delay)

    def put_sync(self, job: SyncJob) -> None:
        """Enqueue."""
        _send(self._syncs, write_sync_job(job), timedelta())

    def probe(self) -> None:
        """Ask both queues for their properties. Raises when one cannot be reached."""
        with azure_errors(_SERVICE):
            self._tickets.get_queue_properties()
            self._syncs.get_queue_properties()


def _send(queue: QueueClient, message: str, delay: timedelta) -> None:
    with azure_errors(_SERVICE):
        queue.send_message(message, visibility_timeout=int(delay.total_seconds()), time_to_live=_NEVER_EXPIRES)
