"""Tickets in every state, as a tenant has them after some weeks of work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.e2e.program import Json, Program, eventually
from tests.portal.visit import Visit

Share = Callable[[list[Json]], list[str]]

PANEL = 600
"""Characters of HTML in one view of a panel."""
SHARED = 24
FAILED = 3
STATES = {"incident": ("1", "2", "3", "6", "7"), "change_request": ("-5", "-4", "-3", "-1", "3")}
"""States that a record goes through, from new to closed."""
STAGES = (4, 4, 4, 4, 4, 3, 3, 2, 1, 1, 0, 0)
"""How far records went, of each kind, the oldest first: places in `STATES`."""


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
    offered = program.get("/api/actions?status=to_address&sort=points&order=descending")["items"]
    free = max(offered, key=_told)["id"]
    actions = [each["id"] for each in offered if each["id"] != free]
    first = reversed(actions[:SHARED])  # Those that gain the most were shared last, and are still worked on.
    kinds = [("incident", "change_request")[index % 2] for index in range(SHARED)]
    drafts = [program.draft(action, kind) for action, kind in zip(first, kinds, strict=True)]
    tickets = [program.wait(id_, "created") for id_ in share(drafts)]
    for most in (1, 4):
        work(program, tickets, most=most)
    program.servicenow.refuse_inserts("incident")
    failed = share([program.draft(action, "incident") for action in actions[SHARED : SHARED + FAILED]])
    for id_ in failed:
        program.wait(id_, "failed")
    program.servicenow.heal()
    return Scene(free, tickets[11]["id"], failed[0])


def _told(action: Json) -> int:
    """How much an action says of what to do, as far as a panel shows it without scrolling."""
    length = len(action["remediationHtml"])
    return length if length < PANEL else 0


def work(program: Program, tickets: list[Json], *, most: int) -> None:
    """Service agents take each record as far as it went, and `most` states at most; the app has followed."""
    wanted = {
        ticket["id"]: STATES[ticket["kind"]][min(STAGES[index // 2], most)] for index, ticket in enumerate(tickets)
    }
    for ticket in tickets:
        program.servicenow.set_fields(ticket, state=wanted[ticket["id"]])
    eventually(
        lambda: all(program.ticket(id_)["state"] == state for id_, state in wanted.items()), "states were followed"
    )
