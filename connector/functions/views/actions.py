"""Improvement actions and drafts."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from connector.application.actions import ActionPage, DraftSet, SharedAction
from connector.domain.action import ActionStatus, Category, Level
from connector.domain.draft import TicketDraft
from connector.domain.states import StateNames
from connector.functions.views.base import View
from connector.functions.views.score import DailyScoreView
from connector.functions.views.tickets import TaskView, TicketView


class DraftView(TaskView):
    """A prefilled task."""

    @classmethod
    def of(cls, draft: TicketDraft) -> DraftView:
        """The draft as JSON."""
        return cls.model_validate(draft)


class DraftSetView(View):
    """Prefilled tasks in the order of the request; `unknown` are ids that no improvement action has."""

    drafts: list[DraftView]
    unknown: list[str]

    @classmethod
    def of(cls, found: DraftSet) -> DraftSetView:
        """The drafts as JSON."""
        return cls(drafts=[DraftView.of(draft) for draft in found.drafts], unknown=found.unknown)


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
    remediation_html: str = Field(default="", description="Not in brief lists.")
    impact_html: str = Field(default="", description="Not in brief lists.")
    implementation_status: str
    ticket: TicketView | None

    @classmethod
    def of(cls, shared: SharedAction, language: str, names: StateNames) -> ActionView:
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
            ticket=TicketView.of(shared.ticket, language, names) if shared.ticket else None,
        )


class ActionPageView(View):
    """One page, with the tenant's score of the latest day. `total` counts all that match."""

    LONG: ClassVar[dict[str, Any]] = {
        "items": {"__all__": {"remediation_html": True, "impact_html": True, "ticket": {"description": True}}}
    }
    """What a brief list leaves out."""

    items: list[ActionView]
    cursor: str | None
    total: int
    score: DailyScoreView | None

    @classmethod
    def of(cls, page: ActionPage, language: str, names: StateNames) -> ActionPageView:
        """The page as JSON."""
        return cls(
            items=[ActionView.of(item, language, names) for item in page.items],
            cursor=page.cursor,
            total=page.total,
            score=DailyScoreView.model_validate(page.score) if page.score else None,
        )
