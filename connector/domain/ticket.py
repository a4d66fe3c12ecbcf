"""Tickets: what was shared, how far its delivery is, and what ServiceNow says of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from connector.domain.action import Category, ImprovementAction
from connector.domain.draft import Kind, Priority, Source, TicketDraft
from connector.domain.record import Record, moves_of
from connector.domain.timeline import Move, Timeline, What, extended
from connector.errors import BusyError, ConflictError

DELIVERY_DEADLINE = timedelta(days=3)
"""How long a ticket may wait for ServiceNow before it is given up."""

IDEMPOTENCY_LIFE = timedelta(days=1)
"""How long a request sent again with its Idempotency-Key gets the first answer."""


class Delivery(StrEnum):
    """queued -> creating -> created, or failed, which a person may queue again."""

    QUEUED = "queued"
    CREATING = "creating"
    CREATED = "created"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Sharer:
    """Who shared: the Entra object id, and name and e-mail as the token had them."""

    object_id: str
    name: str
    email: str


ERASED = Sharer("erased", "", "")
"""Stands where a person was who is forgotten."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a delivery failed or waits: an error code, and the reason in ServiceNow's own words."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """Our record of a share, from that moment on. Times are aware and UTC."""

    ticket_id: str  # 32 hex digits, also the record's sys_id in ServiceNow
    tenant_id: str
    connection_id: str
    action_id: str
    action_url: str | None
    kind: Kind
    name: str
    description: str
    priority: Priority
    due_date: date
    source: Source
    category: Category
    sharer: Sharer
    shared_at: datetime
    queued_at: datetime  # when it last began to wait; the deadline counts from here
    changed_at: datetime
    delivery: Delivery = Delivery.QUEUED
    attempts: int = 0
    next_attempt_at: datetime | None = None
    reserves: bool = True  # holds the one open place of its improvement action
    detached: bool = False  # its instance is no longer connected: nobody follows it
    another: bool = False  # shared beside an open ticket on purpose: never holds that place
    record: Record | None = None
    failure: Failure | None = None
    warnings: tuple[str, ...] = ()
    timeline: Timeline = ()
    version: str = field(default="", compare=False)  # the store's ETag

    @classmethod
    def shared(
        cls,
        draft: TicketDraft,
        *,
        action: ImprovementAction,
        ticket_id: str,
        tenant_id: str,
        connection_id: str,
        sharer: Sharer,
        now: datetime,
    ) -> Ticket:
        """A new ticket, queued. The action's own id, link and category count, not what the draft says of them."""
        return cls(
            ticket_id=ticket_id,
            tenant_id=tenant_id,
            connection_id=connection_id,
            action_id=action.action_id,
            action_url=action.action_url,
            kind=draft.kind,
            name=draft.name,
            description=draft.description,
            priority=draft.priority,
            due_date=draft.due_date,
            source=draft.source,
            category=action.category,
            sharer=sharer,
            shared_at=now,
            queued_at=now,
            changed_at=now,
            timeline=(Move(now, What.SHARED, by=sharer.name), Move(now, What.QUEUED)),
        )

    def beside(self) -> Ticket:
        """The new ticket as one more for an action that has an open one: closing it frees nothing."""
        return replace(self, another=True, reserves=False)

    def is_of(self, draft: TicketDraft) -> bool:
        """Whether sharing this draft makes a ticket like this one."""
        ours = (self.action_id.casefold(), self.kind, self.name, self.description, self.priority, self.due_date)
        theirs = (draft.action_id.casefold(), draft.kind, draft.name, draft.description, draft.priority, draft.due_date)
        return ours == theirs and self.source is draft.source

    @property
    def is_pending(self) -> bool:
        """Whether it still waits for its record."""
        return self.delivery in (Delivery.QUEUED, Delivery.CREATING)

    @property
    def is_open(self) -> bool:
        """Whether work is still expected: waiting, or active in ServiceNow."""
        return self.is_pending or self.is_active

    @property
    def is_active(self) -> bool:
        """Whether its record is there, followed, and not closed."""
        record = self.record if self.delivery is Delivery.CREATED else None
        return record is not None and record.active and not (record.deleted or self.detached)

    def has(self, record: Record) -> bool:
        """Whether this is the ticket's own record. A ticket that waits for its record has none yet."""
        return self.record is not None and self.record.sys_id == record.sys_id

    def claimed(self, now: datetime, *, lease: timedelta) -> Ticket:
        """The ticket as held by one worker. Raises BusyError while another holds it."""
        if not self.is_pending:
            raise ConflictError(f"{self.ticket_id} is {self.delivery}")
        if self.delivery is Delivery.CREATING and (held := now - self.changed_at) < lease:
            raise BusyError(self.ticket_id, retry_after_s=(lease - held).total_seconds())
        return replace(
            self, delivery=Delivery.CREATING, attempts=self.attempts + 1, changed_at=now, next_attempt_at=None
        )

    def created(self, record: Record, warnings: tuple[str, ...], now: datetime) -> Ticket:
        """The ticket with its record in ServiceNow."""
        ticket = replace(
            self,
            delivery=Delivery.CREATED,
            record=record,
            warnings=warnings,
            failure=None,
            next_attempt_at=None,
            changed_at=now,
            timeline=extended(self.timeline, *moves_of(None, record, now)),
        )
        return replace(ticket, reserves=self.reserves and ticket.is_open)

    def postponed(self, failure: Failure, now: datetime, *, delay: timedelta) -> Ticket:
        """Back to queued after trouble that may pass; failed when its deadline is over."""
        if now + delay - self.queued_at > DELIVERY_DEADLINE:
            return self.failed(failure, now)
        return replace(
            self,
            delivery=Delivery.QUEUED,
            failure=failure,
            next_attempt_at=now + delay,
            changed_at=now,
            timeline=extended(self.timeline, _trouble(What.ATTEMPT_FAILED, failure, now)),
        )

    def failed(self, failure: Failure, now: datetime) -> Ticket:
        """Given up; its improvement action may be shared again."""
        return replace(
            self,
            delivery=Delivery.FAILED,
            failure=failure,
            next_attempt_at=None,
            reserves=False,
            changed_at=now,
            timeline=extended(self.timeline, _trouble(What.FAILED, failure, now)),
        )

    def put_back(self, now: datetime) -> Ticket:
        """Queued again because it waited too long; the deadline goes on. `attempts` keeps that a record may exist."""
        if not self.is_pending:
            raise ConflictError(f"{self.ticket_id} is {self.delivery}")
        timeline = extended(self.timeline, Move(now, What.QUEUED))
        return replace(self, delivery=Delivery.QUEUED, next_attempt_at=None, changed_at=now, timeline=timeline)

    def retried(self, now: datetime, *, by: str = "") -> Ticket:
        """A failed ticket, queued again by a person of this name. Raises ConflictError unless it failed."""
        if self.delivery is not Delivery.FAILED:
            raise ConflictError(f"{self.ticket_id} is {self.delivery}", code="not_failed")
        return replace(
            self,
            delivery=Delivery.QUEUED,
            failure=None,
            queued_at=now,
            changed_at=now,
            reserves=not self.another,
            timeline=extended(self.timeline, Move(now, What.RETRIED, by=by)),
        )

    def followed(self, record: Record, now: datetime) -> Ticket:
        """
        The ticket with what ServiceNow says now, unchanged when that is what it holds or is newer. A number that is
        not shown stays as it was.

        A ticket that is closed gives its action free; one that is reopened asks for it again (`reserves`).
        """
        if self.record is None or self.detached:
            return self
        record = replace(record, number=record.number or self.record.number)
        if record == self.record:
            return self
        if record.is_older_than(self.record) and not record.deleted:
            return self
        timeline = extended(self.timeline, *moves_of(self.record, record, now))
        ticket = replace(self, record=record, changed_at=now, timeline=timeline)
        return replace(ticket, reserves=ticket.is_open and not self.another)

    def vanished(self, now: datetime) -> Ticket:
        """The ticket whose record was deleted in ServiceNow."""
        if self.record is None or self.record.deleted:
            return self
        return self.followed(replace(self.record, deleted=True, active=False), now)

    def names(self, object_id: str, names: Collection[str]) -> bool:
        """Whether this person shared it, or its timeline says one of these names."""
        return self.sharer.object_id == object_id or any(move.by in names for move in self.timeline)

    def without(self, object_id: str, names: Collection[str]) -> Ticket:
        """The ticket without this person, who is called so in its timeline."""
        timeline = tuple(replace(move, by=ERASED.object_id) if move.by in names else move for move in self.timeline)
        return replace(self, sharer=ERASED if self.sharer.object_id == object_id else self.sharer, timeline=timeline)

    def detach(self, now: datetime) -> Ticket:
        """
        The ticket whose instance gave way to another: no longer followed, its action free. One that still waited for
        its record is failed.
        """
        if self.is_pending:
            return self.failed(Failure("detached", "another instance was connected"), now)
        timeline = extended(self.timeline, Move(now, What.DETACHED))
        return replace(self, detached=True, reserves=False, changed_at=now, timeline=timeline)


def _trouble(what: What, failure: Failure, now: datetime) -> Move:
    return Move(now, what, code=failure.code, reason=failure.reason)
