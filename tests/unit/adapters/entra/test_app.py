"""The app registration: people sign in, and the app proves itself; trouble at Entra may pass."""

from __future__ import annotations

import pytest

from connector.adapters import library_logs
from connector.errors import NotAuthenticatedError, RemoteRejectedError, RemoteUnavailableError
from tests.fakes import FakeClock
from tests.unit.adapters.entra.fake_entra import AUTHORITY, CONFIGURATION, REDIRECT_URI, TOKENS, Entra, token
from tests.unit.adapters.wire import Answer, response

SCOPE = "https://graph.sandbox.example/.default"
TROUBLE: dict[str, Answer] = {
    "no answer": RemoteUnavailableError("Microsoft Entra ID", "no answer (ConnectTimeout)"),
    "503": response(503),
    "500 with JSON": response(500, {"error": "server_error"}),
    "a page": response(200, b"<html>"),
    "nothing": response(200),
    "too busy": response(429, {"error": "temporarily_unavailable"}),
}


def test_sign_out_leads_back_here(entra: Entra, clock: FakeClock) -> None:
    """
    To the address that the authority's own metadata names.
    """
    url = entra.app(clock).sign_out_url("https://connector.sandbox.example/")

    assert url == f"{AUTHORITY}/logout?post_logout_redirect_uri=https%3A%2F%2Fconnector.sandbox.example%2F"


def test_a_probe_asks_each_time(entra: Entra, clock: FakeClock) -> None:
    """
    What is known of Entra says nothing about how it is.
    """
    app = entra.app(clock)
    app.caller_of(token())
    app.probe()
    entra.trouble = [response(503)]

    with pytest.raises(RemoteUnavailableError):
        app.probe()


def test_nothing_is_asked_before_it_is_needed(entra: Entra, clock: FakeClock) -> None:
    """
    Building the container opens nothing.
    """
    entra.app(clock)

    assert entra.wire.asked == []


def test_the_app_proves_itself_with_its_identity(entra: Entra, clock: FakeClock) -> None:
    """
    By a signed assertion instead of a secret; the token is kept while it holds.
    """
    app = entra.app(clock)

    assert [app.app_token(SCOPE), app.app_token(SCOPE)] == ["a-token", "a-token"]
    (asked,) = (asked for asked in entra.wire.asked if asked.url == TOKENS)
    assert (asked.form["client_assertion"], asked.form["scope"]) == ("assertion", SCOPE)


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
def test_trouble_at_the_token_endpoint_may_pass(entra: Entra, clock: FakeClock, trouble: Answer) -> None:
    """
    For the app's own token and for a sign-in alike: try again later, no defect and no refusal.
    """
    entra.granted = trouble
    app = entra.app(clock)
    _, flow = app.begin_sign_in(REDIRECT_URI)

    with pytest.raises(RemoteUnavailableError):
        app.app_token(SCOPE)
    with pytest.raises(RemoteUnavailableError):
        app.complete_sign_in(flow, {"code": "a-code", "state": str(flow["state"])})


@pytest.mark.parametrize("trouble", [response(503), response(302), response(200, b"<html>"), response(404, {})])
def test_trouble_with_the_metadata_may_pass(entra: Entra, clock: FakeClock, trouble: Answer) -> None:
    """
    msal reads them first; the next request asks again.
    """
    app = entra.app(clock)
    entra.trouble = [trouble]

    with pytest.raises(RemoteUnavailableError):
        app.begin_sign_in(REDIRECT_URI)

    assert app.begin_sign_in(REDIRECT_URI)[0].startswith(CONFIGURATION["authorization_endpoint"])


def test_a_refusal_of_the_app_is_one(entra: Entra, clock: FakeClock) -> None:
    """
    Asking again gives the same; Entra's word for it says why.
    """
    entra.granted = response(401, {"error": "invalid_client", "error_description": "AADSTS7000215"})

    with pytest.raises(RemoteRejectedError, match="invalid_client"):
        entra.app(clock).app_token(SCOPE)


@pytest.mark.parametrize("answer", [{"state": "another", "code": "x"}, {"code": "x"}, {}])
def test_an_answer_to_another_sign_in_is_refused(entra: Entra, clock: FakeClock, answer: dict[str, str]) -> None:
    """
    Before the code is used.
    """
    app = entra.app(clock)
    _, flow = app.begin_sign_in(REDIRECT_URI)

    with pytest.raises(NotAuthenticatedError) as caught:
        app.complete_sign_in(flow, answer)

    assert caught.value.code == "sign_in_failed"
    assert not any(asked.url == TOKENS for asked in entra.wire.asked)


def test_an_id_token_of_another_sign_in_is_refused(entra: Entra, clock: FakeClock) -> None:
    """
    Its nonce belongs to another browser.
    """
    app = entra.app(clock)
    _, flow = app.begin_sign_in(REDIRECT_URI)
    entra.granted = response(
        200, {"access_token": "x", "token_type": "Bearer", "id_token": token(sub="s", nonce="another")}
    )

    with pytest.raises(NotAuthenticatedError) as caught:
        app.complete_sign_in(flow, {"code": "a-code", "state": str(flow["state"])})

    assert caught.value.code == "sign_in_failed"


def test_no_answer_of_the_token_endpoint_gets_into_the_log(
    entra: Entra, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """
    A broken one may hold most of a token; msal would log it whole.
    """
    library_logs.quiet()
    entra.granted = response(200, b'{"access_token": "secret-token"')

    with pytest.raises(RemoteUnavailableError):
        entra.app(clock).app_token(SCOPE)

    assert "secret-token" not in caplog.text
