"""Give up: what becomes of a job that the host stopped delivering.

Its processes died or it raised, time after time. That says little about any one of its tickets: a kill hits whoever is
at work, and one bad ticket fails a whole job. So each ticket gets a job of its own first; only those whose own jobs are
given up too become failed tickets, which a person may retry.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from connector.application.container import Container
from connector.domain.backoff import retry_delay
from connector.domain.ticket import Delivery, Failure, Ticket
from connector.ports import Change, TicketJob

log = logging.getLogger(__name__)

ROUNDS = 3
"""Jobs of a ticket that may be given up, the first one included."""


def give_up(job: TicketJob, c: Container) -> int:
    """
    Put the job's waiting tickets back, each by itself; after the last round mark them as failed. A record that was
    made all the same is found when a person retries.

    Returns:
        How many were marked.
    """
    connection = c.connections.get(job.connection_id)
    waiting = [t for t in c.tickets.get_many(connection.tenant_id, job.ticket_ids).values() if t.is_pending]
    if job.given_up + 1 < ROUNDS:
        _put_back_singly(job, waiting, c)
        return 0
    now = c.clock.now()
    failure = Failure("gave_up", "the job was delivered several times without an end")
    changes = [Change(ticket, ticket.failed(failure, now)) for ticket in waiting if not _is_held(ticket, now, c)]
    stored = c.tickets.save(connection.tenant_id, changes)
    failed = [ticket for ticket in stored.values() if isinstance(ticket, Ticket)]
    for ticket in failed:
        c.meter.ticket_failed(ticket.kind)
    log.error("job_given_up", extra={"connection_id": job.connection_id, "failed": len(failed)})
    return len(failed)


def _put_back_singly(job: TicketJob, tickets: Sequence[Ticket], c: Container) -> None:
    for ticket in tickets:
        alone = TicketJob(job.connection_id, (ticket.ticket_id,), job.attempt + 1, job.given_up + 1)
        c.jobs.put_tickets(alone, delay=retry_delay(job.attempt, None, jitter=c.jitter()))
    log.warning("job_split", extra={"connection_id": job.connection_id, "tickets": len(tickets)})


def _is_held(ticket: Ticket, now: datetime, c: Container) -> bool:
    """Whether a worker is at it by another job: it will settle the ticket, or the sweep finds it."""
    return ticket.delivery is Delivery.CREATING and now - ticket.changed_at < c.policy.claim_lease


def keep_unreadable(body: bytes, reason: str, c: Container) -> None:
    """A message that cannot be read is kept whole, among the events that administrators see; never dropped."""
    text = body.decode("utf-8", "backslashreplace")
    c.events.append(c.policy.tenant_id, "message_unreadable", by="queue", facts={"reason": reason, "body": text})
    log.error("message_unreadable", extra={"reason": reason})
