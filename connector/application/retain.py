"""Retain: ended tickets and events are kept as long as the operator says; without a word, for ever."""

from __future__ import annotations

import logging

from connector.application.container import Container

log = logging.getLogger(__name__)


def retain(c: Container) -> tuple[int, int]:
    """
    Delete what is older than its time: tickets that ended (closed, cancelled, deleted, failed) and events.

    Their days in the chart stay; the cards count what is left. ServiceNow's records are not touched.

    Returns:
        How many tickets and how many events.
    """
    now = c.clock.now()
    tickets = events = 0
    for tenant_id in c.connections.tenants() if c.policy.keep_tickets or c.policy.keep_events else ():
        if c.policy.keep_tickets:
            for page in c.tickets.ended(tenant_id, now - c.policy.keep_tickets):
                tickets += c.tickets.remove(tenant_id, page)
        if c.policy.keep_events:
            events += c.events.forget(tenant_id, now - c.policy.keep_events)
    if tickets or events:
        log.info("retention_applied", extra={"tickets": tickets, "events": events})
    return tickets, events
