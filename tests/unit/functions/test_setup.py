"""The setup over HTTP: what to prepare, where one is, and pages that lead to the right step."""

from __future__ import annotations

import re
from typing import Any

import pytest

from connector.domain.connection import ConnectionStatus
from connector.domain.setup import SetupStep
from connector.errors import (
    ConnectorError,
    InvalidRequestError,
    NotAllowedError,
    NotConnectedError,
    NotFoundError,
    RemoteUnavailableError,
)
from connector.functions.setup_pages import step_after
from tests.builders import CONNECTION_ID, INSTANCE, INTEGRATION_USER, OTHER_TENANT_ID, make_connection
from tests.fakes import PUBLIC_URL
from tests.unit.functions.app import App
from tests.unit.functions.test_connection import allow, begin


def setup(app: App) -> dict[str, Any]:
    """Where one is."""
    state: dict[str, Any] = app.get("/api/connection").json()["setup"]
    return state


def onward(page: bytes) -> str:
    """Where a page leads to."""
    found = re.search(rb'class="next" href="([^"]+)"', page)
    assert found
    return found[1].decode()


def test_who_never_connected_begins_by_preparing(app: App) -> None:
    """
    Nothing is waited for, nothing was checked.
    """
    headers = app.bearer("Connector.Read", tenant_id=OTHER_TENANT_ID)

    assert app.get("/api/connection", headers=headers).json()["setup"] == {
        "step": "prepare",
        "authorizationUntil": None,
        "checks": None,
        "other": None,
    }


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (ConnectionStatus.AWAITING_CONSENT, "authorize"),
        (ConnectionStatus.CONFIRM_USER, "confirm"),
        (ConnectionStatus.CONNECTED, "checks"),
        (ConnectionStatus.ATTENTION, "checks"),
        (ConnectionStatus.CONSENT_EXPIRED, "authorize"),
        (ConnectionStatus.NOT_CONNECTED, "client"),
    ],
)
def test_the_step_follows_the_status(app: App, status: ConnectionStatus, step: str) -> None:
    """
    The page to go on with after a day away.
    """
    app.c.connections.establish(make_connection(status=status))  # type: ignore[attr-defined]

    assert setup(app)["step"] == step


def test_a_consent_that_was_begun_can_be_taken_up(app: App) -> None:
    """
    Instance and client id are there, the secret is not; the ten minutes run.
    """
    app.send("DELETE", "/api/connection")
    begin(app)

    connection = app.get("/api/connection").json()

    assert (connection["instance"], connection["clientId"]) == (INSTANCE, "client-1")
    assert (connection["setup"]["step"], connection["setup"]["authorizationUntil"]) == (
        "authorize",
        "2026-03-02T09:10:00Z",
    )
    app.c.clock.advance(minutes=10)  # type: ignore[attr-defined]
    assert setup(app)["authorizationUntil"] is None


def test_the_checklist_decides_whether_one_is_done(app: App) -> None:
    """
    Done when none failed; the failed ones are named, until the next consent makes them old.
    """
    app.get("/api/connection/checks")
    assert (setup(app)["step"], setup(app)["checks"]["failed"]) == ("done", [])

    app.c.desks.inspector.fail("knock", RemoteUnavailableError("ServiceNow", "asleep"))  # type: ignore[attr-defined]
    app.get("/api/connection/checks")
    assert (setup(app)["step"], setup(app)["checks"]["failed"]) == ("checks", ["instance_awake"])

    app.get("/api/connection/checks")
    app.c.clock.advance(hours=1)  # type: ignore[attr-defined]
    connection = app.c.connections.current(make_connection().tenant_id)
    app.c.connections.save(connection.consented(INTEGRATION_USER, (), app.c.clock.now()))
    assert setup(app)["step"] == "checks"


def test_another_instance_is_set_up_beside_the_working_one(app: App) -> None:
    """
    The working connection goes on and is shown; the steps are those of the other.
    """
    begin(app, instance="elsewhere")

    connection = app.get("/api/connection").json()

    assert (connection["status"], connection["connectionId"]) == ("connected", CONNECTION_ID)
    assert connection["setup"]["step"] == "authorize"
    assert connection["setup"]["other"]["instance"] == "https://elsewhere.service-now.com"
    assert connection["setup"]["authorizationUntil"] == "2026-03-02T09:10:00Z"


