"""Sweep: tickets that waited too long get a new job; what nobody needs any more is deleted."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from connector.application.container import Container
from connector.application.retire import retire_unfinished
from connector.application.share import enqueue
from connector.domain.ticket import Delivery, Ticket
from connector.errors import ConnectorError
from connector.ports import Change

log = logging.getLogger(__name__)


def sweep(c: Container) -> int:
    """
    Put back the waiting tickets whose job seems lost, of every tenant with a consent.

    Returns:
        How many were put back.
    """
    now = c.clock.now()
    for connection_id in c.connections.lapsed(now):
        try:
            retire_unfinished(connection_id, c)
            c.connections.forget_lapsed(connection_id, now)
        except ConnectorError as error:  # Tickets must not wait for a vault that is away.
            log.warning("unfinished_not_retired", extra={"connection_id": connection_id, "error": error.code})
    c.pushes.sweep(now)
    put_back = 0
    for tenant_id in {connection.tenant_id for connection in c.connections.all()}:
        c.tickets.forget_keys(tenant_id, now)
        for page in c.tickets.pending(tenant_id):
            late = [ticket for ticket in page if _is_late(ticket, now, c)]
            results = c.tickets.save(tenant_id, [Change(ticket, ticket.put_back(now)) for ticket in late])
            again = [ticket for ticket in results.values() if isinstance(ticket, Ticket)]
            enqueue(again, c)
            put_back += len(again)
    if put_back:
        log.warning("tickets_put_back", extra={"tickets": put_back})
    return put_back


def _is_late(ticket: Ticket, now: datetime, c: Container) -> bool:
    expected = max(ticket.changed_at, ticket.next_attempt_at or ticket.changed_at)
    patience = max(c.policy.sweep_after, c.policy.claim_lease if ticket.delivery is Delivery.CREATING else timedelta())
    return now - expected > patience
