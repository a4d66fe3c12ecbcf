"""The installation checklist."""

from __future__ import annotations

import azure.functions as func

from connector.application.checks import run_checks
from connector.bootstrap import container
from connector.functions.checklist_view import ChecklistView
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.replies import Reply
from connector.ports import Caller

bp = func.Blueprint()


@endpoint(bp, "GET", "api/connection/checks", role=Role.ADMIN, reply=ChecklistView)
def get_connection_checks(request: Request, caller: Caller) -> Reply:
    """The installation checklist: what was seen of the instance, and how to mend what is not as it should be."""
    checklist = run_checks(caller.tenant_id, container(), person_email=caller.email)
    return Reply(200, ChecklistView.of(checklist, request.language))
