"""Improvement actions."""

from __future__ import annotations

import azure.functions as func

from connector.application import actions
from connector.application.actions import ActionFilter, Order, Shared, Sort
from connector.application.state_names import names_of
from connector.bootstrap import container
from connector.domain.action import ActionStatus, Category
from connector.domain.draft import Kind
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.parameters import CURSOR, FIELDS, Choice, Number, Text
from connector.functions.replies import Reply
from connector.functions.schemas import DraftsBody
from connector.functions.views import ActionPageView, ActionView, DraftSetView, DraftView
from connector.ports import Caller

bp = func.Blueprint()


_CATEGORY, _STATUS = Choice("category", Category), Choice("status", ActionStatus)
_TICKET = Choice("ticket", Shared, "Whether the action has an open ticket.")
_WORDS = Text("q", "Words, each of which stands in title, id, service or threats.")
_SORT = Choice("sort", Sort, "rank (Microsoft's order) unless said otherwise.")
_ORDER = Choice("order", Order, "ascending unless said otherwise.")
_LIMIT = Number("limit", most=actions.PAGE_SIZE_MAX, default=actions.PAGE_SIZE, about="Actions in a page.")
_KIND = Choice("kind", Kind)


@endpoint(
    bp,
    "GET",
    "api/actions",
    role=Role.READ,
    reply=ActionPageView,
    query=(_CATEGORY, _STATUS, _TICKET, _WORDS, _SORT, _ORDER, _LIMIT, FIELDS, CURSOR),
)
def list_actions(request: Request, caller: Caller) -> Reply:
    """Improvement actions with score, points to gain and their open ticket."""
    c, query = container(), request.query
    wanted = ActionFilter(_CATEGORY.of(query), _STATUS.of(query), _TICKET.of(query), _WORDS.of(query))
    page = actions.list_actions(
        caller,
        c,
        wanted,
        sort=_SORT.of(query) or Sort.RANK,
        order=_ORDER.of(query) or Order.ASCENDING,
        cursor=CURSOR.of(query) or None,
        limit=_LIMIT.of(query),
    )
    view = ActionPageView.of(page, request.language, names_of(caller.tenant_id, c))
    return Reply(200, view, exclude=ActionPageView.LONG if FIELDS.of(query) else None)


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
