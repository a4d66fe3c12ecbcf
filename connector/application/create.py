"""Create: give tickets their records in ServiceNow, once each, however often the job arrives.

A claim says who works on a ticket. A ticket that was tried before is looked up before it is created, and so is one
that ServiceNow refused: the ticket's id is the record's sys_id, so a repeat collides instead of making a second record.
While the connection is throttled a job waits for its turn, which counts as no try: see `connector.application.turns`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connector.application.container import Container
from connector.application.turns import pause_of, refusal, turn
from connector.domain.backoff import retry_delay
from connector.domain.connection import Connection
from connector.domain.draft import Kind
from connector.domain.ticket import Delivery, Failure, Ticket
from connector.errors import (
    BusyError,
    ConnectorError,
    NotConnectedError,
    RemoteError,
    RemoteUnavailableError,
    ThrottledError,
)
from connector.ports import Change, Created, TicketDesk, TicketJob

log = logging.getLogger(__name__)

_WORTH_SAYING = timedelta(seconds=10)
"""Shorter waits for a turn are not written on the tickets, and cost no look at them."""

Outcome = Created | ConnectorError


def create_tickets(job: TicketJob, c: Container) -> None:
    """
    Deliver a job's tickets. Returns normally when all is settled or put back; what is put back waits longer each time.

    Raises:
        NotFoundError: the job names a connection that never was.
        ConnectorError: the job could neither be done nor put back; the host delivers it again.
    """
    try:
        refused = refusal(job.connection_id, c)
        if refused is not None and _wait_of(refused) < _WORTH_SAYING:
            c.jobs.put_tickets(job, delay=_wait_of(refused))
            return
        connection = c.connections.get(job.connection_id)
        waiting = [t for t in c.tickets.get_many(connection.tenant_id, job.ticket_ids).values() if t.is_pending]
        if waiting and refused is not None:
            _put_off(waiting, refused, job, c)
        elif waiting:
            _work(connection, waiting, job, c)
    except ConnectorError as error:
        if not error.retryable:
            raise
        log.warning("job_put_back", extra={"tickets": len(job.ticket_ids), "attempt": job.attempt, "error": error.code})
        delay = _delay(job, error.retry_after_s, c)
        c.jobs.put_tickets(replace(job, attempt=job.attempt + 1), delay=delay)


def _work(connection: Connection, waiting: Sequence[Ticket], job: TicketJob, c: Container) -> None:
    try:
        connection.require_usable()
    except NotConnectedError as error:
        held = _claim(waiting, job, c)
        _settle(held, {ticket.ticket_id: error for ticket in held}, job, c)
        return
    try:
        with turn(connection.connection_id, c) as taken:
            held = _claim(waiting, job, c)
            outcomes = _deliver(connection, held, c) if held else {}
            taken.note(*outcomes.values())
    except ThrottledError as error:
        _put_off(waiting, error, job, c)
    else:
        _settle(held, outcomes, job, c)


def _put_off(waiting: Sequence[Ticket], error: ThrottledError, job: TicketJob, c: Container) -> None:
    """The same try, only later. The tickets say when, unless that is in a moment or they say so already."""
    now, delay = c.clock.now(), _wait_of(error)
    failure = Failure(error.code, error.detail)
    changes = [
        Change(ticket, ticket.postponed(ticket.failure or failure, now, delay=delay))
        for ticket in waiting
        if ticket.delivery is Delivery.QUEUED and delay >= _WORTH_SAYING and (ticket.next_attempt_at or now) <= now
    ]
    results = c.tickets.save(changes[0].after.tenant_id, changes) if changes else {}
    ended = {id_ for id_, ticket in results.items() if isinstance(ticket, Ticket) and not ticket.is_pending}
    if again := tuple(ticket.ticket_id for ticket in waiting if ticket.ticket_id not in ended):
        c.jobs.put_tickets(replace(job, ticket_ids=again), delay=delay)


def _claim(waiting: Sequence[Ticket], job: TicketJob, c: Container) -> list[Ticket]:
    """Take the tickets nobody else works on; those that are held come back when their lease is over."""
    now = c.clock.now()
    claims: list[Change] = []
    busy_s: dict[str, float] = {}
    for ticket in waiting:
        try:
            claims.append(Change(ticket, ticket.claimed(now, lease=c.policy.claim_lease)))
        except BusyError as error:
            busy_s[ticket.ticket_id] = error.retry_after_s
    if not claims:
        stored: dict[str, Ticket] = {}
    else:
        results = c.tickets.save(claims[0].after.tenant_id, claims)
        stored = {ticket_id: ticket for ticket_id, ticket in results.items() if isinstance(ticket, Ticket)}
        busy_s |= {ticket_id: c.policy.claim_lease.total_seconds() for ticket_id in results.keys() - stored.keys()}
    if busy_s:
        # The same try, only later: ServiceNow had no part in it.
        again = replace(job, ticket_ids=tuple(busy_s))
        c.jobs.put_tickets(again, delay=timedelta(seconds=max(busy_s.values()) + 1))
    return list(stored.values())


def _deliver(connection: Connection, held: Sequence[Ticket], c: Container) -> dict[str, Outcome]:
    """Find or create each ticket's record. Trouble of one step leaves what the others brought as it is."""
    desk = c.desks.at(connection)
    outcomes = _look_up(desk, [ticket for ticket in held if ticket.attempts > 1])
    missing = [ticket for ticket in held if ticket.ticket_id not in outcomes]
    away = next(filter(_is_everywhere, outcomes.values()), None)
    outcomes |= {ticket.ticket_id: away for ticket in missing} if away else _create(desk, missing)
    refused = [ticket for ticket in missing if _is_final(outcomes[ticket.ticket_id])]
    return outcomes | _look_up(desk, refused)


