"""Queue functions: create tickets, sync connections, give up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import azure.functions as func

from connector.adapters.job_messages import read_envelope, read_sync_job, read_ticket_job
from connector.application.create import create_tickets
from connector.application.give_up import give_up, keep_unreadable
from connector.application.sync import sync_connection
from connector.bootstrap import container, spans
from connector.errors import InvalidRequestError, NotFoundError
from connector.functions.defects import defects_named
from connector.functions.traces import traceparent_of

bp = func.Blueprint()

_STORAGE = "AzureWebJobsStorage"


@bp.queue_trigger(arg_name="msg", queue_name="ticket-jobs", connection=_STORAGE)
def create_tickets_worker(msg: func.QueueMessage, context: func.Context) -> None:
    """Create the records of a job's tickets. A message that is no job goes to the poison queue."""
    with _traced("ticket-jobs", msg, context):
        create_tickets(read_ticket_job(msg.get_body()), container())


@bp.queue_trigger(arg_name="msg", queue_name="sync-jobs", connection=_STORAGE)
def sync_connection_worker(msg: func.QueueMessage, context: func.Context) -> None:
    """Renew one connection's tokens and read what changed."""
    with _traced("sync-jobs", msg, context):
        sync_connection(read_sync_job(msg.get_body()), container())


@bp.queue_trigger(arg_name="msg", queue_name="ticket-jobs-poison", connection=_STORAGE)
def give_up_worker(msg: func.QueueMessage, context: func.Context) -> None:
    """Turn a job that the host gave up into failed tickets; keep a message that is no job as an event."""
    body = msg.get_body()
    with _traced("ticket-jobs-poison", msg, context):
        try:
            give_up(read_ticket_job(body), container())
        except (InvalidRequestError, NotFoundError) as error:
            keep_unreadable(body, str(error), container())


@bp.queue_trigger(arg_name="msg", queue_name="sync-jobs-poison", connection=_STORAGE)
def keep_sync_worker(msg: func.QueueMessage, context: func.Context) -> None:
    """Keep a sync job that the host gave up as an event; the timer makes a new one."""
    with _traced("sync-jobs-poison", msg, context):
        keep_unreadable(msg.get_body(), "sync job given up", container())


@contextmanager
def _traced(queue: str, msg: func.QueueMessage, context: func.Context) -> Iterator[None]:
    """A span for the message, in the trace of whoever put it; defects leave it by their name only."""
    envelope = read_envelope(msg.get_body())
    facts: dict[str, str | int] = {"messaging.message.id": msg.id or "", **envelope.facts}
    with (
        spans().message(queue, envelope.traceparent, facts, host=traceparent_of(context)),
        defects_named(context.function_name),
    ):
        yield
