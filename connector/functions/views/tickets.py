"""Tickets, alone, in pages and in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import Field

from connector.domain.action import Category
from connector.domain.draft import Kind, Priority, Source
from connector.domain.states import StateNames
from connector.domain.ticket import Delivery, Ticket
from connector.domain.timeline import Move, What
from connector.functions import messages
from connector.functions.views.base import ErrorView, View
from connector.ports import TicketPage

_NO_NAMES = StateNames()


class SharerView(View):
    """Who shared."""

    object_id: str
    name: str


class FailureView(View):
    """Why a delivery failed or waits."""

    code: str
    message: str
    reason: str


class TaskView(View):
    """What is shared: the task as a person sees it."""

    action_id: str
    kind: Kind
    name: str
    description: str
    priority: Priority
    due_date: date
    source: Source
    category: Category


class TicketView(TaskView):
    """
    A ticket. `number`, `state` and `link` follow when ServiceNow has its record; `state_label` is the word on the
    record, `state_name` what people here call that state. One that is `detached`
    belongs to an instance that is no longer connected, and shows what was last read of it.
    """

    description: str = Field(default="", description="Not in brief lists.")
    id: str
    shared_by: SharerView
    shared_at: datetime
    changed_at: datetime
    delivery: Delivery
    is_open: bool
    attempts: int
    next_attempt_at: datetime | None
    number: str | None
    sys_id: str | None
    state: str | None
    state_label: str | None
    state_name: str | None
    deleted: bool
    detached: bool
    link: str | None
    warnings: list[str]
    error: FailureView | None

    @classmethod
    def of(cls, ticket: Ticket, language: str = messages.LANGUAGES[0], names: StateNames = _NO_NAMES) -> TicketView:
        """The ticket as JSON."""
        record, failure = ticket.record, ticket.failure
        return cls(
            id=ticket.ticket_id,
            action_id=ticket.action_id,
            kind=ticket.kind,
            name=ticket.name,
            description=ticket.description,
            priority=ticket.priority,
            due_date=ticket.due_date,
            source=ticket.source,
            category=ticket.category,
            shared_by=SharerView(object_id=ticket.sharer.object_id, name=ticket.sharer.name),
            shared_at=ticket.shared_at,
            changed_at=ticket.changed_at,
            delivery=ticket.delivery,
            is_open=ticket.is_open,
            attempts=ticket.attempts,
            next_attempt_at=ticket.next_attempt_at,
            number=record.number if record else None,
            sys_id=record.sys_id if record else None,
            state=record.state if record else None,
            state_label=record.state_label if record else None,
            state_name=names.name(ticket.kind, record.state, language, label=record.state_label) if record else None,
            deleted=record.deleted if record else False,
            detached=ticket.detached,
            link=record.link if record else None,
            warnings=list(ticket.warnings),
            error=_failure(failure.code, failure.reason, language) if failure else None,
        )


class MoveView(View):
    """
    One move of a ticket. `by` is who shared or retried it; `state` follows ServiceNow; `message` and `reason` say why
    an attempt failed, `count` how many in a row did.
    """

    at: datetime
    what: What
    by: str | None
    state: str | None
    state_label: str | None
    state_name: str | None
    message: str | None
    reason: str | None
    count: int

    @classmethod
    def of(cls, move: Move, kind: Kind, language: str, names: StateNames) -> MoveView:
        """The move as JSON."""
        params = {"service": "ServiceNow", "reason": move.reason}
        return cls(
            at=move.at,
            what=move.what,
            by=move.by or None,
            state=move.state or None,
            state_label=move.state_label or None,
            state_name=names.name(kind, move.state, language, label=move.state_label) if move.state else None,
            message=messages.text(move.code, language, params) if move.code else None,
            reason=move.reason or None,
            count=move.count,
        )


class WholeTicketView(TicketView):
    """A ticket with its timeline, oldest move first; of a long one the first move and the latest fifty."""

    timeline: list[MoveView]

    @classmethod
    def of(
        cls, ticket: Ticket, language: str = messages.LANGUAGES[0], names: StateNames = _NO_NAMES
    ) -> WholeTicketView:
        """The ticket as JSON."""
        moves = [MoveView.of(move, ticket.kind, language, names) for move in ticket.timeline]
        return cls(**dict(TicketView.of(ticket, language, names)), timeline=moves)


class TicketPageView(View):
    """One page, newest first; `cursor` opens the next."""

    LONG: ClassVar[dict[str, Any]] = {"items": {"__all__": {"description": True}}}
    """What a brief list leaves out."""

    items: list[TicketView]
    cursor: str | None

    @classmethod
    def of(cls, page: TicketPage, language: str, names: StateNames) -> TicketPageView:
        """The page as JSON."""
        return cls(items=[TicketView.of(ticket, language, names) for ticket in page.tickets], cursor=page.cursor)


class PreviewView(View):
    """What is sent to ServiceNow for a ticket: columns of `table`. Who shared is looked up there when it is sent."""

    table: Kind
    columns: dict[str, str]

    @classmethod
    def of(cls, ticket: Ticket, columns: Mapping[str, str]) -> PreviewView:
        """The columns as JSON."""
        return cls(table=ticket.kind, columns=dict(columns))


class TicketLookupView(View):
    """The tickets in the order of the request, without their descriptions; `missing` are ids that no ticket has."""

    LONG: ClassVar[dict[str, Any]] = TicketPageView.LONG

    items: list[TicketView]
    missing: list[str]

    @classmethod
    def of(
        cls, found: Mapping[str, Ticket], asked: Sequence[str], language: str, names: StateNames
    ) -> TicketLookupView:
        """The tickets as JSON."""
        return cls(
            items=[TicketView.of(ticket, language, names) for ticket in found.values()],
            missing=[ticket_id for ticket_id in dict.fromkeys(asked) if ticket_id not in found],
        )


class BulkView(View):
    """What became of each draft, by its place in the request."""

    class Item(View):
        """A ticket (202), or an error with its own status; `openTicket` is in the way of a share (409)."""

        index: int
        status: int
        ticket: TicketView | None = None
        error: ErrorView.Detail | None = None
        open_ticket: ErrorView.OpenTicket | None = None

    results: list[Item]


def _failure(code: str, reason: str, language: str) -> FailureView:
    return FailureView(
        code=code,
        message=messages.text(code, language, {"service": "ServiceNow", "reason": reason}),
        reason=reason,
    )
