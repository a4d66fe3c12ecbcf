"""POST /api/tickets/retry, and `allowAnother` when sharing."""

import pytest

from connector.domain.ticket import Failure
from tests.builders import NOW, make_id, make_ticket

URL = "/api/tickets/retry"


@pytest.fixture
def failed(app):
    """Two tickets that were given up."""
    refused = Failure("remote_rejected", "Insufficient rights")
    return app.c.tickets.put(*(make_ticket(action).failed(refused, NOW) for action in ("A", "B")))


def test_each_id_has_its_result_in_order(app, failed):
    """
    A ticket that cannot be retried has its own error; the others are queued.
    """
    unknown = make_id()

    answer = app.post(URL, {"ids": [failed[0].ticket_id, unknown, failed[1].ticket_id]})

    results = answer.json()["results"]
    assert [(each["index"], each["status"]) for each in results] == [(0, 202), (1, 404), (2, 202)]
    assert results[1]["error"]["code"] == "ticket_not_found"
    assert results[0]["ticket"]["delivery"] == "queued"
    assert len(app.c.jobs.ticket_jobs) == 1


def test_what_would_be_sent_is_shown_beforehand(app, failed):
    """
    Table and columns; nothing is queued.
    """
    answer = app.get(f"/api/tickets/{failed[0].ticket_id}/preview").json()

    assert (answer["table"], answer["columns"]["short_description"]) == ("incident", failed[0].name)
    assert app.c.jobs.ticket_jobs == []


def test_an_id_given_twice_is_retried_once(app, failed):
    """
    Both places have the same result.
    """
    answer = app.post(URL, {"ids": [failed[0].ticket_id] * 2})

    assert [each["ticket"]["id"] for each in answer.json()["results"]] == [failed[0].ticket_id] * 2
    assert app.c.jobs.ticket_jobs[0].ticket_ids == (failed[0].ticket_id,)


@pytest.mark.parametrize("body", [{}, {"ids": []}, {"ids": "all"}, {"ids": [1]}, {"ids": ["x"] * 501}])
def test_what_is_no_list_of_ids_is_refused(app, failed, body):
    """
    From one to 500; the field is named.
    """
    answer = app.post(URL, body)

    assert answer.status == 400
    assert next(iter(answer.error()["fields"])).startswith("ids")
    assert app.c.jobs.ticket_jobs == []


def test_allow_another_shares_an_action_again(app):
    """
    Without it 409 with the open ticket; it must be true or false.
    """
    draft = app.get("/api/actions/AdminMFAV2/draft").json()
    first = app.post("/api/tickets", draft).json()

    assert app.post("/api/tickets", {**draft, "allowAnother": False}).status == 409
    second = app.post("/api/tickets", {**draft, "allowAnother": True})
    assert (second.status, second.json()["id"] != first["id"]) == (202, True)
    assert app.post("/api/tickets", {**draft, "allowAnother": "yes"}).error()["fields"].keys() == {"allowAnother"}
