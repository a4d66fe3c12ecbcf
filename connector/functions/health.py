"""Liveness for anyone, and a look at each dependency for administrators."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import azure.functions as func

from connector.application.health import Check, check_dependencies
from connector.bootstrap import container
from connector.functions import messages
from connector.functions.endpoint import Request, Role, authorized, endpoint
from connector.functions.parameters import Choice
from connector.functions.replies import Reply
from connector.functions.views import View

bp = func.Blueprint()


class Depth(StrEnum):
    """How far to look."""

    DEPENDENCIES = "1"


class HealthView(View):
    """Whether all is well; `checks` are in the deep look only, and say what is wrong with a dependency in trouble."""

    class Check(View):
        """One dependency."""

        name: str
        healthy: bool
        code: str | None = None
        message: str | None = None
        reason: str | None = None

    status: Literal["ok", "trouble"]
    checks: list[Check] | None = None


_DEEP = Choice("deep", Depth, "1: a look at each dependency.")


@endpoint(bp, "GET", "api/health", role=None, reply=HealthView, query=(_DEEP,))
def get_health(request: Request) -> Reply:
    """Whether the app runs; with `deep=1` (administrators) whether each dependency answers, 503 when one does not."""
    c = container()
    if _DEEP.of(request.query) is None:
        return _reply(HealthView(status="ok"))
    checks = check_dependencies(authorized(request, Role.ADMIN).tenant_id, c)
    healthy = all(check.healthy for check in checks)
    items = [_item(check, request.language) for check in checks]
    return _reply(HealthView(status="ok" if healthy else "trouble", checks=items), 200 if healthy else 503)


def _item(check: Check, language: str) -> HealthView.Check:
    if check.healthy:
        return HealthView.Check(name=check.name, healthy=True)
    message = messages.text(check.code, language, {"service": check.name, "reason": check.reason})
    return HealthView.Check(name=check.name, healthy=False, code=check.code, message=message, reason=check.reason)


def _reply(view: HealthView, status: int = 200) -> Reply:
    return Reply(status, view.model_dump(by_alias=True, exclude_none=True))
