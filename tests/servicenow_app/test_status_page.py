"""The status page: the connector's own word, signed, or the reason why there is none."""

from __future__ import annotations

import pytest

from connector.domain.connection import ConnectionStatus
from tests.builders import INTEGRATION_USER, make_connection
from tests.servicenow_app.conftest import WEBHOOK_URL


def seen(answer):
    """What stands beside each title."""
    return {row["title"]: row["seen"] for row in answer["rows"]}


def test_it_shows_what_the_connector_says(app, connected):
    """
    Status, instance, integration user and the days that are left, from a signed answer.
    """
    shown = seen(connected.page("status"))

    assert (shown["Connection"], shown["Push from this instance"]) == ("connected", "on")
    assert INTEGRATION_USER.name in shown["Integration user"]
    assert shown["Days of consent left"] == str(app.get("/api/connection").json()["daysLeft"])


def test_names_of_headers_count_in_either_case(connected):
    """
    As the connector writes them, or small as a proxy hands them on.
    """
    kept = _asked(connected)
    written = {name.title(): value for name, value in kept["headers"].items()}

    for headers in (kept["headers"], written):
        connected.answer = lambda _, headers=headers: kept | {"headers": headers}
        assert "rows" in connected.page("status")


def test_a_connection_in_trouble_is_marked(app, connected):
    """
    Any status but connected counts as failed.
    """
    app.c.connections.establish(make_connection(status=ConnectionStatus.CONSENT_EXPIRED))

    [row] = [row for row in connected.page("status")["rows"] if row["title"] == "Connection"]

    assert (row["status"], row["seen"]) == ("failed", "consent_expired")


@pytest.mark.parametrize(
    "tamper",
    [
        lambda answer: answer | {"body": answer["body"].replace("connected", "not_there")},
        lambda answer: answer | {"headers": {**answer["headers"], "x-connector-signature": ""}},
        lambda answer: answer | {"headers": {**answer["headers"], "x-connector-timestamp": "1"}},
    ],
)
def test_an_answer_of_somebody_else_is_not_shown(connected, tamper):
    """
    Whoever answers at the address must hold the key, and hold it now.
    """
    answer = connected.answer
    connected.answer = lambda request: tamper(answer(request))

    assert connected.page("status") == {
        "problem": "The connector does not say how it is: the answer is not signed with the key"
    }


def test_an_answer_of_another_hour_is_not_shown(connected):
    """
    A genuine answer that somebody kept is good for as long as a push, and then as good as none.
    """
    kept = _asked(connected)
    connected.answer = lambda _: kept

    connected.now_ms += 300_000
    assert "rows" in connected.page("status")
    connected.now_ms += 1_000
    assert "not signed" in connected.page("status")["problem"]


@pytest.mark.parametrize(("url", "told"), [("", "address or key is not set"), (WEBHOOK_URL[:-1] + "0", "HTTP 404")])
def test_it_says_why_there_is_nothing(instance, key, url, told):
    """
    Nothing set up yet, or a connection that is gone.
    """
    instance.configure(url, key)

    assert instance.page("status")["problem"].endswith(told)


@pytest.mark.parametrize("page", ["status", "checklist"])
def test_pages_are_for_the_role(connected, page):
    """
    Without it no question reaches the connector.
    """
    connected.roles = ["itil"]

    assert connected.page(page) == {"problem": "The role x_sss_connector.admin is needed."}
    assert connected.requests == []


def _asked(instance):
    """The connector's answer to one question of the page."""
    answer, told = instance.answer, []
    instance.answer = lambda request: told.append(answer(request)) or told[0]
    instance.page("status")
    return told[0]
