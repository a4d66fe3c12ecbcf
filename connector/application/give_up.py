"""Give up: a job that the host stopped delivering becomes failed tickets, which a person may retry."""

from __future__ import annotations

import logging

from connector.application.container import Container
from connector.domain.ticket import Failure, Ticket
from connector.ports import Change, TicketJob

log = logging.getLogger(__name__)


def give_up(job: TicketJob, c: Container) -> int:
    """
    Mark the job's waiting tickets as failed. A record that was made all the same is found when a person retries.

    Returns:
        How many were marked.
    """
    connection = c.connections.get(job.connection_id)
    now = c.clock.now()
    failure = Failure("gave_up", "the job was delivered several times without an end")
    waiting = [t for t in c.tickets.get_many(connection.tenant_id, job.ticket_ids).values() if t.is_pending]
    stored = c.tickets.save(connection.tenant_id, [Change(ticket, ticket.failed(failure, now)) for ticket in waiting])
    marked = sum(isinstance(ticket, Ticket) for ticket in stored.values())
    log.error("job_given_up", extra={"connection_id": job.connection_id, "failed": marked})
    return marked


def keep_unreadable(body: str, reason: str, c: Container) -> None:
    """A message that cannot be read is kept as an event with its body, never dropped."""
    c.events.append("unknown", "message_unreadable", by="queue", facts={"reason": reason, "body": body})
    log.error("message_unreadable", extra={"reason": reason})
