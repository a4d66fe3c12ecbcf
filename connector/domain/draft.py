"""Drafts: the task a person sees before sharing, prefilled from an improvement action.

The rule for priority and due date, kept small on purpose:

1. points to gain: 8 or more counts 3, 5 or more counts 2, less counts 1, none 0;
2. effort, from implementation cost and user impact (none, low: 0; moderate, unknown: 1; high: 2 each): no effort at
   all adds 1, effort of 3 or more takes 1 away;
3. the sum is the priority: 4 critical, 3 high, 2 moderate, else low;
4. the task is due in 7, 30, 60 or 90 days by priority, 30 days later when the implementation cost is high.

An administrator may choose a priority for every draft, and a number of days; what is chosen takes the rule's place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from connector.domain.action import Category, ImprovementAction, Level

NAME_MAX = 250
DESCRIPTION_MAX = 16_000
"""Characters; a table property holds 32,768 UTF-16 units, and a character may take two."""


class Kind(StrEnum):
    """What a ticket becomes in ServiceNow; the value is the table's name."""

    INCIDENT = "incident"
    CHANGE_REQUEST = "change_request"


class Priority(StrEnum):
    """The priorities that incidents and change requests share."""

    CRITICAL = "critical"
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class Source(StrEnum):
    """Who recommends the task: Microsoft, or the user who wrote it."""

    MICROSOFT = "Microsoft"
    USER = "User"


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """The task as a person sends it."""

    action_id: str
    kind: Kind
    name: str
    description: str
    priority: Priority
    due_date: date
    source: Source
    category: Category
    allow_another: bool = False  # also when the action has an open ticket


@dataclass(frozen=True, slots=True)
class Defaults:
    """What drafts begin with. `priority` None: by the rule above; `due_days` None: by the rule, from the priority."""

    kind: Kind = Kind.INCIDENT
    priority: Priority | None = None
    due_days: int | None = None


DUE_DAYS_MAX = 365
BY_RULE = Defaults()
"""What holds while nobody chose."""

_DUE_DAYS = {Priority.CRITICAL: 7, Priority.HIGH: 30, Priority.MODERATE: 60, Priority.LOW: 90}
_EFFORT = {Level.NONE: 0, Level.LOW: 0, Level.MODERATE: 1, Level.UNKNOWN: 1, Level.HIGH: 2}


def suggested_priority(action: ImprovementAction) -> Priority:
    """The priority by the rule above."""
    points = action.points_to_gain
    gain = 3 if points >= 8 else 2 if points >= 5 else 1 if points else 0
    effort = _EFFORT[action.implementation_cost] + _EFFORT[action.user_impact]
    weight = gain + (effort == 0) - (effort >= 3)
    return {4: Priority.CRITICAL, 3: Priority.HIGH, 2: Priority.MODERATE}.get(weight, Priority.LOW)


def suggested_due_date(action: ImprovementAction, priority: Priority, today: date) -> date:
    """The due date by the rule above for a task of this priority, in the calendar of UTC."""
    days = _DUE_DAYS[priority]
    return today + timedelta(days=days + (30 if action.implementation_cost is Level.HIGH else 0))


def prefill(
    action: ImprovementAction,
    today: date,
    *,
    html_to_text: Callable[[str], str],
    kind: Kind | None = None,
    defaults: Defaults = BY_RULE,
) -> TicketDraft:
    """
    The draft for an action; a person may change everything but the action and its category.

    Args:
        kind: None for the default kind.
    """
    priority = defaults.priority or suggested_priority(action)
    by_days = today + timedelta(days=defaults.due_days) if defaults.due_days else None
    return TicketDraft(
        action_id=action.action_id,
        kind=kind or defaults.kind,
        name=" ".join(action.title.split())[:NAME_MAX],
        description=_description(action, html_to_text),
        priority=priority,
        due_date=by_days or suggested_due_date(action, priority, today),
        source=Source.MICROSOFT,
        category=action.category,
    )


def _description(action: ImprovementAction, html_to_text: Callable[[str], str]) -> str:
    impact = html_to_text(action.impact_html)
    facts = [
        f"Impact on users: {impact}" if impact else "",
        f"Threats: {', '.join(action.threats)}" if action.threats else "",
        f"Points to gain: {action.points_to_gain:g} of {action.max_score:g}",
        f"Where to act: {action.action_url}" if action.action_url else "",
    ]
    parts = [html_to_text(action.remediation_html), "\n".join(fact for fact in facts if fact)]
    return "\n\n".join(part for part in parts if part)[:DESCRIPTION_MAX]
