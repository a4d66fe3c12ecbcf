"""Liveness for anyone, and a look at each dependency for administrators."""

from __future__ import annotations

from enum import StrEnum

import azure.functions as func

from connector.application.health import Check, check_dependencies
from connector.bootstrap import container
from connector.functions import messages
from connector.functions.endpoint import Request, Role, authorized, endpoint
from connector.functions.parameters import Choice
from connector.functions.replies import Reply

bp = func.Blueprint()


class Depth(StrEnum):
    """How far to look."""

    DEPENDENCIES = "1"


_DEEP = Choice("deep", Depth, "1: a look at each dependency.")


@endpoint(bp, "GET", "api/health", role=None, query=(_DEEP,))
def get_health(request: Request) -> Reply:
    """Whether the app runs; with `deep=1` (administrators) whether each dependency answers, 503 when one does not."""
    c = container()
    if _DEEP.of(request.query) is None:
        return Reply(200, {"status": "ok"})
    checks = check_dependencies(authorized(request, Role.ADMIN).tenant_id, c)
    healthy = all(check.healthy for check in checks)
    items = [_item(check, request.language) for check in checks]
    return Reply(200 if healthy else 503, {"status": "ok" if healthy else "trouble", "checks": items})


def _item(check: Check, language: str) -> dict[str, object]:
    if check.healthy:
        return {"name": check.name, "healthy": True}
    message = messages.text(check.code, language, {"service": check.name, "reason": check.reason})
    return {"name": check.name, "healthy": False, "code": check.code, "message": message, "reason": check.reason}
