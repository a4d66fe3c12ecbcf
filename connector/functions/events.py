"""Who did what."""

from __future__ import annotations

import azure.functions as func

from connector.bootstrap import container
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.parameters import CURSOR
from connector.functions.replies import Reply
from connector.functions.views import EventPageView
from connector.ports import Caller

bp = func.Blueprint()

_PAGE_SIZE = 100


@endpoint(bp, "GET", "api/events", role=Role.ADMIN, reply=EventPageView, query=(CURSOR,))
def list_events(request: Request, caller: Caller) -> Reply:
    """Consents, confirmations, disconnections and changes of settings, newest first."""
    page = container().events.page(caller.tenant_id, cursor=CURSOR.of(request.query) or None, limit=_PAGE_SIZE)
    return Reply(200, EventPageView.of(page))
