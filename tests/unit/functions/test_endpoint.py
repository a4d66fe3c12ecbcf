"""What every endpoint has in common: who may ask, what an error becomes, languages, request ids."""

from __future__ import annotations

import logging
import re

import pytest

import function_app  # noqa: F401 - registers every endpoint
from connector import bootstrap
from connector.errors import (
    AlreadySharedError,
    BodyTooLargeError,
    BusyError,
    ConflictError,
    ConnectorError,
    InvalidRequestError,
    NotAllowedError,
    NotAuthenticatedError,
    NotConnectedError,
    NotFoundError,
    RemoteProtocolError,
    RemoteRejectedError,
    RemoteUnavailableError,
    SettingsError,
)
from connector.functions import messages
from connector.functions.endpoint import ENDPOINTS, Endpoint, Role
from connector.functions.pages import FailurePage, failure
from connector.functions.replies import error_reply
from tests.builders import make_id
from tests.unit.functions.app import App

GUARDED = [each for each in ENDPOINTS if each.role is not None]
OPEN = [each for each in ENDPOINTS if each.role is None]


def title(each: Endpoint) -> str:
    """A test's name."""
    return f"{each.method} {each.path}"


def url(each: Endpoint) -> str:
    """An address of this endpoint."""
    return "/" + each.path.replace("{id}", make_id())


@pytest.mark.parametrize("each", GUARDED, ids=title)
def test_without_a_sign_in_nothing_is_answered(app: App, each: Endpoint) -> None:
    """
    No token, an unknown token, another scheme, an empty or foreign cookie: 401, and how to ask is said.
    """
    for headers in (
        {},
        {"Authorization": "Bearer forged"},
        {"Authorization": "Basic YTpi"},
        {"Cookie": "__Host-connector-session="},
        {"Cookie": "__Host-connector-session=forged; other=1"},
    ):
        answer = app.send(each.method, url(each), {}, headers=headers)
        assert (answer.status, answer.error()["code"]) == (401, "not_authenticated")
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("each", GUARDED, ids=title)
def test_the_wrong_role_is_refused(app: App, each: Endpoint) -> None:
    """
    Another role, a role in other letters, or none at all: 403 naming the role that is needed.
    """
    wrong = [role.value for role in Role if role is not each.role and each.role is not Role.READ]

    for roles in ((), tuple(wrong), (str(each.role).lower(),)):
        answer = app.send(each.method, url(each), {}, headers=app.bearer(*roles))
        assert (answer.status, answer.error()["code"]) == (403, "not_allowed")
        assert str(each.role) in answer.error()["message"]


@pytest.mark.parametrize("each", GUARDED, ids=title)
def test_the_right_role_is_enough(app: App, each: Endpoint) -> None:
    """
    One role opens its endpoints; reading is open to whoever has any of the three.
    """
    enough = list(Role) if each.role is Role.READ else [each.role]

    for role in enough:
        answer = app.send(each.method, url(each), {}, headers=app.bearer(str(role)))
        assert answer.status not in (401, 403, 500)


@pytest.mark.parametrize("each", OPEN, ids=title)
def test_open_endpoints_are_the_ones_that_must_be(each: Endpoint) -> None:
    """
    Liveness, the contract, sign-in, ServiceNow's redirect and its signed pushes; nothing that shows a ticket.
    """
    assert each.path in {
        "",
        "api/health",
        "api/openapi.json",
        "api/docs",
        "api/auth/sign-in",
        "api/auth/callback",
        "api/auth/sign-out",
        "api/connection/callback",
        "api/webhooks/servicenow/{connectionId}",
        "api/webhooks/servicenow/{connectionId}/status",
    }


ERRORS: list[tuple[ConnectorError, int, str]] = [
    (InvalidRequestError({"name": "missing"}), 400, "invalid_request"),
    (InvalidRequestError({}, code="not_json"), 400, "not_json"),
    (BodyTooLargeError({}), 413, "body_too_large"),
    (NotAuthenticatedError("x"), 401, "not_authenticated"),
    (NotAllowedError("x", params={"role": "R"}), 403, "not_allowed"),
    (NotFoundError("x"), 404, "not_found"),
    (ConflictError("x"), 409, "conflict"),
    (BusyError("x", retry_after_s=5), 409, "busy"),
    (AlreadySharedError("AdminMFAV2", "t" * 32), 409, "already_shared"),
    (NotConnectedError("x"), 409, "not_connected"),
    (RemoteUnavailableError("ServiceNow", "restarting", status=503), 503, "remote_unavailable"),
    (RemoteRejectedError("ServiceNow", "no right", status=403), 502, "remote_rejected"),
    (RemoteProtocolError("ServiceNow", "odd", status=200), 502, "remote_protocol"),
    (SettingsError("x", params={"problems": "KEY_VAULT_URL is missing"}), 500, "settings_invalid"),
    (ConnectorError(), 500, "internal"),
]


