"""A service agent's work on some of the tickets in ServiceNow, and whether the app followed it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sandbox.demo.app_client import AppClient, Json
from sandbox.demo.servicenow_end import Record, ServiceNowEnd
from sandbox.demo.sharing import KINDS, Step

POLL_S = 1.0
FOLLOW_S = 60.0
"""How long the app's timer may take until it shows what was done."""

CUSTOM_STATE, CUSTOM_LABEL = "-21", "Awaiting maintenance window"
"""A state that this company added; the product has none of that number."""

GROUP = "Change Management"
"""Who takes a change request before it is assessed."""

_RESOLVE = {"state": "6", "close_code": "Solution provided", "close_notes": "Done as recommended."}
_FINISH = {"state": "3", "close_code": "successful", "close_notes": "Done as recommended."}


@dataclass(frozen=True, slots=True)
class Work:
    """What an agent does to one ticket: updates in their order, then perhaps deletes the record."""

    kind: str
    what: str
    updates: tuple[dict[str, str], ...] = ()
    deletes: bool = False


PLAN = (
    Work("incident", "in progress", ({"state": "2"},)),
    Work("incident", "on hold", ({"state": "2"}, {"state": "3", "hold_reason": "4"})),
    Work("incident", "resolved", ({"state": "2"}, _RESOLVE)),
    Work("incident", "closed", (_RESOLVE, {"state": "7"})),
    Work("incident", "put in a custom state", ({"state": CUSTOM_STATE},)),
    Work("incident", "deleted", deletes=True),
    Work("change_request", "assessed", ({"state": "-4"},)),
    Work("change_request", "closed", (*({"state": str(number)} for number in range(-4, 1)), _FINISH)),
    Work("change_request", "canceled", ({"state": "4"},)),
    Work("change_request", "deleted", deletes=True),
)


@dataclass(frozen=True, slots=True)
class Worked:
    """One ticket that was worked on. `record` is what ServiceNow then held, None when it was deleted."""

    ticket_id: str
    number: str
    what: str
    record: Record | None

    def is_followed_by(self, ticket: Json) -> bool:
        """Whether the app's ticket shows the same."""
        if self.record is None:
            return not ticket["isOpen"]
        shown = (ticket["state"], ticket["stateLabel"], ticket["isOpen"])
        return shown == (self.record.state, self.record.state_label, self.record.active)


def work_on(servicenow: ServiceNowEnd, tickets: list[Json], step: Step) -> list[Worked]:
    """Carry out the plan, each part on another ticket, as far as there are tickets of its kind."""
    servicenow.add_state("incident", CUSTOM_STATE, CUSTOM_LABEL)
    group = {"assignment_group": servicenow.group(GROUP)}
    free = {kind: [ticket for ticket in tickets if ticket["kind"] == kind] for kind in KINDS}
    worked = []
    for work in PLAN:
        if not free[work.kind]:
            continue
        ticket = free[work.kind].pop()
        for update in work.updates:
            servicenow.update_as_agent(work.kind, ticket["id"], group | update)
        if work.deletes:
            servicenow.delete(work.kind, ticket["id"])
        record = None if work.deletes else servicenow.record(work.kind, ticket["id"])
        worked.append(Worked(ticket["id"], ticket["number"], work.what, record))
        step(1)
    return worked


def wait_followed(app: AppClient, worked: list[Worked], step: Step) -> list[Worked]:
    """Wait for the app's own timer; returns those that the app did not follow in time."""
    behind, deadline = list(worked), time.monotonic() + FOLLOW_S
    while behind:
        still = [each for each in behind if not each.is_followed_by(app.ticket(each.ticket_id))]
        step(len(behind) - len(still))
        behind = still
        if not behind or time.monotonic() > deadline:
            break
        time.sleep(POLL_S)
    return behind
