"""Reconcile: compare open tickets with their records one by one, which catches what no search by time can show."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from connector.application.container import Container
from connector.application.follow import follow
from connector.domain.connection import Connection
from connector.domain.draft import Kind
from connector.domain.reconciling import Pass
from connector.domain.ticket import Ticket
from connector.ports import TicketDesk

log = logging.getLogger(__name__)

CHUNK = 50
"""sys_ids in one request: a longer URL may be refused."""
CHUNKS = 20
"""Requests in one go. With a sync every five minutes a pass over many tickets leaves a rate limit to the shares."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """Records read, tickets changed, tickets whose record is gone. `throttled`: nothing was sent, it was no time to."""

    read: int = 0
    changed: int = 0
    gone: int = 0
    throttled: bool = False

    def __add__(self, other: SyncReport) -> SyncReport:
        return SyncReport(
            self.read + other.read,
            self.changed + other.changed,
            self.gone + other.gone,
            self.throttled or other.throttled,
        )


def reconcile(
    kind: Kind, under_way: Pass, connection: Connection, desk: TicketDesk, c: Container
) -> Iterator[tuple[SyncReport, Pass]]:
    """Go on with a pass for some requests. After each: what it brought, and how far the pass is."""
    pages = c.tickets.open_tickets(connection.tenant_id, connection.connection_id, kind=kind, after=under_way.after)
    tickets = chain.from_iterable(pages)
    for _ in range(CHUNKS):
        some = list(islice(tickets, CHUNK))
        report = _reconcile_chunk(kind, some, desk, c) if some else SyncReport()
        if len(some) < CHUNK:
            yield report, under_way.done()
            return
        yield report, under_way.at(some[-1].ticket_id)


def believed_gone(
    missing: Sequence[Ticket], kind: Kind, desk: TicketDesk, c: Container, *, shown: bool
) -> list[Ticket]:
    """
    Those of the tickets without a readable record whose record is taken for deleted.

    A right that was lost hides every row alike, so that a deletion is believed only while rows of its kind are shown.
    A record that changed a moment ago may not have reached the node that was asked.

    Args:
        shown: The answer in which they are missing had other rows; else the instance is asked for any.
    """
    now = c.clock.now()
    settled = [ticket for ticket in missing if now - ticket.changed_at > c.policy.sync_overlap]
    if not settled or shown or desk.shows(kind):
        return settled
    log.warning("reconcile_saw_no_rows", extra={"kind": kind.value, "tickets": len(settled)})
    return []


def _reconcile_chunk(kind: Kind, tickets: Sequence[Ticket], desk: TicketDesk, c: Container) -> SyncReport:
    held = [(ticket, ticket.record.sys_id) for ticket in tickets if ticket.record]
    records = desk.read(kind, [sys_id for _, sys_id in held])
    missing = [ticket for ticket, sys_id in held if sys_id not in records]
    gone = believed_gone(missing, kind, desk, c, shown=bool(records))
    now = c.clock.now()
    kept = [(ticket, ticket.followed(records[sys_id], now)) for ticket, sys_id in held if sys_id in records]
    return SyncReport(
        read=len(records), changed=follow(kept, c), gone=follow([(ticket, ticket.vanished(now)) for ticket in gone], c)
    )
