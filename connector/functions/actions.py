"""Improvement actions."""

from __future__ import annotations

import azure.functions as func

from connector.application import actions
from connector.application.state_names import names_of
from connector.bootstrap import container
from connector.domain.action import ActionStatus, Category
from connector.domain.draft import Kind
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.parameters import CURSOR, Choice, Text
from connector.functions.replies import Reply
from connector.functions.schemas import DraftsBody
from connector.functions.views import ActionPageView, ActionView, DraftSetView, DraftView
from connector.ports import Caller

bp = func.Blueprint()


_CATEGORY, _STATUS = Choice("category", Category), Choice("status", ActionStatus)
_WORDS = Text("q", "Words in title, id, service or threats.")
_KIND = Choice("kind", Kind)


@endpoint(bp, "GET", "api/actions", role=Role.READ, reply=ActionPageView, query=(_CATEGORY, _STATUS, _WORDS, CURSOR))
def list_actions(request: Request, caller: Caller) -> Reply:
    """Improvement actions with score, points to gain and their open ticket."""
    c = container()
    page = actions.list_actions(
        caller,
        c,
        category=_CATEGORY.of(request.query),
        status=_STATUS.of(request.query),
        text=_WORDS.of(request.query),
        cursor=CURSOR.of(request.query) or None,
    )
    return Reply(200, ActionPageView.of(page, request.language, names_of(caller.tenant_id, c)))


@endpoint(bp, "GET", "api/actions/{id}", role=Role.READ, reply=ActionView)
def get_action(request: Request, caller: Caller) -> Reply:
    """One improvement action."""
    c = container()
    shared = actions.get_action(request.path["id"], caller, c)
    return Reply(200, ActionView.of(shared, request.language, names_of(caller.tenant_id, c)))


@endpoint(bp, "GET", "api/actions/{id}/draft", role=Role.SHARE, reply=DraftView, query=(_KIND,))
def get_draft(request: Request, caller: Caller) -> Reply:
    """The prefilled task for an action, of the default kind unless `kind` says which."""
    return Reply(200, DraftView.of(actions.draft(request.path["id"], _KIND.of(request.query), caller, container())))


@endpoint(bp, "POST", "api/actions/drafts", role=Role.SHARE, body=DraftsBody, reply=DraftSetView)
def post_drafts(request: Request, caller: Caller) -> Reply:
    """The prefilled tasks for up to 500 actions at once, as POST /api/tickets/bulk takes them."""
    body = request.json(DraftsBody)
    return Reply(200, DraftSetView.of(actions.draft_many(body.action_ids, body.kind, caller, container())))
