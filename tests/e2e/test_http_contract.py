"""The HTTP contract as a program outside meets it, through the local host and the real wire."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.launcher import Sandbox
from tests.builders import OTHER_TENANT_ID
from tests.e2e.program import Program

pytestmark = pytest.mark.e2e


def test_the_token_of_the_machine_client_has_all_roles(program: Program) -> None:
    """
    A program needs nothing but the standard client-credentials grant.
    """
    assert program.get("/api/me")["roles"] == ["Connector.Admin", "Connector.Read", "Tickets.Share"]


def test_each_dependency_answers(program: Program) -> None:
    """
    The deep look reaches tables, queues, vault, Entra, Graph and ServiceNow.
    """
    health = program.get("/api/health?deep=1")

    assert health["status"] == "ok"
    assert all(check["healthy"] for check in health["checks"])


def test_the_deep_look_names_the_sick_dependency(program: Program) -> None:
    """
    503 while the instance sleeps, with what to do.
    """
    program.servicenow.fail(kind="html", status=200, match="/api/now")

    answer = program.send("GET", "/api/health?deep=1")

    (sick,) = [check for check in answer.json()["checks"] if not check["healthy"]]
    assert (answer.status_code, sick["name"], sick["code"]) == (503, "servicenow", "instance_asleep")


def test_the_deep_look_sees_what_a_warm_app_does_not_ask(program: Program) -> None:
    """
    Actions are read once in five minutes; the deep look asks Graph itself.
    """
    program.get("/api/actions")
    program.graph.fail(kind="status", status=503)

    answer = program.send("GET", "/api/health?deep=1")

    (sick,) = [check for check in answer.json()["checks"] if not check["healthy"]]
    assert (answer.status_code, sick["name"], sick["code"]) == (503, "entra id and graph", "remote_unavailable")


def test_the_contract_is_served_to_anyone(program: Program) -> None:
    """
    As OpenAPI, as a page, and at the root of the site.
    """
    get = program.session.get
    app = program.endpoints["app"]

    assert get(f"{app}/api/openapi.json", timeout=30).json()["openapi"].startswith("3.1")
    assert get(f"{app}/api/docs", timeout=30).headers["Content-Type"].startswith("text/html")
    assert get(f"{app}/", timeout=30).status_code == 200


FORGERIES: dict[str, dict[str, Any]] = {
    "another tenant": {"tenant": OTHER_TENANT_ID},
    "another tenant's id": {"claims": {"tid": OTHER_TENANT_ID}},
    "another audience": {"claims": {"aud": "00000003-0000-0000-c000-000000000000"}},
    "another issuer": {"claims": {"iss": "https://sts.sandbox.example/"}},
    "expired": {"expiresInS": -600},
    "a foreign key": {"foreignKey": True},
    "no signature": {"alg": "none"},
    "the public key as a secret": {"alg": "HS256"},
    "an unknown key": {"kid": "unknown"},
}


@pytest.mark.parametrize("wish", FORGERIES.values(), ids=FORGERIES)
def test_a_token_that_is_not_for_us_is_refused(program: Program, wish: dict[str, Any]) -> None:
    """
    401, and nothing is written with it.
    """
    token = program.foreign_token(**wish)
    before = program.tickets()
    draft = program.draft(program.get("/api/actions")["items"][-1]["id"])

    answer = program.send("POST", "/api/tickets", draft, Authorization=f"Bearer {token}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_authenticated")
    assert program.tickets() == before


def test_a_token_is_good_for_its_roles_only(program: Program) -> None:
    """
    A reader reads, and does not share.
    """
    reader = f"Bearer {program.foreign_token(claims={'roles': ['Connector.Read']})}"

    assert program.send("GET", "/api/tickets", Authorization=reader).status_code == 200
    assert program.send("POST", "/api/tickets", {}, Authorization=reader).status_code == 403
    assert program.send("PUT", "/api/connection", {}, Authorization=reader).status_code == 403


def test_wrong_input_writes_nothing(program: Program) -> None:
    """
    Neither a ticket here nor a record there, whatever is wrong.
    """
    sound = program.draft(program.fresh_actions(1)[0])
    tickets, records = program.tickets(), program.servicenow.count()

    answers = [
        program.send("POST", "/api/tickets", body)
        for body in (
            b"{",
            b"[]",
            {**sound, "unknown": 1},
            {**sound, "dueDate": "2020-01-01"},
            {**sound, "dueDate": "tomorrow"},
            {**sound, "name": "x" * 251},
            {**sound, "priority": None},
            {**sound, "actionId": "NoSuchAction"},
            b"x" * 300_000,
        )
    ]

    assert [answer.status_code for answer in answers] == [400] * 7 + [404, 413]
    assert list(answers[3].json()["error"]["fields"]) == ["dueDate"]
    assert (program.tickets(), program.servicenow.count()) == (tickets, records)


@pytest.mark.parametrize("path", ["/api/tickets/none", f"/api/tickets/{'0' * 32}", "/api/actions/NoSuchAction"])
def test_what_is_not_there_is_404(program: Program, path: str) -> None:
    """
    In the form of every error, under the request's id.
    """
    answer = program.send("GET", path, X_Request_Id="request-of-this-test")

    assert answer.status_code == 404
    assert answer.json()["error"]["requestId"] == answer.headers["X-Request-Id"] == "request-of-this-test"


def test_messages_come_in_the_readers_language(program: Program) -> None:
    """
    The code stays, the words change.
    """
    english, french = (
        program.send("GET", "/api/tickets/none", Accept_Language=tag).json()["error"] for tag in ("en", "fr")
    )

    assert english["code"] == french["code"] == "ticket_not_found"
    assert english["message"] != french["message"]


def test_a_share_gets_its_number(program: Program) -> None:
    """
    One record under the ticket's own id, with its name, and a second share leads to it.
    """
    action = program.fresh_actions(1)[0]

    ticket = program.wait(program.share(action)["id"], "created")

    (record,) = program.servicenow.records_of(ticket)
    assert (record["sys_id"], record["number"]) == (ticket["id"], ticket["number"])
    again = program.send("POST", "/api/tickets", program.draft(action))
    assert (again.status_code, again.headers["Location"]) == (409, f"/api/tickets/{ticket['id']}")
    assert program.get(f"/api/actions/{action}")["ticket"]["id"] == ticket["id"]


def test_an_idempotency_key_makes_one_ticket(program: Program) -> None:
    """
    The same request twice is one share, also when its record is there by the second time.
    """
    action = program.fresh_actions(1)[0]

    first = program.share(action, Idempotency_Key="a-key-of-this-test")
    program.wait(first["id"], "created")
    second = program.share(action, Idempotency_Key="a-key-of-this-test")

    assert second["id"] == first["id"]
    assert len(program.servicenow.records_of(second)) == 1


def test_a_bulk_share_has_a_result_for_each(program: Program) -> None:
    """
    Good ones become records of both kinds, bad ones say why.
    """
    actions = program.fresh_actions(4)
    kinds = ["incident", "change_request"] * 2
    drafts = [program.draft(action, kind) for action, kind in zip(actions, kinds, strict=True)]

    answer = program.send("POST", "/api/tickets/bulk", {"drafts": [*drafts, {**drafts[0], "name": ""}, drafts[1]]})

    results = answer.json()["results"]
    assert [result["status"] for result in results[:5]] == [202, 202, 202, 202, 400]
    for result in results[:4]:
        ticket = program.wait(result["ticket"]["id"], "created")
        assert len(program.servicenow.records_of(ticket)) == 1


def test_a_timer_runs_at_once_with_the_master_key(program: Program, sandbox: Sandbox) -> None:
    """
    202 with the key, 401 without.
    """
    url = f"{program.endpoints['app']}/admin/functions/sync_timer"

    allowed = program.session.post(url, json={}, headers={"x-functions-key": sandbox.master_key}, timeout=30)
    refused = program.session.post(url, json={}, headers={"x-functions-key": "wrong"}, timeout=30)

    assert (allowed.status_code, refused.status_code) == (202, 401)
