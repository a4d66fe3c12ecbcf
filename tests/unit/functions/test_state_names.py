"""GET and PUT /api/connection/state-names, and where the names are shown."""

import pytest

from connector.domain.draft import Kind
from tests.builders import CONNECTION_ID, NOW, make_created_ticket

URL = "/api/connection/state-names"
FRENCH = {"Accept-Language": "fr"}


@pytest.fixture
def listed(app):
    """The instance calls its first state of incidents otherwise."""
    lists = {Kind.INCIDENT: {"en": {"1": "Fresh", "2": "Active"}, "fr": {"1": "Nouveau"}}}
    app.c.state_names.keep_choices(app.c.connections.get(CONNECTION_ID), lists, NOW)
    return app


def test_names_come_by_kind_in_the_readers_language(listed):
    """
    With the defaults and what was chosen beside them.
    """
    listed.send("PUT", URL, {"incident": {"2": "Dran"}})
    body = listed.get(URL, headers={**listed.bearer("Connector.Read"), **FRENCH}).json()

    assert body["incident"] == {"1": "Nouveau", "2": "Dran"}
    assert body["defaults"]["incident"] == {"1": "Nouveau", "2": "Active"}
    assert body["chosen"] == {"incident": {"2": "Dran"}, "change_request": {}}
    assert body["change_request"]["-5"] == "New"
    assert body["readAt"] == "2026-03-02T09:00:00Z"


def test_put_answers_the_names_as_they_are_now(app):
    """
    An empty object clears every choice.
    """
    assert app.send("PUT", URL, {"change_request": {"-5": "Neu"}}).json()["change_request"]["-5"] == "Neu"
    assert app.send("PUT", URL, {}).json()["chosen"] == {"incident": {}, "change_request": {}}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"incidents": {}}, "incidents"),
        ({"changeRequest": {}}, "changeRequest"),
        ({"incident": ["Neu"]}, "incident"),
        ({"incident": {"1": 7}}, "incident.1"),
        ({"incident": {"1": None}}, "incident.1"),
        ({"incident": {"1": ""}}, "incident.1"),
        ({"incident": {"1": "x" * 61}}, "incident.1"),
        ({"change_request": {"a b": "Neu"}}, "change_request.a b"),
        ([], "body"),
    ],
)
def test_what_is_wrong_is_named(app, body, field):
    """
    Kind, state or name: 400, and nothing is kept.
    """
    answer = app.send("PUT", URL, body)

    assert (answer.status, list(answer.error()["fields"])) == (400, [field])
    assert app.get(URL).json()["chosen"] == {"incident": {}, "change_request": {}}


def test_tickets_show_the_name_beside_the_label(listed):
    """
    Alone, in the list, and on their improvement action.
    """
    [ticket] = listed.c.tickets.put(make_created_ticket(state_label="Neuf"))
    headers = {**listed.bearer("Connector.Read"), **FRENCH}

    alone = listed.get(f"/api/tickets/{ticket.ticket_id}", headers=headers).json()
    [in_list] = listed.get("/api/tickets", headers=headers).json()["items"]
    action = listed.get("/api/actions/AdminMFAV2", headers=headers).json()["ticket"]
    assert {(shown["stateLabel"], shown["stateName"]) for shown in (alone, in_list, action)} == {("Neuf", "Nouveau")}


def test_the_summary_shows_the_name(listed):
    """
    An administrator's own name, whatever the language.
    """
    listed.c.tickets.put(make_created_ticket())
    listed.send("PUT", URL, {"incident": {"1": "Neu"}})

    card = listed.get("/api/summary").json()["cards"][0]
    assert card["states"] == [{"state": "1", "label": "Neu", "count": 1}]
