"""What the portal asks for, through the local host and the real wire."""

from __future__ import annotations

import pytest

from tests.e2e.program import Program

pytestmark = pytest.mark.e2e


def test_the_score_has_a_course(program: Program) -> None:
    """
    Ninety days from Graph, oldest first, of which the latest is today's score.
    """
    score = program.get("/api/score")

    dates = [day["date"] for day in score["history"]]
    assert (len(dates), dates) == (90, sorted(dates))
    assert score["history"][-1] == {name: score[name] for name in ("current", "maximum", "date")}
    assert len({day["current"] for day in score["history"]}) > 10


def test_a_tickets_story_is_told(program: Program) -> None:
    """
    Shared, refused, retried, created and worked on: each by its time.
    """
    program.servicenow.refuse_inserts("incident")
    ticket = program.wait(program.share(program.fresh_actions(1)[0])["id"], "failed")
    program.servicenow.heal()
    program.send("POST", f"/api/tickets/{ticket['id']}/retry")
    created = program.wait(ticket["id"], "created")
    program.servicenow.work_on(created, state="2")

    moves = program.send("POST", f"/api/tickets/{ticket['id']}/refresh").json()["timeline"]

    assert [move["what"] for move in moves] == ["shared", "queued", "failed", "retried", "created", "state_changed"]
    assert "ACL Exception Insert Failed" in moves[2]["reason"]
    assert (moves[-1]["state"], moves[-1]["stateName"]) == ("2", "In Progress")
    assert [move["at"] for move in moves] == sorted(move["at"] for move in moves)


def test_a_bulk_share_is_followed_while_servicenow_is_down(program: Program) -> None:
    """
    One form for many, and one request for their progress; reading goes on, and the records follow.
    """
    actions = program.fresh_actions(12)
    program.servicenow.fail(kind="status", status=503, match="/api/now")
    drafts = program.send("POST", "/api/actions/drafts", {"actionIds": actions}).json()["drafts"]
    shared = program.send("POST", "/api/tickets/bulk", {"drafts": drafts}).json()["results"]
    ids = [result["ticket"]["id"] for result in shared]

    waiting = program.send("POST", "/api/tickets/lookup", {"ids": ids}).json()

    assert [item["id"] for item in waiting["items"]] == ids
    for path in ("/api/actions?limit=500&fields=brief", "/api/tickets", "/api/summary", "/api/connection/state-names"):
        assert program.send("GET", path).status_code == 200
    program.servicenow.heal()
    for ticket_id in ids:
        program.wait(ticket_id, "created", timeout_s=120)


def test_the_setup_is_done_when_no_check_failed(program: Program) -> None:
    """
    And the values to copy are those that the instance was set up with.
    """
    checks = program.get("/api/connection/checks")["checks"]

    setup = program.get("/api/connection")["setup"]

    failed = [check["id"] for check in checks if check["status"] == "failed"]
    assert (setup["step"], setup["checks"]["failed"]) == ("checks" if failed else "done", failed)
    assert program.get("/api/connection/setup")["redirectUrl"].endswith("/api/connection/callback")
