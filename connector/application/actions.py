"""Improvement actions with their open tickets, and drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from connector.application.container import Container
from connector.domain.action import ActionStatus, Category, ImprovementAction, Level, SecureScore
from connector.domain.draft import Kind, TicketDraft, prefill
from connector.domain.ticket import Ticket
from connector.errors import InvalidRequestError, NotFoundError
from connector.ports import Caller

PAGE_SIZE = 100
PAGE_SIZE_MAX = 500

_IMPACTS = tuple(Level)  # None first; unknown is last in either order.


class Sort(StrEnum):
    """What a list is sorted by; Microsoft's order decides between equals."""

    RANK = "rank"
    POINTS = "points"
    IMPACT = "impact"


class Order(StrEnum):
    """Which end comes first."""

    ASCENDING = "ascending"
    DESCENDING = "descending"


class Shared(StrEnum):
    """Whether an action has an open ticket."""

    WITH = "with"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Which actions to list; None and "" mean any. Each word of `text` stands in title, id, service or threats."""

    category: Category | None = None
    status: ActionStatus | None = None
    ticket: Shared | None = None
    text: str = ""


_ANY = ActionFilter()


@dataclass(frozen=True, slots=True)
class SharedAction:
    """An improvement action and its open ticket, if there is one."""

    action: ImprovementAction
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class ActionPage:
    """In Microsoft's order. `total` counts all that match."""

    items: list[SharedAction]
    cursor: str | None
    total: int
    score: SecureScore | None


@dataclass(frozen=True, slots=True)
class DraftSet:
    """Prefilled tasks, and the ids that no action has."""

    drafts: list[TicketDraft]
    unknown: list[str]


def list_actions(
    caller: Caller,
    c: Container,
    wanted: ActionFilter = _ANY,
    *,
    sort: Sort = Sort.RANK,
    order: Order = Order.ASCENDING,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> ActionPage:
    """
    One page of the actions that match. Raises InvalidRequestError for a cursor that is not one.

    The page goes on behind the cursor's action also when that one no longer matches, because it was shared meanwhile.
    """
    card, reserved = c.scores.read(), c.tickets.reservations(caller.tenant_id)
    ordered = _sorted(card.actions, sort, order)
    after = 0
    if cursor:
        place = next((place for place, action in enumerate(ordered) if action.action_id == cursor), None)
        if place is None:
            raise InvalidRequestError({"cursor": "not_a_cursor"})
        after = place + 1
    places = [place for place, action in enumerate(ordered) if _matches(action, wanted, reserved)]
    rest = [ordered[place] for place in places if place >= after]
    page = rest[:limit]
    more = page[-1].action_id if len(rest) > limit else None
    return ActionPage(_with_tickets(page, reserved, caller, c), more, len(places), card.score)


def get_action(action_id: str, caller: Caller, c: Container) -> SharedAction:
    """One action. Raises NotFoundError."""
    return _with_tickets([_find(action_id, c)], c.tickets.reservations(caller.tenant_id), caller, c)[0]


def draft(action_id: str, kind: Kind | None, caller: Caller, c: Container) -> TicketDraft:
    """The prefilled task for an action, of the default kind without one. Raises NotFoundError."""
    return _drafts([_find(action_id, c)], kind, caller, c)[0]


def draft_many(action_ids: Sequence[str], kind: Kind | None, caller: Caller, c: Container) -> DraftSet:
    """The prefilled tasks for many actions, in this order; an id that is no action's is named, and stops nothing."""
    card = c.scores.read()
    found = {action_id: card.find(action_id) for action_id in action_ids}
    actions = [action for action in found.values() if action]
    return DraftSet(_drafts(actions, kind, caller, c), [action_id for action_id, action in found.items() if not action])


def _drafts(actions: Sequence[ImprovementAction], kind: Kind | None, caller: Caller, c: Container) -> list[TicketDraft]:
    today, defaults = c.clock.now().date(), c.defaults.get(caller.tenant_id)
    return [prefill(each, today, html_to_text=c.html_to_text, kind=kind, defaults=defaults) for each in actions]


def _find(action_id: str, c: Container) -> ImprovementAction:
    action = c.scores.read().find(action_id)
    if action is None:
        raise NotFoundError(action_id, code="action_not_found", params={"action": action_id})
    return action


def _with_tickets(
    actions: Sequence[ImprovementAction], reserved: Mapping[str, str], caller: Caller, c: Container
) -> list[SharedAction]:
    wanted = {action.action_id: reserved[action.action_id] for action in actions if action.action_id in reserved}
    tickets = c.tickets.get_many(caller.tenant_id, wanted.values())
    return [SharedAction(action, tickets.get(wanted.get(action.action_id, ""))) for action in actions]


def _sorted(actions: Sequence[ImprovementAction], sort: Sort, order: Order) -> list[ImprovementAction]:
    """Sorted, equals in Microsoft's order whichever end comes first; impact that is unknown comes last."""
    sign = -1 if order is Order.DESCENDING else 1

    def key(action: ImprovementAction) -> tuple[bool, float]:
        if sort is Sort.POINTS:
            return False, sign * action.points_to_gain
        if sort is Sort.IMPACT:
            return action.user_impact is Level.UNKNOWN, sign * _IMPACTS.index(action.user_impact)
        return False, sign * action.rank

    return sorted(actions, key=key)


def _matches(action: ImprovementAction, wanted: ActionFilter, reserved: Mapping[str, str]) -> bool:
    if wanted.category and action.category is not wanted.category:
        return False
    if wanted.status and action.status is not wanted.status:
        return False
    if wanted.ticket and (action.action_id in reserved) is not (wanted.ticket is Shared.WITH):
        return False
    words = f"{action.title} {action.action_id} {action.service} {' '.join(action.threats)}".casefold()
    return all(word in words for word in wanted.text.casefold().split())
