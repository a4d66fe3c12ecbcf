"""The connection over HTTP: consent, its pages, and how it ends."""

from __future__ import annotations

from typing import Any

import pytest

from connector.domain.throttle import Throttle
from tests.builders import CONNECTION_ID, INTEGRATION_USER, NOW, OTHER_TENANT_ID, make_connection
from tests.unit.functions.app import Answer, App

BODY = {"instance": "sandbox", "clientId": "client-1", "clientSecret": "secret-of-the-client"}
MISSING = "This field is required."


def begin(app: App, headers: dict[str, str] | None = None, **changes: Any) -> Answer:
    """A consent is begun."""
    return app.send("PUT", "/api/connection", {**BODY, **changes}, headers=headers)


def allow(app: App, url: str) -> str:
    """The integration user presses Allow: where ServiceNow sends the browser."""
    state, code = app.c.oauth.consent(url)  # type: ignore[attr-defined]
    return f"/api/connection/callback?state={state}&code={code}"


def test_a_connection_says_what_an_administrator_needs(app: App) -> None:
    """
    Status, instance, user and the days that are left; no secret and no name of one.
    """
    connection = app.get("/api/connection").json()

    assert (connection["status"], connection["instance"]) == ("connected", make_connection().instance)
    assert connection["integrationUser"]["name"] == INTEGRATION_USER.name
    assert connection["daysLeft"] == 90
    assert not [name for name in connection if "secret" in name.lower() or "token" in name.lower()]


def test_a_tenant_that_never_connected_is_told_so(app: App) -> None:
    """
    That is a state, not an error, and the answer has every field.
    """
    headers = app.bearer("Connector.Read", tenant_id=OTHER_TENANT_ID)

    never, connected = app.get("/api/connection", headers=headers).json(), app.get("/api/connection").json()

    assert never["status"] == "not_connected"
    assert set(never) == set(connected)


def test_a_pause_of_the_connection_is_shown(app: App) -> None:
    """
    Until when nothing is sent, while that is so.
    """
    throttle = Throttle(CONNECTION_ID).struck("", NOW, reason="Rate limit exceeded", retry_after_s=90)
    app.c.throttles.save(throttle)

    during = app.get("/api/connection").json()["throttledUntil"]
    app.c.clock.advance(seconds=90)  # type: ignore[attr-defined]

    assert (during, app.get("/api/connection").json()["throttledUntil"]) == ("2026-03-02T09:01:30Z", None)


def test_a_consent_is_begun_and_completed(app: App) -> None:
    """
    The answer leads to the instance; the redirect back ends on a page that says it worked.
    """
    begun = begin(app).json()
    assert begun["authorizationUrl"].startswith("https://sandbox.service-now.com/oauth_auth.do?")

    page = app.get(allow(app, begun["authorizationUrl"]), headers={})

    assert (page.status, page.headers["content-type"].partition(";")[0]) == (200, "text/html")
    assert INTEGRATION_USER.display_name in page.body.decode()
    assert app.get("/api/connection").json()["status"] == "connected"


def test_the_page_runs_no_script_and_shows_no_code(app: App) -> None:
    """
    Its policy allows its own style only; the code of the redirect is not repeated.
    """
    callback = allow(app, begin(app).json()["authorizationUrl"])

    page = app.get(callback, headers={})

    assert "script" not in page.headers["content-security-policy"]
    assert callback.rpartition("=")[2].encode() not in page.body


@pytest.mark.parametrize(
    "query", ["", "?state=unknown&code=c", "?code=c", "?state=%00&code=c", "?state=" + "x" * 3000 + "&code=c"]
)
def test_a_redirect_that_nobody_began_is_refused(app: App, query: str) -> None:
    """
    A page that says so; nothing is exchanged.
    """
    answer = app.get(f"/api/connection/callback{query}", headers={})

    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (404, "text/html")


def test_a_redirect_works_once(app: App) -> None:
    """
    Going back in the browser must not exchange the code again.
    """
    callback = allow(app, begin(app).json()["authorizationUrl"])

    first, second = app.get(callback, headers={}), app.get(callback, headers={})

    assert (first.status, second.status) == (200, 404)


def test_a_consent_that_was_denied_is_no_connection(app: App) -> None:
    """
    ServiceNow's own words are not shown: anybody can write a link.
    """
    state, _ = app.c.oauth.consent(begin(app).json()["authorizationUrl"])  # type: ignore[attr-defined]

    page = app.get(f"/api/connection/callback?state={state}&error=access_denied&error_description=Pay+here", headers={})

    assert page.status == 400
    assert b"Pay" not in page.body


def test_a_consent_begun_in_a_browser_ends_in_the_same(app: App) -> None:
    """
    Somebody else's link must not connect their user to our tenant.
    """
    mine = app.session()
    callback = allow(app, begin(app, headers=mine).json()["authorizationUrl"])

    assert app.get(callback, headers={}).status == 403


@pytest.mark.parametrize(
    "instance",
    [
        "http://acme.service-now.com",
        "acme.service-now.com:8443",
        "acme.service-now.com/path",
        "user@acme.service-now.com",
        "acme.service-now.com.elsewhere.example",
        "127.0.0.1",
        "аcme",
        "a b",
        "..",
    ],
)
def test_what_is_no_instance_is_refused(app: App, instance: str) -> None:
    """
    400 naming the field; no secret is kept for it.
    """
    answer = begin(app, instance=instance)

    assert (answer.status, list(answer.error()["fields"])) == (400, ["instance"])
    assert app.c.secrets.values == {}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"instance": MISSING, "clientId": MISSING, "clientSecret": MISSING}),
        ({**BODY, "clientSecret": ""}, {"clientSecret": "This must not be empty."}),
        ({**BODY, "clientSecret": "s" * 1001}, {"clientSecret": "This is too long."}),
        ({**BODY, "clientId": 7}, {"clientId": "This value has the wrong type."}),
        ({**BODY, "password": "x"}, {"password": "This field is unknown."}),
    ],
)
def test_a_field_at_fault_is_named_without_its_value(app: App, body: dict[str, Any], fields: dict[str, str]) -> None:
    """
    A secret that was mistyped stands in no answer.
    """
    answer = app.send("PUT", "/api/connection", body)

    assert (answer.status, answer.error()["fields"]) == (400, fields)
    assert b"ssss" not in answer.body


def test_disconnecting_ends_it(app: App) -> None:
    """
    The secrets are deleted, and a second time there is nothing to end.
    """
    app.get(allow(app, begin(app).json()["authorizationUrl"]), headers={})
    assert app.c.secrets.values  # type: ignore[attr-defined]

    first, second = app.send("DELETE", "/api/connection"), app.send("DELETE", "/api/connection")

    assert (first.status, first.json()["status"]) == (200, "not_connected")
    assert (second.status, second.error()["code"]) == (409, "not_connected")
    assert app.c.secrets.values == {}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7:4711", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
    ],
)
def test_an_event_keeps_from_where(app: App, forwarded: str, address: str) -> None:
    """
    The address that the platform's front end added, without the port; what came with the request may be made up.
    """
    begin(app, headers={**app.bearer("Connector.Admin"), "X-Forwarded-For": forwarded})

    assert app.c.events.last().facts["from"] == address  # type: ignore[attr-defined]
