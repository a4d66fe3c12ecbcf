"""The main job in good times and bad: tickets are created once, followed, and never lost."""

from __future__ import annotations

import os
import signal

import pytest

from sandbox.launcher import Sandbox
from tests.e2e.program import Json, Program, eventually

pytestmark = pytest.mark.e2e

KILLED = 20
"""Tickets in the queue while a worker is killed."""


def has_one_record(program: Program, ticket: Json) -> bool:
    """Exactly one, under the ticket's id."""
    return [record["sys_id"] for record in program.servicenow.records_of(ticket)] == [ticket["id"]]


def worker_pids(program: Program, sandbox: Sandbox) -> list[int]:
    """The host's worker processes that are ready."""
    stats = program.session.get(
        f"{program.endpoints['app']}/admin/host/stats", headers={"x-functions-key": sandbox.master_key}, timeout=30
    ).json()
    return [worker["pid"] for worker in stats["workers"] if worker["ready"]]


def test_a_refused_ticket_can_be_retried(program: Program) -> None:
    """
    It fails with ServiceNow's reason in plain words, and a person queues it again once the cause is mended.
    """
    program.servicenow.refuse_inserts("incident")
    ticket = program.wait(program.share(program.fresh_actions(1)[0])["id"], "failed")
    assert (ticket["error"]["code"], ticket["number"]) == ("remote_rejected", None)
    assert "ACL Exception Insert Failed" in ticket["error"]["reason"]

    program.servicenow.heal()
    retried = program.send("POST", f"/api/tickets/{ticket['id']}/retry")

    assert (retried.status_code, retried.json()["delivery"]) == (202, "queued")
    created = program.wait(ticket["id"], "created")
    assert created["error"] is None
    assert has_one_record(program, created)


def test_a_refresh_shows_the_state_at_once(program: Program) -> None:
    """
    Without waiting for the timer.
    """
    ticket = program.wait(program.share(program.fresh_actions(1)[0])["id"], "created")
    program.servicenow.work_on(ticket, state="2")

    refreshed = program.send("POST", f"/api/tickets/{ticket['id']}/refresh").json()

    assert (refreshed["state"], refreshed["stateLabel"], refreshed["isOpen"]) == ("2", "In Progress", True)


def test_an_agents_work_is_followed_by_the_timer(program: Program) -> None:
    """
    From in progress to closed; a closed ticket leaves its action free to be shared again.
    """
    action = program.fresh_actions(1)[0]
    ticket = program.wait(program.share(action)["id"], "created")

    program.servicenow.work_on(ticket, state="2")
    eventually(lambda: program.ticket(ticket["id"])["state"] == "2", "the app shows it in progress")
    done = {"close_code": "Solution provided", "close_notes": "Done as recommended."}
    program.servicenow.work_on(ticket, state="6", **done)
    program.servicenow.work_on(ticket, state="7")
    eventually(lambda: not program.ticket(ticket["id"])["isOpen"], "the app shows it closed")

    assert program.ticket(ticket["id"])["stateLabel"] == "Closed"
    assert program.get(f"/api/actions/{action}")["ticket"] is None


def test_a_sleeping_instance_loses_nothing(program: Program) -> None:
    """
    Every address answers 200 with a page: shares are accepted all the same, wait, and are delivered when it wakes.
    """
    program.servicenow.fail(kind="html", status=200, match=" /(api|oauth_token)")
    tickets = [program.share(action) for action in program.fresh_actions(3)]
    waiting = eventually(
        lambda: t if (t := program.ticket(tickets[0]["id"]))["error"] else None, "the app says why it waits"
    )
    assert waiting is not None
    assert (waiting["delivery"], waiting["error"]["code"]) == ("queued", "instance_asleep")

    program.servicenow.heal()

    created = [program.wait(ticket["id"], "created", timeout_s=90) for ticket in tickets]
    assert all(has_one_record(program, ticket) for ticket in created)


def test_a_killed_worker_loses_and_doubles_nothing(program: Program, sandbox: Sandbox) -> None:
    """
    kill -9 while tickets are being created: each gets exactly one record.
    """
    program.servicenow.slow_down(1000)
    records = program.servicenow.count()
    draft = program.draft(program.fresh_actions(1)[0]) | {"allowAnother": True}
    tickets = [program.send("POST", "/api/tickets", draft).json() for _ in range(KILLED)]
    eventually(lambda: program.servicenow.count() > records, "the first record is made")

    killed = worker_pids(program, sandbox)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert program.servicenow.count() < records + KILLED
    eventually(lambda: set(worker_pids(program, sandbox)) - set(killed), "the host has workers again")
    program.servicenow.slow_down(0)

    created = [program.wait(ticket["id"], "created", timeout_s=120) for ticket in tickets]
    assert all(has_one_record(program, ticket) for ticket in created)
    assert program.servicenow.count() == records + KILLED


def test_a_timer_that_is_run_now_syncs(program: Program, sandbox: Sandbox) -> None:
    """
    The summary says when it was last synced.
    """
    before = program.get("/api/summary")["syncedAt"]
    url = f"{program.endpoints['app']}/admin/functions/sync_timer"

    program.session.post(url, json={}, headers={"x-functions-key": sandbox.master_key}, timeout=30)

    eventually(lambda: (program.get("/api/summary")["syncedAt"] or "") > (before or ""), "the app has synced")


def test_disconnecting_keeps_history_and_reconnecting_goes_on(program: Program) -> None:
    """
    Without a connection nothing is shared and no secret of it is left; tickets stay, and a new consent delivers again.
    """
    first = program.wait(program.share(program.fresh_actions(1)[0])["id"], "created")

    disconnected = program.send("DELETE", "/api/connection")
    refused = program.send("POST", "/api/tickets", program.draft(program.fresh_actions(1)[0]))

    assert (disconnected.status_code, disconnected.json()["status"]) == (200, "not_connected")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_connected")
    assert program.ticket(first["id"])["number"] == first["number"]

    program.connect()
    second = program.wait(program.share(program.fresh_actions(1)[0])["id"], "created")
    assert has_one_record(program, second)
