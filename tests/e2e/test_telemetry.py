"""Telemetry as it arrives: one trace from click to answer, the metrics, and nothing that is private."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest

from connector.adapters.telemetry.names import METRICS
from sandbox import seed
from sandbox.launcher import Sandbox
from tests.e2e.program import Json, Program, eventually

pytestmark = pytest.mark.e2e

ONLY_IN_TROUBLE = {"connector.remote.throttled"}


def monitor(sandbox: Sandbox, path: str) -> Json:
    """What the ingestion endpoint shows of what it received."""
    answer: Json = sandbox.session().get(f"{sandbox.addresses.monitor}/_sandbox/{path}", timeout=30).json()
    return answer


def trace_of(sandbox: Sandbox, trace_id: str) -> list[dict[str, Any]]:
    """The spans of one trace that have arrived."""
    traces = monitor(sandbox, "traces")["traces"]
    return next((trace["spans"] for trace in traces if trace["id"] == trace_id), [])


def test_one_trace_leads_from_the_click_to_servicenows_answer(program: Program, sandbox: Sandbox) -> None:
    """
    The caller's trace goes through the host, the request, the queue message and the worker to the POST; each span's
    parent is in it.
    """
    trace_id, click = secrets.token_hex(16), secrets.token_hex(8)
    ticket = program.share(program.fresh_actions(1)[0], traceparent=f"00-{trace_id}-{click}-01")
    program.wait(ticket["id"], "created")
    wanted = {
        *("post_ticket", "POST /api/tickets", "send ticket-jobs"),
        *("process ticket-jobs", "POST /api/now/table/incident"),
    }

    def names() -> set[str]:
        return {span["name"] for span in trace_of(sandbox, trace_id)}

    eventually(lambda: wanted <= names(), f"the whole trace arrived: {wanted}")

    spans = trace_of(sandbox, trace_id)
    assert {span["parent_id"] for span in spans} <= {click} | {span["span_id"] for span in spans}


def test_every_metric_arrives(program: Program, sandbox: Sandbox) -> None:
    """
    Under the names that alerts are written against, with the attributes they name.
    """
    program.wait(program.share(program.fresh_actions(1)[0])["id"], "created")
    expected = {metric.name: set(metric.attributes) for metric in METRICS if metric.name not in ONLY_IN_TROUBLE}

    def all_there() -> dict[str, set[str]] | None:
        found = {item["name"]: set(item["attributes"]) for item in monitor(sandbox, "metrics")["metrics"]}
        return found if expected.keys() <= found.keys() else None

    found = eventually(all_there, "every metric arrived")

    assert found is not None
    assert {name: found[name] for name in expected} == expected


def test_an_endpoint_that_refuses_hurts_no_share(program: Program, sandbox: Sandbox) -> None:
    """
    Telemetry that cannot be sent is dropped; tickets are created all the same.
    """
    url = f"{sandbox.addresses.monitor}/_sandbox/fail"
    program.session.post(url, json={"kind": "status", "status": 503}, timeout=30)
    try:
        tickets = [program.share(action) for action in program.fresh_actions(3)]
        assert all(program.wait(ticket["id"], "created")["number"] for ticket in tickets)
    finally:
        program.session.delete(url, timeout=30)


def test_nothing_private_arrives(program: Program, sandbox: Sandbox) -> None:
    """
    No secret, no token, no address, no person's name and no text of a ticket is in anything that was received.
    """
    draft = program.draft(program.fresh_actions(1)[0])
    ticket = program.send("POST", "/api/tickets", draft).json()
    program.wait(ticket["id"], "created")
    eventually(lambda: ticket["id"] in json.dumps(monitor(sandbox, "items")), "the ticket's spans arrived")

    received = json.dumps(monitor(sandbox, "items"), ensure_ascii=False)

    people = [text for user in seed.ENTRA_USERS for text in (user.name, user.display_name, user.password)]
    people += [text for user in seed.SERVICENOW_USERS for text in (user.password, user.display_name)]
    keys = [
        seed.SERVICENOW_CLIENT_SECRET,
        seed.MACHINE_CLIENT_SECRET,
        seed.IDENTITY_HEADER,
        "AccountKey",
        "eyJ",
        "Bearer ",
    ]
    texts = [draft["name"], draft["description"][:40], "sysparm_"]
    assert len(received) > 10_000
    assert [text for text in (*people, *keys, *texts) if text and text in received] == []
