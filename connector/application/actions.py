"""Improvement actions with their open tickets, and drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.application.container import Container
from connector.domain.action import ActionStatus, Category, ImprovementAction, SecureScore
from connector.domain.draft import Kind, TicketDraft, prefill
from connector.domain.ticket import Ticket
from connector.errors import InvalidRequestError, NotFoundError
from connector.ports import Caller

PAGE_SIZE = 100


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
    *,
    category: Category | None = None,
    status: ActionStatus | None = None,
    text: str = "",
    cursor: str | None = None,
) -> ActionPage:
    """One page of the actions that match. Raises InvalidRequestError for a cursor that is not one."""
    card = c.scores.read()
    matching = [action for action in card.actions if _matches(action, category, status, text)]
    start = 0
    if cursor:
        after = next((place for place, action in enumerate(matching) if action.action_id == cursor), None)
        if after is None:
            raise InvalidRequestError({"cursor": "not_a_cursor"})
        start = after + 1
    page = matching[start : start + PAGE_SIZE]
    more = start + PAGE_SIZE < len(matching)
    return ActionPage(_with_tickets(page, caller, c), page[-1].action_id if more else None, len(matching), card.score)


def get_action(action_id: str, caller: Caller, c: Container) -> SharedAction:
    """One action. Raises NotFoundError."""
    return _with_tickets([_find(action_id, c)], caller, c)[0]


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


def _with_tickets(actions: list[ImprovementAction], caller: Caller, c: Container) -> list[SharedAction]:
    reserved = c.tickets.reservations(caller.tenant_id)
    wanted = {action.action_id: reserved[action.action_id] for action in actions if action.action_id in reserved}
    tickets = c.tickets.get_many(caller.tenant_id, wanted.values())
    return [SharedAction(action, tickets.get(wanted.get(action.action_id, ""))) for action in actions]


def _matches(action: ImprovementAction, category: Category | None, status: ActionStatus | None, text: str) -> bool:
    if category and action.category is not category:
        return False
    if status and action.status is not status:
        return False
    words = f"{action.title} {action.action_id} {action.service} {' '.join(action.threats)}".casefold()
    return text.casefold() in words