def _create(desk: TicketDesk, tickets: Sequence[Ticket]) -> Mapping[str, Outcome]:
    try:
        return desk.create(tickets) if tickets else {}
    except (RemoteError, NotConnectedError) as error:
        # About the batch as a whole; nobody knows which of its records were made.
        return {ticket.ticket_id: error for ticket in tickets}


def _is_final(outcome: Outcome) -> bool:
    """A refusal, or an answer in another form: neither says for sure that there is no record."""
    return isinstance(outcome, RemoteError) and not outcome.retryable


def _look_up(desk: TicketDesk, tickets: Sequence[Ticket]) -> dict[str, Outcome]:
    """The records that are there; for tickets of which ServiceNow does not say, why they have to wait."""
    outcomes: dict[str, Outcome] = {}
    for kind in Kind:
        ids = [ticket.ticket_id for ticket in tickets if ticket.kind is kind]
        if away := next(filter(_is_everywhere, outcomes.values()), None):
            outcomes |= dict.fromkeys(ids, away)
        elif ids:
            try:
                outcomes |= {ticket_id: Created(record) for ticket_id, record in desk.find(kind, ids).items()}
            except (RemoteError, NotConnectedError) as error:
                outcomes |= dict.fromkeys(ids, _unsettled(error))
    return outcomes


def _is_everywhere(outcome: Outcome) -> bool:
    """Trouble that the next request would meet too: for an instance that hangs that is a minute each."""
    return isinstance(outcome, NotConnectedError) or (
        isinstance(outcome, RemoteUnavailableError) and outcome.service_wide
    )


def _unsettled(error: RemoteError | NotConnectedError) -> ConnectorError:
    """
    Why a ticket whose record may exist waits. However the look-up ended, it is no reason to fail: that would free the
    action, and sharing it again would make a second record. Nor may it be created unseen: not every instance keeps
    the sys_id that a repeat collides with.
    """
    if error.retryable or isinstance(error, NotConnectedError):
        return error
    return RemoteUnavailableError(error.service, error.detail, status=error.status, code="look_up_refused")


def _settle(held: Sequence[Ticket], outcomes: dict[str, Outcome], job: TicketJob, c: Container) -> None:
    """Save what became of each ticket, and put back what may yet work."""
    if not held:
        return
    now, pause = c.clock.now(), pause_of(job.connection_id, c)
    changes = [Change(ticket, _after(ticket, outcomes[ticket.ticket_id], job, pause, c)) for ticket in held]
    results = c.tickets.save(held[0].tenant_id, changes)
    again: list[str] = []
    wait = timedelta()
    for change in changes:
        ticket = change.after
        if not isinstance(results[ticket.ticket_id], Ticket):
            log.warning("ticket_taken_over", extra={"ticket_id": ticket.ticket_id})
            continue
        _report(ticket, now, c)
        if ticket.next_attempt_at is not None:
            again.append(ticket.ticket_id)
            wait = max(wait, ticket.next_attempt_at - now)
    if again:
        # A pause of the whole connection says nothing about this job: its own waits do not grow by it.
        attempt = job.attempt + 1 if pause is None else job.attempt
        c.jobs.put_tickets(replace(job, ticket_ids=tuple(again), attempt=attempt), delay=wait)


def _after(ticket: Ticket, outcome: Outcome, job: TicketJob, pause: timedelta | None, c: Container) -> Ticket:
    now = c.clock.now()
    if isinstance(outcome, Created):
        return ticket.created(outcome.record, outcome.warnings, now)
    failure = Failure(outcome.code, outcome.detail if isinstance(outcome, RemoteError) else str(outcome))
    if outcome.retryable or isinstance(outcome, NotConnectedError):
        delay = _delay(job, outcome.retry_after_s, c) if pause is None else pause
        return ticket.postponed(failure, now, delay=delay)
    return ticket.failed(failure, now)


def _report(ticket: Ticket, now: datetime, c: Container) -> None:
    facts = {"ticket_id": ticket.ticket_id, "kind": ticket.kind.value, "attempts": ticket.attempts}
    if ticket.record is not None:
        log.info("ticket_created", extra={**facts, "number": ticket.record.number})
        c.meter.ticket_created(ticket.kind, waited=now - ticket.queued_at)
    elif ticket.failure is not None:
        name = "ticket_postponed" if ticket.is_pending else "ticket_failed"
        log.warning(name, extra={**facts, "error": ticket.failure.code, "reason": ticket.failure.reason})
        if not ticket.is_pending:
            c.meter.ticket_failed(ticket.kind)


def _wait_of(error: ThrottledError) -> timedelta:
    return timedelta(seconds=error.retry_after_s or 0)


def _delay(job: TicketJob, retry_after_s: float | None, c: Container) -> timedelta:
    return retry_delay(job.attempt, retry_after_s, jitter=c.jitter())
