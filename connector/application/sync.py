"""Sync: bring ServiceNow's states inwards; the cost grows with what changed, not with what exists.

Delta: records updated since the watermark, less an overlap, because a stamp has whole seconds and a transaction may
commit late. The watermark is the newest stamp seen, never a local time, and none of the future: it would hide what
happens until then. Reconcile: now and then all open tickets are read by sys_id, a part at each sync, which catches
deletions and changes without a stamp.

Progress is saved as it is made, and only where nobody else made any: of two syncs of a connection one goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connector.application.container import Container
from connector.application.follow import apply_records
from connector.application.reconcile import SyncReport, reconcile
from connector.application.retire import is_beside_the_current, let_go
from connector.application.state_names import read_choices
from connector.application.turns import turn
from connector.domain.connection import Connection, ConnectionStatus
from connector.domain.draft import Kind
from connector.domain.reconciling import next_pass
from connector.domain.record import Record
from connector.errors import (
    ConflictError,
    ConnectorError,
    NotConnectedError,
    NotFoundError,
    RemoteError,
    RemoteRejectedError,
    ThrottledError,
)
from connector.ports import SyncJob, SyncState, TicketDesk
from connector.ports.servicenow import SERVICE

log = logging.getLogger(__name__)

_FIRST_LOOK_BACK = timedelta(days=1)
"""Before the connection began: the instance's clock may be behind ours."""
_SUCCESS_EVERY = timedelta(minutes=5)
"""How often a success is written down."""
_REFUSED_EVERY = timedelta(minutes=15)
"""How often a pass over the open tickets begins where the search for changes is refused."""
_ASKED_AGAIN_AFTER = timedelta(minutes=5)
"""When the timer asks again anyway, at its usual pace."""


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
    is read, and the timer's job comes back for one until the timer asks again. Those that piled up while no worker ran
    end here, once one of them has read.

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
    except ThrottledError as error:
        return _put_off(job, error, c)
    except ConflictError:
        log.info("sync_overtaken", extra={"connection_id": connection.connection_id})
        return SyncReport()
    except (RemoteError, NotConnectedError) as error:
        _note_trouble(connection, error, c)
        return SyncReport()
    _note_success(connection, c)
    c.meter.tickets_changed(report.changed)
    log.info("synced", extra={"read": report.read, "changed": report.changed, "gone": report.gone})
    return report


@dataclass(slots=True)
class _Run:
    """One sync under way: what it brought so far, and the state as it is stored."""

    connection: Connection
    desk: TicketDesk
    state: SyncState
    began_at: datetime
    c: Container
    report: SyncReport

    def keep(self, report: SyncReport | None = None, **changes: Any) -> None:
        """Count what was done and store how far it is. Raises ConflictError when another sync got further."""
        self.report += report or SyncReport()
        after = replace(self.state, **changes)
        if after != self.state:
            self.state = self.c.connections.save_sync_state(after)


def _sync(connection: Connection, state: SyncState, c: Container) -> SyncReport:
    run = _Run(connection, c.desks.at(connection), state, c.clock.now(), c, SyncReport())
    refused = [kind for kind in Kind if not _delta(kind, run)]
    run.keep(synced_at=run.began_at)
    run.keep(choices_at=read_choices(connection, run.desk, run.state, c))
    _reconcile(refused, run)
    return run.report


def _delta(kind: Kind, run: _Run) -> bool:
    """Take over what changed. False: the instance refuses ranges and sorting to this user, or the whole table."""
    overlap, known = run.c.policy.sync_overlap, run.state.watermarks.get(kind)
    since = min(known, run.began_at) - overlap if known else run.connection.created_at - _FIRST_LOOK_BACK
    try:
        for rows in run.desk.changed(kind, since):
            report = SyncReport(read=len(rows), changed=apply_records(run.connection, rows, run.c))
            run.keep(report, **_learnt(kind, [record for _, record in rows], run))
    except RemoteRejectedError as error:
        if error.service != SERVICE:
            raise
        facts = {"connection_id": run.connection.connection_id, "kind": kind.value, "reason": error.detail}
        log.warning("delta_refused", extra=facts)
        return False
    return True


def _learnt(kind: Kind, records: Sequence[Record], run: _Run) -> dict[str, Any]:
    """
    Watermark and labels after these records. A stamp of the future moves no watermark: the row is read again until its
    time has come, so that neither one wrong stamp nor an instance whose clock is ahead loses what follows.
    """
    state, known = run.state, run.state.watermarks.get(kind)
    stamps = [record.updated_at for record in records if record.updated_at <= run.began_at]
    if known:
        stamps.append(min(known, run.began_at))
    labels = {record.state: record.state_label for record in records if record.state_label}
    return {
        "watermarks": {**state.watermarks, kind: max(stamps)} if stamps else state.watermarks,
        "labels": {**state.labels, kind: {**state.labels.get(kind, {}), **labels}},
    }


def _reconcile(refused: Collection[Kind], run: _Run) -> None:
    """Go on with each kind's pass over the open tickets, begin one where it is time. One kind stops no other."""
    trouble: RemoteRejectedError | None = None
    daily = run.c.policy.reconcile_every
    for kind in Kind:
        every = min(daily, _REFUSED_EVERY) if kind in refused else daily
        under_way = next_pass(run.state.passes.get(kind), run.began_at, every=every)
        if under_way is None:
            continue
        try:
            for report, got_to in reconcile(kind, under_way, run.connection, run.desk, run.c):
                run.keep(report, passes={**run.state.passes, kind: got_to})
        except RemoteRejectedError as error:
            trouble = trouble or error
    if trouble:
        raise trouble


def _put_off(job: SyncJob, throttled: ThrottledError, c: Container) -> SyncReport:
    """The job comes back when there may be a turn, unless another one or the timer does sooner: so none pile up."""
    now, wait = c.clock.now(), timedelta(seconds=throttled.retry_after_s or 0)
    comes_another = c.syncs_put_off.get(job.connection_id, now) > now
    if job.asked_at is not None and not comes_another and now + wait < job.asked_at + _ASKED_AGAIN_AFTER:
        c.jobs.put_sync(job, delay=wait)
        c.syncs_put_off[job.connection_id] = now + wait
    return SyncReport(throttled=True)


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
