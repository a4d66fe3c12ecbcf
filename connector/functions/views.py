"""What clients get: JSON in camelCase, times in RFC 3339 UTC."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from connector.application.actions import ActionPage, SharedAction
from connector.application.summary import Summary
from connector.domain.action import ActionStatus, Category, Level
from connector.domain.connection import Connection, ConnectionStatus
from connector.domain.draft import Kind, Priority, Source, TicketDraft
from connector.domain.ticket import Delivery, Ticket
from connector.functions import messages
from connector.ports import Caller, TicketPage


class View(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class ErrorView(View):
    """The body of every error. `fields` names each field at fault."""

    class Detail(View):
        """A code for programs, a message for people, and the id to name when asking for help."""

        code: str
        message: str
        request_id: str
        fields: dict[str, str] | None = None

    error: Detail


class CallerView(View):
    """Who is signed in."""

    object_id: str
    tenant_id: str
    name: str
    email: str
    roles: list[str]

    @classmethod
    def of(cls, caller: Caller) -> CallerView:
        """The caller as JSON."""
        return cls(
            object_id=caller.object_id,
            tenant_id=caller.tenant_id,
            name=caller.name,
            email=caller.email,
            roles=sorted(caller.roles),
        )


class SharerView(View):
    """Who shared."""

    object_id: str
    name: str


class FailureView(View):
    """Why a delivery failed or waits."""

    code: str
    message: str
    reason: str


class TicketView(View):
    """A ticket. `number`, `state` and `link` follow when ServiceNow has its record."""

    id: str
    action_id: str
    kind: Kind
    name: str
    description: str
    priority: Priority
    due_date: date
    source: Source
    category: Category
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
    deleted: bool
    link: str | None
    warnings: list[str]
    error: FailureView | None

    @classmethod
    def of(cls, ticket: Ticket, language: str = messages.LANGUAGES[0]) -> TicketView:
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
            deleted=record.deleted if record else False,
            link=record.link if record else None,
            warnings=list(ticket.warnings),
            error=_failure(failure.code, failure.reason, language) if failure else None,
        )


class TicketPageView(View):
    """One page, newest first; `cursor` opens the next."""

    items: list[TicketView]
    cursor: str | None

    @classmethod
    def of(cls, page: TicketPage, language: str) -> TicketPageView:
        """The page as JSON."""
        return cls(items=[TicketView.of(ticket, language) for ticket in page.tickets], cursor=page.cursor)


class BulkView(View):
    """What became of each draft, by its place in the request."""

    class Item(View):
        """A ticket (202), or an error with its own status."""

        index: int
        status: int
        ticket: TicketView | None = None
        error: ErrorView.Detail | None = None

    results: list[Item]


class DraftView(View):
    """A prefilled task."""

    action_id: str
    kind: Kind
    name: str
    description: str
    priority: Priority
    due_date: date
    source: Source
    category: Category

    @classmethod
    def of(cls, draft: TicketDraft) -> DraftView:
        """The draft as JSON."""
        return cls(
            action_id=draft.action_id,
            kind=draft.kind,
            name=draft.name,
            description=draft.description,
            priority=draft.priority,
            due_date=draft.due_date,
            source=draft.source,
            category=draft.category,
        )


class ActionView(View):
    """An improvement action with its open ticket. The HTML is Microsoft's: sanitise it before showing it."""

    id: str
    title: str
    category: Category
    service: str
    tier: str
    rank: int
    max_score: float
    score: float | None
    points_to_gain: float
    status: ActionStatus
    user_impact: Level
    implementation_cost: Level
    threats: list[str]
    action_url: str | None
    remediation_html: str
    impact_html: str
    implementation_status: str
    ticket: TicketView | None

    @classmethod
    def of(cls, shared: SharedAction, language: str) -> ActionView:
        """The action as JSON."""
        action = shared.action
        return cls(
            id=action.action_id,
            title=action.title,
            category=action.category,
            service=action.service,
            tier=action.tier,
            rank=action.rank,
            max_score=action.max_score,
            score=action.score,
            points_to_gain=action.points_to_gain,
            status=action.status,
            user_impact=action.user_impact,
            implementation_cost=action.implementation_cost,
            threats=list(action.threats),
            action_url=action.action_url,
            remediation_html=action.remediation_html,
            impact_html=action.impact_html,
            implementation_status=action.implementation_status,
            ticket=TicketView.of(shared.ticket, language) if shared.ticket else None,
        )


