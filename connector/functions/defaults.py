"""What drafts begin with."""

from __future__ import annotations

import azure.functions as func

from connector.application.defaults import choose_defaults
from connector.bootstrap import container
from connector.domain.draft import Defaults, Kind
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.replies import Reply
from connector.functions.schemas import DefaultPriority, DefaultsBody
from connector.functions.views import View
from connector.ports import Caller

bp = func.Blueprint()

_PATH = "api/connection/defaults"


class DefaultsView(View):
    """
    Kind, priority and days that a draft begins with. `byScore`: the priority follows from gain and effort; `dueDays`
    null: the due date follows from the priority, later when the implementation cost is high.
    """

    kind: Kind
    priority: DefaultPriority
    due_days: int | None

    @classmethod
    def of(cls, defaults: Defaults) -> DefaultsView:
        """The defaults as JSON."""
        return cls(kind=defaults.kind, priority=DefaultPriority.of(defaults.priority), due_days=defaults.due_days)


@endpoint(bp, "GET", _PATH, role=Role.READ, reply=DefaultsView)
def get_defaults(_: Request, caller: Caller) -> Reply:
    """What drafts begin with."""
    return Reply(200, DefaultsView.of(container().defaults.get(caller.tenant_id)))


@endpoint(bp, "PUT", _PATH, role=Role.ADMIN, body=DefaultsBody, reply=DefaultsView)
def put_defaults(request: Request, caller: Caller) -> Reply:
    """Choose what drafts begin with; it outlasts the connection."""
    defaults = request.json(DefaultsBody).defaults()
    choose_defaults(defaults, caller, container())
    return Reply(200, DefaultsView.of(defaults))
