"""Sharing many at once, and lists of tickets."""

from __future__ import annotations

import pytest

from connector.domain.draft import Kind
from tests.builders import OTHER_TENANT_ID, make_created_ticket, make_score_card, make_ticket
from tests.unit.functions.app import App
from tests.unit.functions.test_tickets import DRAFT, draft


def actions(app: App, count: int) -> list[str]:
    """So many improvement actions, by id."""
    ids = [f"Action{number:03d}" for number in range(count)]
    app.c.scores.card = make_score_card(*ids)  # type: ignore[attr-defined]
    return ids


def test_each_draft_has_its_own_result(app: App) -> None:
    """
    In the order of the request; one that is bad does not stop the others.
    """
    shared = app.post("/api/tickets", draft(actionId="BlockLegacyAuth")).json()
    drafts = [
        draft(),
        draft(actionId="Retired"),
        draft(actionId="BlockLegacyAuth"),
        draft(actionId="SelfServicePasswordReset", name="", extra=1),
        draft(actionId="SelfServicePasswordReset", kind="change_request"),
        draft(),
        "no draft",
    ]

    answer = app.post("/api/tickets/bulk", {"drafts": drafts[:-1]})

    results = answer.json()["results"]
    assert answer.status == 202
    assert [result["index"] for result in results] == [0, 1, 2, 3, 4, 5]
    assert [result["status"] for result in results] == [202, 404, 409, 400, 202, 409]
    assert sorted(results[3]["error"]["fields"]) == ["extra", "name"]
    assert results[4]["ticket"]["kind"] == "change_request"
    assert results[2]["openTicket"] == {"id": shared["id"]}


def test_a_result_carries_the_requests_id(app: App) -> None:
    """
    To find the log entry of one bad draft among hundreds.
    """
    answer = app.post("/api/tickets/bulk", {"drafts": [draft(name="")]})

    assert answer.json()["results"][0]["error"]["requestId"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "drafts"),
        ({"drafts": []}, "drafts"),
        ({"drafts": "x"}, "drafts"),
        ({"drafts": ["x"]}, "drafts.0"),
        ({"drafts": [None]}, "drafts.0"),
        ({"drafts": [DRAFT], "more": 1}, "more"),
        ({"drafts": [DRAFT] * 501}, "drafts"),
    ],
)
def test_a_bulk_of_another_shape_is_refused_as_a_whole(app: App, body: object, field: str) -> None:
    """
    1 to 500 objects, and nothing else.
    """
    answer = app.post("/api/tickets/bulk", body)

    assert (answer.status, list(answer.error()["fields"])) == (400, [field])
    assert app.get("/api/tickets").json()["items"] == []


def test_five_hundred_drafts_are_taken(app: App) -> None:
    """
    As jobs of fifty, because that is what one batch creates.
    """
    ids = actions(app, 500)

    results = app.post("/api/tickets/bulk", {"drafts": [draft(actionId=id_) for id_ in ids]}).json()["results"]

    assert [result["status"] for result in results] == [202] * 500
    jobs = app.c.jobs.ticket_jobs  # type: ignore[attr-defined]
    assert [len(job.ticket_ids) for job in jobs] == [50] * 10


def test_of_five_hundred_with_three_bad_ones_the_rest_is_queued(app: App) -> None:
    """
    The three are named by their place and by what is wrong with them.
    """
    drafts = [draft(actionId=id_) for id_ in actions(app, 500)]
    drafts[7] |= {"name": ""}
    drafts[250] |= {"priority": "urgent"}
    drafts[499] |= {"dueDate": "31 December"}

    results = app.post("/api/tickets/bulk", {"drafts": drafts}).json()["results"]

    bad = {result["index"]: list(result["error"]["fields"]) for result in results if result["status"] == 400}
    assert bad == {7: ["name"], 250: ["priority"], 499: ["dueDate"]}
    assert sum(len(job.ticket_ids) for job in app.c.jobs.ticket_jobs) == 497  # type: ignore[attr-defined]


