"""Secure Score."""

from __future__ import annotations

import azure.functions as func

from connector.application.score import score_history
from connector.bootstrap import container
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.parameters import Number
from connector.functions.replies import Reply
from connector.functions.views import ScoreView
from connector.ports import Caller

bp = func.Blueprint()

_DAYS = Number("days", most=90, default=90, about="How far back, today included.")


@endpoint(bp, "GET", "api/score", role=Role.READ, reply=ScoreView, query=(_DAYS,))
def get_score(request: Request, _: Caller) -> Reply:
    """The tenant's Secure Score of the latest day, and its course."""
    return Reply(200, ScoreView.of(score_history(_DAYS.of(request.query), container())))
