"""Sharing and tickets over HTTP: what is accepted, what is refused, and what each answer holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connector.domain.ticket import Failure
from tests.builders import NOW, OTHER_TENANT_ID, days, make_created_ticket, make_id, make_record, make_ticket
from tests.unit.functions.app import App

DRAFT: dict[str, Any] = {
    "actionId": "AdminMFAV2",
    "kind": "incident",
    "name": "Require MFA",
    "description": "Turn it on.",
    "priority": "high",
    "dueDate": str(days(30)),
    "source": "Microsoft",
    "category": "Identity",
}
MISSING = "This field is required."


def draft(**changes: Any) -> dict[str, Any]:
    """A sound draft with changes."""
    return {**DRAFT, **changes}


def nothing_written(app: App) -> bool:
    """Neither a ticket nor a job."""
    return app.get("/api/tickets").json()["items"] == [] and app.c.jobs.ticket_jobs == []  # type: ignore[attr-defined]


def test_a_share_is_accepted_with_the_tickets_address(app: App) -> None:
    """
    202, Location and the ticket as it is stored; its number follows.
    """
    answer = app.post("/api/tickets", draft())

    ticket = answer.json()
    assert (answer.status, answer.headers["location"]) == (202, f"/api/tickets/{ticket['id']}")
    assert ticket == app.get(answer.headers["location"]).json()
    assert {name: ticket[name] for name in DRAFT} == DRAFT
    assert (ticket["delivery"], ticket["number"], ticket["isOpen"]) == ("queued", None, True)


def test_times_are_rfc_3339_in_utc(app: App) -> None:
    """
    Dates without a time, times with a Z.
    """
    ticket = app.post("/api/tickets", draft()).json()

    assert (ticket["sharedAt"], ticket["dueDate"]) == ("2026-03-02T09:00:00Z", "2026-04-01")


def test_a_draft_that_was_prefilled_can_be_sent_as_it_is(app: App) -> None:
    """
    The draft's fields are the share's fields.
    """
    prefilled = app.get("/api/actions/AdminMFAV2/draft?kind=change_request").json()

    assert app.post("/api/tickets", prefilled).status == 202


FIELDS = [
    ({"actionId": None}, "actionId"),
    ({"actionId": 7}, "actionId"),
    ({"actionId": "x" * 201}, "actionId"),
    ({"kind": "problem"}, "kind"),
    ({"kind": ""}, "kind"),
    ({"name": ""}, "name"),
    ({"name": "   "}, "name"),
    ({"name": "x" * 251}, "name"),
    ({"name": ["x"]}, "name"),
    ({"name": "a\u0000b"}, "name"),
    ({"description": "x" * 30_001}, "description"),
    ({"description": "\u001b[31m"}, "description"),
    ({"priority": "urgent"}, "priority"),
    ({"priority": 1}, "priority"),
    ({"dueDate": "2026-02-30"}, "dueDate"),
    ({"dueDate": "01.04.2026"}, "dueDate"),
    ({"dueDate": "soon"}, "dueDate"),
    ({"dueDate": 1775000000}, "dueDate"),
    ({"dueDate": "2026-04-01T10:00:00Z"}, "dueDate"),
    ({"dueDate": str(days(-1))}, "dueDate"),
    ({"dueDate": "99999-01-01"}, "dueDate"),
    ({"source": "Somebody"}, "source"),
    ({"category": "Cloud"}, "category"),
    ({"sysId": "x"}, "sysId"),
    ({"delivery": "created"}, "delivery"),
]


@pytest.mark.parametrize(("changes", "field"), FIELDS, ids=[f"{f}-{n}" for n, (_, f) in enumerate(FIELDS)])
def test_a_field_at_fault_is_named_and_nothing_is_written(app: App, changes: dict[str, Any], field: str) -> None:
    """
    400 with the field and what is wrong with it in words, never its value.
    """
    answer = app.post("/api/tickets", draft(**changes))

    assert (answer.status, answer.error()["code"]) == (400, "invalid_request")
    assert list(answer.error()["fields"]) == [field]
    assert nothing_written(app)


def test_every_field_at_fault_is_named_at_once(app: App) -> None:
    """
    Nobody mends a form field by field.
    """
    fields = app.post("/api/tickets", {"name": "x", "extra": 1, "priority": "urgent"}).error()["fields"]

    assert fields == {
        "actionId": MISSING,
        "kind": MISSING,
        "description": MISSING,
        "dueDate": MISSING,
        "priority": "This is not one of the allowed values.",
        "extra": "This field is unknown.",
    }


def test_today_is_no_date_in_the_past(app: App) -> None:
    """
    Yesterday is.
    """
    assert app.post("/api/tickets", draft(dueDate=str(days(0)))).status == 202


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe{}", b"name=x", b"{'name': 1}"])
def test_a_body_that_is_no_json_is_said_so(app: App, body: bytes) -> None:
    """
    400 with its own code.
    """
    answer = app.post("/api/tickets", body)

    assert (answer.status, answer.error()["code"]) == (400, "not_json")
    assert nothing_written(app)


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"7"])
def test_json_of_another_shape_is_refused(app: App, body: bytes) -> None:
    """
    A body is an object.
    """
    answer = app.post("/api/tickets", body)

    assert (answer.status, answer.error()["fields"]) == (400, {"body": "This value has the wrong type."})


def test_too_many_bytes_are_not_read(app: App) -> None:
    """
    A single share has 256 KiB at most, whatever is in them.
    """
    answer = app.post("/api/tickets", b" " * (256 * 1024 + 1))

    assert (answer.status, answer.error()["code"]) == (413, "body_too_large")


def test_an_unknown_action_is_not_shared(app: App) -> None:
    """
    It may have been retired by Microsoft since the page was opened.
    """
    answer = app.post("/api/tickets", draft(actionId="Retired"))

    assert (answer.status, answer.error()["code"]) == (404, "action_not_found")
    assert "Retired" in answer.error()["message"]
    assert nothing_written(app)


def test_a_second_share_leads_to_the_open_ticket(app: App) -> None:
    """
    409 with its address and id, also for another spelling of the action.
    """
    first = app.post("/api/tickets", draft()).json()

    answer = app.post("/api/tickets", draft(actionId="adminmfav2"))

    assert (answer.status, answer.error()["code"]) == (409, "already_shared")
    assert answer.headers["location"] == f"/api/tickets/{first['id']}"
    assert answer.json()["ticket"] == {"id": first["id"]}


def test_an_idempotency_key_repeats_the_first_answer(app: App) -> None:
    """
    A client that lost the answer sends the same again and gets the same ticket.
    """
    headers = {**app.bearer("Tickets.Share"), "Idempotency-Key": "key-1"}

    first, second = (app.post("/api/tickets", draft(), headers=headers) for _ in range(2))

    assert (first.status, second.status) == (202, 202)
    assert first.json()["id"] == second.json()["id"]


def test_an_idempotency_key_of_another_request_is_refused(app: App) -> None:
    """
    409 with its own code: a client that counts wrong learns of it.
    """
    headers = {**app.bearer("Tickets.Share"), "Idempotency-Key": "key-1"}
    app.post("/api/tickets", draft(), headers=headers)

    answer = app.post("/api/tickets", draft(name="Another"), headers=headers)

    assert (answer.status, answer.error()["code"]) == (409, "idempotency_key_reused")


@pytest.mark.parametrize("key", ["", "with space", "x" * 201, "é", "line\n"])
def test_an_odd_idempotency_key_is_refused(app: App, key: str) -> None:
    """
    Visible ASCII, 200 at most.
    """
    headers = {**app.bearer("Tickets.Share"), "Idempotency-Key": key}

    answer = app.post("/api/tickets", draft(), headers=headers)

    assert (answer.status, list(answer.error()["fields"])) == (400, ["Idempotency-Key"])
    assert nothing_written(app)


def test_without_a_connection_nothing_is_shared(app: App) -> None:
    """
    409, and what to do.
    """
    answer = app.post("/api/tickets", draft(), headers=app.bearer("Tickets.Share", tenant_id=OTHER_TENANT_ID))

    assert (answer.status, answer.error()["code"]) == (409, "not_connected")


def test_another_tenants_ticket_is_not_there(app: App) -> None:
    """
    To look at, to retry or to refresh.
    """
    (ticket,) = app.c.tickets.put(make_created_ticket())  # type: ignore[attr-defined]
    headers = app.bearer("Connector.Read", "Tickets.Share", tenant_id=OTHER_TENANT_ID)

    path = f"/api/tickets/{ticket.ticket_id}"

    assert app.get(path, headers=headers).status == 404
    assert app.post(f"{path}/retry", headers=headers).status == 404
    assert app.post(f"{path}/refresh", headers=headers).status == 404
    assert app.get("/api/tickets", headers=headers).json()["items"] == []


@pytest.mark.parametrize("ticket_id", ["none", "0" * 31, "G" * 32, make_id(), "%2e%2e", "A" * 32])
def test_an_unknown_ticket_is_not_found(app: App, ticket_id: str) -> None:
    """
    Whatever the id looks like, in the same words.
    """
    answer = app.get(f"/api/tickets/{ticket_id}")

    assert (answer.status, answer.error()["code"]) == (404, "ticket_not_found")


def test_a_retry_is_for_failed_tickets(app: App) -> None:
    """
    202 and queued again; anything else is 409.
    """
    failed = make_ticket().failed(Failure("remote_rejected", "Operation Failed"), NOW)
    app.c.tickets.put(failed)  # type: ignore[attr-defined]
    path = f"/api/tickets/{failed.ticket_id}"

    shown = app.get(path).json()["error"]
    retried, again = app.post(f"{path}/retry"), app.post(f"{path}/retry")

    assert (shown["code"], shown["message"]) == ("remote_rejected", "ServiceNow refused: Operation Failed")
    assert (retried.status, retried.json()["delivery"]) == (202, "queued")
    assert (again.status, again.error()["code"]) == (409, "not_failed")


def test_a_refresh_reads_the_state_of_this_moment(app: App) -> None:
    """
    ServiceNow's value and label.
    """
    ticket = make_created_ticket()
    app.c.tickets.put(ticket)  # type: ignore[attr-defined]
    desk = app.c.desks.desk  # type: ignore[attr-defined]
    desk.put(ticket.kind, ticket.record)
    desk.move(ticket.kind, ticket.ticket_id, state="2", state_label="In Progress")

    answer = app.post(f"/api/tickets/{ticket.ticket_id}/refresh").json()

    assert (answer["state"], answer["stateLabel"]) == ("2", "In Progress")


def test_a_ticket_shows_its_timeline(app: App) -> None:
    """
    Oldest first, with names of states and the reason of a failed attempt in words; lists do without.
    """
    waiting = make_ticket().postponed(Failure("remote_unavailable", "no answer"), NOW, delay=timedelta(minutes=1))
    ticket = waiting.created(make_record(waiting.ticket_id, state="2", state_label="Doing"), (), NOW)
    app.c.tickets.put(ticket)  # type: ignore[attr-defined]

    moves = app.get(f"/api/tickets/{ticket.ticket_id}").json()["timeline"]

    assert [move["what"] for move in moves] == ["shared", "queued", "attempt_failed", "created"]
    assert (moves[0]["by"], moves[2]["reason"], moves[2]["count"]) == ("Security Admin", "no answer", 1)
    assert "ServiceNow" in moves[2]["message"]
    assert (moves[3]["state"], moves[3]["stateLabel"], moves[3]["stateName"]) == ("2", "Doing", "Doing")
    assert "timeline" not in app.get("/api/tickets").json()["items"][0]


def test_a_brief_list_leaves_the_descriptions_out(app: App) -> None:
    """
    In pages as long as asked for.
    """
    app.c.tickets.put(*(make_ticket(f"Action{number}") for number in range(3)))  # type: ignore[attr-defined]

    page = app.get("/api/tickets?fields=brief&limit=2").json()

    assert (len(page["items"]), "description" in page["items"][0], bool(page["cursor"])) == (2, False, True)
    assert app.get("/api/tickets?limit=101").status == 400