def test_a_bulk_can_be_repeated_by_its_key(app: App) -> None:
    """
    Every draft gets the ticket it got the first time.
    """
    headers = {**app.bearer("Tickets.Share"), "Idempotency-Key": "bulk-1"}
    body = {"drafts": [draft(actionId=id_) for id_ in actions(app, 3)]}

    first, second = (app.post("/api/tickets/bulk", body, headers=headers).json()["results"] for _ in range(2))

    assert [result["ticket"]["id"] for result in first] == [result["ticket"]["id"] for result in second]


def test_tickets_are_listed_newest_first_page_by_page(app: App) -> None:
    """
    A hundred to a page, a cursor to the next, none at the end.
    """
    tickets = [make_ticket(f"Action{number}") for number in range(150)]
    app.c.tickets.put(*tickets)  # type: ignore[attr-defined]

    first = app.get("/api/tickets").json()
    second = app.get(f"/api/tickets?cursor={first['cursor']}").json()

    ids = [item["id"] for item in first["items"] + second["items"]]
    assert ids == [ticket.ticket_id for ticket in reversed(tickets)]
    assert (len(first["items"]), second["cursor"]) == (100, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"A", "B", "C"}),
        ("kind=incident", {"A", "C"}),
        ("kind=change_request", {"B"}),
        ("delivery=created", {"C"}),
        ("state=2", {"C"}),
        ("state=-5", set()),
        ("q=action%20b", set()),
        ("q=IMPROVE%20b", {"B"}),
        ("kind=incident&delivery=queued&q=a", {"A"}),
        ("unknown=1", {"A", "B", "C"}),
    ],
)
def test_lists_are_narrowed(app: App, query: str, found: set[str]) -> None:
    """
    By kind, delivery, state and words, together.
    """
    tickets = [make_ticket("A"), make_ticket("B", kind=Kind.CHANGE_REQUEST), make_created_ticket("C", state="2")]
    app.c.tickets.put(*tickets)  # type: ignore[attr-defined]

    assert {item["actionId"] for item in app.get(f"/api/tickets?{query}").json()["items"]} == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=problem", "kind"),
        ("delivery=done", "delivery"),
        ("state=2%27%20or%201", "state"),
        ("state=" + "x" * 50, "state"),
        ("cursor=nonsense", "cursor"),
        ("cursor=e30%3D", "cursor"),
    ],
)
def test_a_wrong_filter_is_named(app: App, query: str, field: str) -> None:
    """
    It is not taken for none.
    """
    answer = app.get(f"/api/tickets?{query}")

    assert (answer.status, list(answer.error()["fields"])) == (400, [field])


def test_a_bulk_share_can_be_followed(app: App) -> None:
    """
    One request for all of them, in brief, in the order asked for; what is no ticket here is named.
    """
    tickets = app.c.tickets.put(make_ticket("A"), make_created_ticket("B", number="INC0000042"))  # type: ignore[attr-defined]
    ids = [tickets[1].ticket_id, "f" * 32, tickets[0].ticket_id, "no-id", tickets[1].ticket_id]

    answer = app.post("/api/tickets/lookup", {"ids": ids}, headers=app.bearer("Connector.Read")).json()

    assert [(item["delivery"], item["number"]) for item in answer["items"]] == [
        ("created", "INC0000042"),
        ("queued", None),
    ]
    assert answer["missing"] == ["f" * 32, "no-id"]
    assert {"description", "timeline"}.isdisjoint(answer["items"][0])


def test_another_tenants_tickets_are_not_looked_up(app: App) -> None:
    """
    Their ids are as unknown as any.
    """
    [ticket] = app.c.tickets.put(make_ticket())  # type: ignore[attr-defined]
    elsewhere = app.bearer("Connector.Read", tenant_id=OTHER_TENANT_ID)

    answer = app.post("/api/tickets/lookup", {"ids": [ticket.ticket_id]}, headers=elsewhere).json()

    assert answer == {"items": [], "missing": [ticket.ticket_id]}


@pytest.mark.parametrize("ids", [[], ["a" * 32] * 501, ["a" * 101], "a"])
def test_a_look_up_has_a_bound(app: App, ids: object) -> None:
    """
    As many as one bulk share makes.
    """
    assert app.post("/api/tickets/lookup", {"ids": ids}).status == 400