@pytest.mark.parametrize(("error", "status", "code"), ERRORS, ids=[code for _, _, code in ERRORS])
def test_each_error_has_its_status_and_code(app: App, error: ConnectorError, status: int, code: str) -> None:
    """
    Whatever layer raises it, a client meets the same body.
    """
    app.c.tickets.fail("page", error)  # type: ignore[attr-defined]

    answer = app.get("/api/tickets")

    assert (answer.status, answer.error()["code"]) == (status, code)
    assert answer.error()["requestId"] == answer.headers["x-request-id"]
    assert "?" not in answer.error()["message"]


@pytest.mark.parametrize(("error", "status", "code"), ERRORS, ids=[code for _, _, code in ERRORS])
def test_a_browser_gets_the_same_as_a_page(error: ConnectorError, status: int, code: str) -> None:
    """
    Where people are sent to, an error is a page in their language instead of JSON.
    """
    page = failure(error, FailurePage("consent_failed"), language="fr", request_id="request-1")
    body = error_reply(error, language="fr", request_id="request-1").body

    assert (page.status, page.content_type) == (status, "text/html")
    assert isinstance(page.body, str)
    assert "request-1" in page.body
    assert isinstance(body, dict)
    assert body["error"]["code"] == code


@pytest.mark.parametrize(("wait_s", "header"), [(None, "10"), (7.2, "8"), (60.0, "60")])
def test_an_outage_says_when_to_come_back(app: App, wait_s: float | None, header: str) -> None:
    """
    Retry-After in whole seconds, rounded up.
    """
    error = RemoteUnavailableError("Table Storage", "busy", retry_after_s=wait_s)
    app.c.tickets.fail("page", error)  # type: ignore[attr-defined]

    assert app.get("/api/tickets").headers["retry-after"] == header


def test_a_defect_answers_500_without_its_text(app: App, caplog: pytest.LogCaptureFixture) -> None:
    """
    Its text may hold anything: the log gets its class and its frames, under the request id that the client is told.
    """
    app.c.tickets.fail("page", RuntimeError("password=s3cret"))  # type: ignore[attr-defined]

    with caplog.at_level(logging.ERROR):
        answer = app.get("/api/tickets")

    assert (answer.status, answer.error()["code"]) == (500, "internal")
    assert b"s3cret" not in answer.body
    assert "s3cret" not in caplog.text
    assert "RuntimeError" in caplog.text
    assert "in list_tickets" in caplog.text
    (record,) = (record for record in caplog.records if record.message == "defect")
    assert record.__dict__["request_id"] == answer.error()["requestId"]


def test_wrong_settings_are_named_at_the_first_request(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    All of them, by name; and the app works as soon as they are right.
    """
    bootstrap.forget()
    with monkeypatch.context() as environ:
        environ.delenv("KEY_VAULT_URL")
        environ.setenv("GRAPH_URL", "nowhere")
        answer = app.get("/api/health", headers={})

    assert (answer.status, answer.error()["code"]) == (500, "settings_invalid")
    assert "GRAPH_URL is not a URL; KEY_VAULT_URL is missing" in answer.error()["message"]
    assert app.get("/api/health", headers={}).status == 200


@pytest.mark.parametrize(
    ("header", "language"), [("en", "en"), ("fr-FR,fr;q=0.9,en;q=0.5", "fr"), ("zh-CN", "zh-CN"), ("de", "en")]
)
def test_messages_are_in_the_readers_language(app: App, header: str, language: str) -> None:
    """
    By Accept-Language; the code stays the same.
    """
    error = app.get("/api/tickets/none", headers={**app.bearer("Connector.Read"), "Accept-Language": header}).error()

    assert (error["code"], error["message"]) == ("ticket_not_found", messages.text("ticket_not_found", language))


@pytest.mark.parametrize("request_id", ["0f8fad5b-d9cb-469f-a165-70867728950e", "abcdefgh"])
def test_a_request_id_is_echoed(app: App, request_id: str) -> None:
    """
    A caller's own id leads through its logs and ours.
    """
    headers = {**app.bearer("Connector.Read"), "X-Request-Id": request_id}

    assert app.get("/api/me", headers=headers).headers["x-request-id"] == request_id


@pytest.mark.parametrize(
    "request_id", ["", "short", "x" * 65, "with space", "line\nbreak", "<script>alert(1)", "é" * 9]
)
def test_an_odd_request_id_is_replaced(app: App, request_id: str) -> None:
    """
    It goes into a header and the log: only plain ids do.
    """
    headers = {**app.bearer("Connector.Read"), "X-Request-Id": request_id}

    assert re.fullmatch(r"[0-9a-f]{32}", app.get("/api/me", headers=headers).headers["x-request-id"])


def test_every_answer_carries_the_headers_that_protect_it(app: App) -> None:
    """
    Good or bad: not stored, not sniffed, not framed, no address passed on.
    """
    for answer in (app.get("/api/me"), app.get("/api/me", headers={}), app.get("/api/tickets/none")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
