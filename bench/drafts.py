"""What the benchmarks share: improvement actions, drafts, and who shares them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connector.domain.action import ActionStatus, Category, ImprovementAction, Level, ScoreCard, SecureScore
from connector.domain.draft import Kind, Priority, Source, TicketDraft
from connector.domain.ticket import Sharer
from connector.ports import Caller
from sandbox import seed

_USER = seed.ENTRA_USERS[1]
SHARER = Sharer(_USER.object_id, _USER.display_name, _USER.name)
MOST = 1000
"""Improvement actions there are."""
_TEXT = "Require a second factor of everyone who signs in, beginning with administrators. " * 6


def _action(position: int) -> ImprovementAction:
    return ImprovementAction(
        action_id=f"action_{position:04d}",
        title=f"Improve setting {position}",
        category=Category.IDENTITY,
        service="Microsoft Entra ID",
        tier="Core",
        rank=1 + position,
        max_score=10.0,
        score=0.0,
        user_impact=Level.LOW,
        implementation_cost=Level.LOW,
        threats=("Account breach",),
        remediation_html=f"<p>{_TEXT}</p>",
        impact_html="<p>People see a second prompt.</p>",
        action_url="https://security.microsoft.com/securescore",
        tenant_status=ActionStatus.TO_ADDRESS,
        implementation_status="",
    )


ACTIONS = tuple(_action(position) for position in range(MOST))


class KnownScores:
    """ScoreSource that has them in memory, as the app has for minutes after it read Microsoft Graph."""

    def read(self) -> ScoreCard:
        """All actions."""
        return ScoreCard(ACTIONS, SecureScore(42.0, 100.0, "2026-01-01T00:00:00Z"))


def make_draft(position: int) -> TicketDraft:
    """The draft for the action at this position; incidents and changes in turn."""
    action = ACTIONS[position]
    return TicketDraft(
        action_id=action.action_id,
        kind=tuple(Kind)[position % 2],
        name=action.title,
        description=_TEXT,
        priority=Priority.HIGH,
        due_date=datetime.now(UTC).date() + timedelta(days=30),
        source=Source.MICROSOFT,
        category=action.category,
    )


def make_caller(tenant_id: str) -> Caller:
    """A person of this tenant who may share."""
    roles = frozenset(_USER.roles)
    return Caller(tenant_id, SHARER.object_id, SHARER.name, SHARER.email, roles, in_browser=True)