def test_an_earlier_try_at_another_instance_is_over(app: App) -> None:
    """
    A consent for the instance in use that came later counts.
    """
    begin(app, instance="elsewhere")
    app.c.clock.advance(minutes=1)  # type: ignore[attr-defined]
    connection = app.c.connections.current(make_connection().tenant_id)
    app.c.connections.save(connection.consented(INTEGRATION_USER, (), app.c.clock.now()))

    assert setup(app)["other"] is None


def test_what_to_prepare_is_said_value_by_value(app: App) -> None:
    """
    Addresses of this app, fields by their labels in ServiceNow, and a link to each form.
    """
    values = app.get("/api/connection/setup").json()

    assert values["redirectUrl"] == f"{PUBLIC_URL}/api/connection/callback"
    assert values["webhookUrl"] == f"{PUBLIC_URL}/api/webhooks/servicenow/{CONNECTION_ID}"
    assert values["roles"] == ["itil", "personalize_choices"]
    client = {field["label"]: field["value"] for field in values["oauthClient"]["fields"]}
    assert (client["Redirect URL"], client["Refresh Token Lifespan"]) == (values["redirectUrl"], "8640000")
    assert values["oauthClient"]["menuPath"] == "System OAuth > Application Registry"
    assert values["integrationUser"]["link"].startswith(f"{INSTANCE}/nav_to.do?uri=sys_user_list.do")


def test_preparing_needs_no_connection(app: App) -> None:
    """
    Without an instance there are no links into it, and no address for its pushes.
    """
    values = app.get("/api/connection/setup", headers=app.bearer("Connector.Admin", tenant_id=OTHER_TENANT_ID)).json()

    assert (values["webhookUrl"], values["oauthClient"]["link"]) == (None, None)
    assert app.get("/api/connection/setup", headers=app.bearer("Connector.Read")).status == 403


def test_fixes_and_instructions_say_the_same(app: App) -> None:
    """
    Both are made from one prescription.
    """
    app.c.desks.inspector.role_names = frozenset({"admin"})  # type: ignore[attr-defined]
    values = app.get("/api/connection/setup").json()

    checks = {check["id"]: check for check in app.get("/api/connection/checks").json()["checks"]}

    assert ", ".join(values["roles"]) in checks["user_not_admin"]["fix"]
    assert "?" not in "".join(check["fix"] or "" for check in checks.values())


def test_a_consent_leads_on_to_the_checks(app: App) -> None:
    """
    The page that says it worked is not the end.
    """
    page = app.get(allow(app, begin(app).json()["authorizationUrl"]), headers={})

    assert onward(page.body) == "/setup/checks"


def test_a_doubtful_consent_leads_to_the_confirmation(app: App) -> None:
    """
    It can be given on the page itself too.
    """
    url = begin(app, headers=app.session(email=INTEGRATION_USER.email)).json()["authorizationUrl"]

    page = app.get(allow(app, url), headers=app.session(email=INTEGRATION_USER.email))

    assert onward(page.body) == "/setup/confirm"
    assert b"<button>" in page.body


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (NotFoundError("lapsed", code="authorization_unknown"), SetupStep.AUTHORIZE),
        (NotAllowedError("another", code="authorization_of_another"), SetupStep.AUTHORIZE),
        (InvalidRequestError({}, code="consent_refused"), SetupStep.AUTHORIZE),
        (NotConnectedError("secret", code="code_refused"), SetupStep.CLIENT),
        (NotConnectedError("gone", code="consent_needed"), SetupStep.CLIENT),
        (NotConnectedError("no token", code="no_refresh_token"), SetupStep.PREPARE),
        (NotConnectedError("hidden", code="user_unreadable"), SetupStep.PREPARE),
        (RemoteUnavailableError("ServiceNow", "asleep", code="instance_asleep"), SetupStep.AUTHORIZE),
        (ConnectorError("defect"), SetupStep.AUTHORIZE),
    ],
)
def test_each_failure_leads_back_to_where_it_is_mended(error: ConnectorError, step: SetupStep) -> None:
    """
    A wrong secret to the client, a wrong registry entry to the preparation, all else to another consent.
    """
    assert step_after(error).path == f"/setup/{step}"


def test_a_failed_redirect_shows_the_way_back(app: App) -> None:
    """
    In the reader's language.
    """
    page = app.get("/api/connection/callback?state=unknown&code=c", headers={"Accept-Language": "fr"})

    assert onward(page.body) == "/setup/authorize"
    assert "Continuer l’installation" in page.body.decode()
