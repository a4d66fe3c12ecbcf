"""Tickets in every state, as a tenant has them after some weeks of work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.e2e.program import Json, Program, eventually
from tests.portal.visit import Visit

Share = Callable[[list[Json]], list[str]]

SHARED = 24
FAILED = 3
WORK = {
    "incident": (None, {"state": "2"}, {"state": "3"}, {"state": "6"}, {"state": "7"}),
    "change_request": (None, {"state": "-4"}, {"state": "-3"}, {"state": "-1"}, {"state": "3"}),
}
"""What service agents did to records, one after the other."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Ids that pictures are taken of."""

    free_action: str
    followed: str
    failed: str


def share_as(visit: Visit, drafts: list[Json]) -> list[str]:
    """Share as the person of this visit; ids of the tickets."""
    script = """async drafts => {
        const headers = {'Content-Type': 'application/json'};
        const answer = await fetch('/api/tickets/bulk', {method: 'POST', headers, body: JSON.stringify({drafts})});
        return await answer.json();
    }"""
    answer: Any = visit.page.evaluate(script, drafts)
    return [result["ticket"]["id"] for result in answer["results"]]


def set_scene(program: Program, share: Share) -> Scene:
    """Shares, works on the records, and lets a few fail."""
    *actions, free = [
        each["id"] for each in program.get("/api/actions?status=to_address&sort=points&order=descending")["items"]
    ][: SHARED + FAILED + 1]
    kinds = [("incident", "change_request")[index % 2] for index in range(SHARED)]
    drafts = [program.draft(action, kind) for action, kind in zip(actions, kinds, strict=False)]
    tickets = [program.wait(id_, "created") for id_ in share(drafts)]
    for index, ticket in enumerate(tickets):
        work = WORK[ticket["kind"]]
        if fields := work[index // 2 % len(work)]:
            program.servicenow.set_fields(ticket, **fields)
    program.servicenow.refuse_inserts("incident")
    failed = share([program.draft(action, "incident") for action in actions[SHARED:]])
    for id_ in failed:
        program.wait(id_, "failed")
    program.servicenow.heal()
    eventually(lambda: _followed(program, tickets), "states were followed")
    return Scene(free, tickets[3]["id"], failed[0])


def _followed(program: Program, tickets: list[Json]) -> bool:
    moved = [ticket for index, ticket in enumerate(tickets) if index // 2 % 5]
    return all(program.ticket(ticket["id"])["state"] != ticket["state"] for ticket in moved)