class ActionPageView(View):
    """One page in Microsoft's order, with the tenant's score of the latest day."""

    class Score(View):
        """Secure Score points."""

        current: float
        maximum: float
        date: str

    items: list[ActionView]
    cursor: str | None
    total: int
    score: Score | None

    @classmethod
    def of(cls, page: ActionPage, language: str) -> ActionPageView:
        """The page as JSON."""
        score = page.score
        return cls(
            items=[ActionView.of(item, language) for item in page.items],
            cursor=page.cursor,
            total=page.total,
            score=cls.Score(current=score.current, maximum=score.maximum, date=score.date) if score else None,
        )


class ConnectionView(View):
    """The connection, as far as anyone may know it."""

    class User(View):
        """The integration user."""

        name: str
        display_name: str

    class Trouble(View):
        """The last error and what to do."""

        code: str
        message: str
        reason: str
        at: datetime

    connection_id: str | None = None
    status: ConnectionStatus
    instance: str | None = None
    client_id: str | None = None
    integration_user: User | None = None
    consented_at: datetime | None = None
    days_left: int | None = None
    last_success_at: datetime | None = None
    last_error: Trouble | None = None

    @classmethod
    def of(cls, connection: Connection | None, now: datetime, language: str) -> ConnectionView:
        """The connection as JSON; None: there never was one."""
        if connection is None:
            return cls(status=ConnectionStatus.NOT_CONNECTED)
        user, trouble = connection.integration_user, connection.trouble
        return cls(
            connection_id=connection.connection_id,
            status=connection.status,
            instance=connection.instance,
            client_id=connection.client_id,
            integration_user=cls.User(name=user.name, display_name=user.display_name) if user else None,
            consented_at=connection.consented_at,
            days_left=connection.days_left(now),
            last_success_at=connection.last_success_at,
            last_error=cls.Trouble(
                code=trouble.code,
                message=messages.text(trouble.code, language, {"service": "ServiceNow", "reason": trouble.reason}),
                reason=trouble.reason,
                at=trouble.at,
            )
            if trouble
            else None,
        )


class AuthorizationView(View):
    """Where the integration user consents; the address holds for ten minutes and once."""

    connection_id: str
    authorization_url: str


class SummaryView(View):
    """The two cards."""

    class StateCount(View):
        """Tickets in one state."""

        state: str
        label: str
        count: int

    class Day(View):
        """Moves of one day."""

        date: date
        opened: int
        closed: int

    class Card(View):
        """One kind's card; days without moves are left out."""

        kind: Kind
        total: int
        queued: int
        failed: int
        deleted: int
        states: list[SummaryView.StateCount]
        days: list[SummaryView.Day]

    cards: list[Card]
    synced_at: datetime | None

    @classmethod
    def of(cls, summary: Summary) -> SummaryView:
        """The cards as JSON."""
        return cls(
            cards=[
                cls.Card(
                    kind=card.kind,
                    total=card.total,
                    queued=card.queued,
                    failed=card.failed,
                    deleted=card.deleted,
                    states=[cls.StateCount(state=s.state, label=s.label, count=s.count) for s in card.states],
                    days=[cls.Day(date=day, opened=opened, closed=closed) for day, opened, closed in card.days],
                )
                for card in summary.cards
            ],
            synced_at=summary.synced_at,
        )


def _failure(code: str, reason: str, language: str) -> FailureView:
    return FailureView(
        code=code,
        message=messages.text(code, language, {"service": "ServiceNow", "reason": reason}),
        reason=reason,
    )
