"""The rate of requests that ServiceNow sees when it is back after an outage, with real processes and real time."""

from __future__ import annotations

import logging
import time
from collections import Counter

import pytest

from tests.e2e.program import Json, Program, eventually

log = logging.getLogger(__name__)

pytestmark = pytest.mark.e2e

TICKETS, OUTAGE_S, LATENCY_MS = 40, 12, 200
MOST_AT_ONCE = 4
"""ServiceNow runs so many on a node."""
FIRST_SECOND = 8
"""One probe of 200 ms, then two side by side, then four."""
DRAINED_S = 60


def side_by_side(requests: list[Json]) -> int:
    """The most requests under way at the same time."""
    moments = [(r["startedS"], 1) for r in requests] + [(r["startedS"] + r["ms"] / 1000, -1) for r in requests]
    most = now = 0
    for _, step in sorted(moments):
        now += step
        most = max(most, now)
    return most


def test_recovery_drains_without_a_stampede(program: Program) -> None:
    """
    Forty tickets wait out an outage. Then one probe goes first and never more than four requests are under way; yet
    all is created soon. The tickets and the connection say meanwhile when they are tried again.
    """
    draft = program.draft(program.fresh_actions(1)[0])
    drafts = [{**draft, "allowAnother": True}] * TICKETS
    program.servicenow.slow_down(LATENCY_MS)
    program.servicenow.fail(kind="html", status=503)
    program.servicenow.forget_requests()
    tickets = [program.send("POST", "/api/tickets", draft).json()["id"] for draft in drafts]
    eventually(lambda: program.get("/api/connection")["throttledUntil"], "the connection says that it pauses")
    time.sleep(OUTAGE_S)
    waiting = [program.ticket(ticket_id) for ticket_id in tickets]
    during = program.servicenow.requests()
    program.servicenow.heal()
    program.servicenow.slow_down(LATENCY_MS)
    program.servicenow.forget_requests()
    back_at = time.monotonic()

    for ticket_id in tickets:
        program.wait(ticket_id, "created", timeout_s=DRAINED_S)
    drained_s = time.monotonic() - back_at

    after = program.servicenow.requests()
    rate = Counter(int(request["startedS"] - after[0]["startedS"]) for request in after)
    by_second = [rate[second] for second in range(max(rate) + 1)]
    log.info("%d requests while away; %.1f s to drain; by second: %s", len(during), drained_s, by_second)
    assert {ticket["delivery"] for ticket in waiting} <= {"queued", "creating"}
    assert any(ticket["nextAttemptAt"] for ticket in waiting)
    assert len(during) <= TICKETS
    assert side_by_side(after) <= MOST_AT_ONCE
    assert rate[0] <= FIRST_SECOND
    assert all(len(program.servicenow.records_of(program.ticket(ticket_id))) == 1 for ticket_id in tickets)
