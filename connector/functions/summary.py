"""The two cards of the home page."""

from __future__ import annotations

import azure.functions as func

from connector.application.summary import summarize
from connector.bootstrap import container
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.replies import Reply
from connector.functions.views import SummaryView
from connector.ports import Caller

bp = func.Blueprint()


@endpoint(bp, "GET", "api/summary", role=Role.READ, reply=SummaryView)
def get_summary(request: Request, caller: Caller) -> Reply:
    """Counts per kind and state, a daily series, and what needs attention; ServiceNow is not asked."""
    return Reply(200, SummaryView.of(summarize(caller, container(), language=request.language), request.language))
