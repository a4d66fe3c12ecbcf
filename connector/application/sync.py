"""Sync: bring ServiceNow's states inwards; the cost grows with what changed, not with what exists.

Delta: records updated since the watermark, less an overlap, because a stamp has whole seconds and a transaction may
commit late. The watermark is the newest stamp seen, never a local time. Reconcile: now and then all open tickets are
read by sys_id, which catches deletions and changes without a stamp.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from connector.application.container import Container
from connector.application.follow import apply_records
from connector.application.reconcile import SyncReport, reconcile
from connector.application.retire import is_beside_the_current, let_go
from connector.application.state_names import read_choices
from connector.application.turns import turn
from connector.domain.connection import Connection, ConnectionStatus
from connector.domain.draft import Kind
from connector.errors import (
    ConnectorError,
    NotConnectedError,
    NotFoundError,
    RemoteError,
    RemoteRejectedError,
    ThrottledError,
)
from connector.ports import SyncJob, SyncState, TicketDesk

log = logging.getLogger(__name__)

_FIRST_LOOK_BACK = timedelta(days=1)
"""Before the connection began: the instance's clock may be behind ours."""
_SUCCESS_EVERY = timedelta(minutes=5)
"""How often a success is written down."""


def enqueue_syncs(c: Container) -> int:
    """One job per connection with a consent. Returns how many."""
    now = c.clock.now()
    jobs = [SyncJob(connection.connection_id, now) for connection in c.connections.all()]
    for job in jobs:
        c.jobs.put_sync(job)
    return len(jobs)


def sync_connection(job: SyncJob, c: Container) -> SyncReport:
    """
    Renew the tokens of one connection if they lapse soon, then read what changed.

    Trouble is written on the connection for an administrator to see; the next job tries again. Without a turn nothing
    is read: the timer asks again, and jobs that came back by themselves would pile up. Those that piled up while no
    worker ran end here, once one of them has read.

    Raises:
        ConnectorError: the storage failed.
    """
    try:
        connection = c.connections.get(job.connection_id)
    except NotFoundError:
        log.warning("sync_of_unknown_connection", extra={"connection_id": job.connection_id})
        return SyncReport()
    if is_beside_the_current(connection, c):
        return SyncReport(changed=let_go(connection, c))
    if not connection.is_usable:
        return SyncReport()
    state = c.connections.sync_state(connection)
    if job.asked_at is not None and state.synced_at is not None and state.synced_at >= job.asked_at:
        return SyncReport()
    try:
        with turn(connection.connection_id, c) as taken:
            c.desks.renew(connection, margin=c.policy.renewal_margin)
            report = _sync(connection, state, c)
            taken.note(report)
    except ThrottledError:
        return SyncReport()
    except (RemoteError, NotConnectedError) as error:
        _note_trouble(connection, error, c)
        return SyncReport()
    _note_success(connection, c)
    c.meter.tickets_changed(report.changed)
    log.info("synced", extra={"read": report.read, "changed": report.changed, "gone": report.gone})
    return report


def _sync(connection: Connection, state: SyncState, c: Container) -> SyncReport:
    desk, now = c.desks.at(connection), c.clock.now()
    report = SyncReport()
    try:
        for kind in Kind:
            report, state = _delta(desk, kind, connection, state, report, c)
    except RemoteRejectedError as error:
        # An instance may refuse ranges and sorting to this user: then every open ticket is read by its sys_id.
        log.warning("delta_refused", extra={"connection_id": connection.connection_id, "reason": error.detail})
        state = replace(state, reconciled_at=None)
    c.connections.save_sync_state(state)  # What was read stays read, should the reconcile fail.
    if state.reconciled_at is None or now - state.reconciled_at >= c.policy.reconcile_every:
        report += reconcile(connection, desk, c)
        state = replace(state, reconciled_at=now)
    state = replace(state, choices_at=read_choices(connection, desk, state, c))
    c.connections.save_sync_state(replace(state, synced_at=now))
    return report


def _delta(
    desk: TicketDesk, kind: Kind, connection: Connection, state: SyncState, report: SyncReport, c: Container
) -> tuple[SyncReport, SyncState]:
    watermark = state.watermarks.get(kind)
    since = watermark - c.policy.sync_overlap if watermark else connection.created_at - _FIRST_LOOK_BACK
    for rows in desk.changed(kind, since):
        report += SyncReport(read=len(rows), changed=apply_records(connection, rows, c))
        newest = max(record.updated_at for _, record in rows)
        labels = {record.state: record.state_label for _, record in rows if record.state_label}
        state = replace(
            state,
            watermarks={**state.watermarks, kind: max(newest, state.watermarks.get(kind, newest))},
            labels={**state.labels, kind: {**state.labels.get(kind, {}), **labels}},
        )
    return report, state


def _note_trouble(connection: Connection, error: RemoteError | NotConnectedError, c: Container) -> None:
    reason = error.detail if isinstance(error, RemoteError) else str(error)
    facts = {"connection_id": connection.connection_id, "error": error.code, "reason": reason}
    log.warning("sync_failed", extra=facts)
    troubled = connection.troubled(error.code, reason, c.clock.now())
    _save_quietly(troubled, c)
    if troubled.status is ConnectionStatus.CONSENT_EXPIRED:
        log.error("consent_lost", extra=facts)
        c.events.append(connection.tenant_id, "consent_lost", by="connector", facts=facts)
    elif connection.trouble is None or connection.trouble.code != error.code:
        c.events.append(connection.tenant_id, "connection_troubled", by="connector", facts=facts)


def _note_success(connection: Connection, c: Container) -> None:
    now: datetime = c.clock.now()
    stale = connection.last_success_at is None or now - connection.last_success_at >= _SUCCESS_EVERY
    if connection.trouble is not None or stale:
        _save_quietly(connection.well(now), c)
    if stale and connection.warning_days(now) is not None:
        facts = {"connection_id": connection.connection_id, "days_left": connection.days_left(now)}
        log.warning("consent_ending", extra=facts)


def _save_quietly(connection: Connection, c: Container) -> None:
    try:
        c.connections.save(connection)
    except ConnectorError as error:  # Someone else wrote what they saw at the same moment; the next sync writes again.
        log.info("connection_not_saved", extra={"connection_id": connection.connection_id, "error": error.code})
