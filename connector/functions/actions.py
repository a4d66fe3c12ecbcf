"""Improvement actions."""

from __future__ import annotations

from enum import StrEnum

import azure.functions as func

from connector.application import actions
from connector.application.state_names import names_of
from connector.bootstrap import container
from connector.domain.action import ActionStatus, Category
from connector.domain.draft import Kind
from connector.errors import InvalidRequestError
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.replies import Reply
from connector.functions.views import ActionPageView, ActionView, DraftView
from connector.ports import Caller

bp = func.Blueprint()


@endpoint(bp, "GET", "api/actions", role=Role.READ, reply=ActionPageView, query=("category", "status", "q", "cursor"))
def list_actions(request: Request, caller: Caller) -> Reply:
    """Improvement actions with score, points to gain and their open ticket."""
    c = container()
    page = actions.list_actions(
        caller,
        c,
        category=choice(request, "category", Category),
        status=choice(request, "status", ActionStatus),
        text=request.query.get("q", ""),
        cursor=request.query.get("cursor"),
    )
    return Reply(200, ActionPageView.of(page, request.language, names_of(caller.tenant_id, c)))


@endpoint(bp, "GET", "api/actions/{id}", role=Role.READ, reply=ActionView)
def get_action(request: Request, caller: Caller) -> Reply:
    """One improvement action."""
    c = container()
    shared = actions.get_action(request.path["id"], caller, c)
    return Reply(200, ActionView.of(shared, request.language, names_of(caller.tenant_id, c)))


@endpoint(bp, "GET", "api/actions/{id}/draft", role=Role.SHARE, reply=DraftView, query=("kind",))
def get_draft(request: Request, _: Caller) -> Reply:
    """The prefilled task for an action; incident unless `kind` says change_request."""
    kind = choice(request, "kind", Kind) or Kind.INCIDENT
    return Reply(200, DraftView.of(actions.draft(request.path["id"], kind, container())))


def choice[Choice: StrEnum](request: Request, name: str, choices: type[Choice]) -> Choice | None:
    """A query parameter that is one of these words, None without it. Raises InvalidRequestError."""
    value = request.query.get(name)
    if not value:
        return None
    try:
        return choices(value)
    except ValueError as error:
        raise InvalidRequestError({name: "not_one_of"}) from error
