"""An instance's OAuth endpoints: what is asked, and what their answers mean."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connector.adapters.servicenow.oauth import ServiceNowOAuth
from connector.errors import NotConnectedError, RemoteProtocolError, RemoteRejectedError, RemoteUnavailableError
from tests.builders import INSTANCE, NOW, make_authorization, make_connection
from tests.fakes import FakeClock
from tests.unit.adapters.wire import Wire, response

GRANT = {
    "access_token": "a1",
    "refresh_token": "r1",
    "expires_in": 1799,
    "token_type": "Bearer",
    "scope": "useraccount",
}


def oauth(*answers: Any) -> tuple[ServiceNowOAuth, Wire]:
    """The endpoints with prepared answers."""
    wire = Wire(list(answers))
    return ServiceNowOAuth(wire, FakeClock()), wire


def test_the_browser_is_sent_with_a_challenge_and_never_with_a_secret() -> None:
    """
    The address holds state and PKCE challenge; verifier and secret stay here.
    """
    authorization = make_authorization()

    url = oauth()[0].authorization_url(INSTANCE, "client-1", authorization)

    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{INSTANCE}/oauth_auth.do?")
    assert query == {
        "response_type": "code",
        "client_id": "client-1",
        "redirect_uri": authorization.redirect_uri,
        "state": authorization.state,
        "code_challenge": authorization.code_challenge,
        "code_challenge_method": "S256",
    }


def test_a_code_is_exchanged_with_its_verifier() -> None:
    """
    Everything secret goes in the body; the token's end counts from when it was asked for.
    """
    server, wire = oauth(response(200, GRANT))
    authorization, connection = make_authorization(), make_connection()

    grant = server.exchange_code(connection, "s3cret", authorization, "code-1")

    assert (wire.asked[0].url, wire.asked[0].params) == (f"{INSTANCE}/oauth_token.do", {})
    assert wire.asked[0].form == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "redirect_uri": authorization.redirect_uri,
        "code_verifier": authorization.code_verifier,
        "client_id": connection.client_id,
        "client_secret": "s3cret",
    }
    assert (grant.access_token, grant.refresh_token) == ("a1", "r1")
    assert grant.expires_at == NOW + timedelta(seconds=1799)


@pytest.mark.parametrize(("body", "kept"), [({}, None), ({"refresh_token": ""}, None), ({"refresh_token": "r2"}, "r2")])
def test_a_refresh_token_may_be_left_out(body: dict[str, str], kept: str | None) -> None:
    """
    None means: keep the one in hand.
    """
    answer = {"access_token": "a2", "expires_in": "1799", **body}
    server, wire = oauth(response(200, answer))

    grant = server.refresh(make_connection(), "s3cret", "r1")

    assert (grant.access_token, grant.refresh_token) == ("a2", kept)
    assert (wire.asked[0].form["grant_type"], wire.asked[0].form["refresh_token"]) == ("refresh_token", "r1")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"error_description": "access_denied", "error": "server_error"}),
        (400, {"error": "invalid_grant"}),
        (403, {"error": {"message": "User Not Authorized"}}),
    ],
)
def test_a_refusal_asks_for_a_new_consent(status: int, body: Any) -> None:
    """
    ServiceNow says server_error for nearly everything: whatever the words, only a person can mend it.
    """
    server, _ = oauth(response(status, body))

    with pytest.raises(NotConnectedError) as caught:
        server.refresh(make_connection(), "s3cret", "r1")

    assert caught.value.code == "consent_needed"
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, b"<html>Instance Hibernating page</html>", {"Content-Type": "text/html"}),
        (503, b"", {}),
        (429, {"error": "rate"}, {"Retry-After": "30"}),
        (200, b'{"access_tok', {"Content-Type": "application/json"}),
    ],
)
def test_an_outage_never_ends_the_consent(status: int, body: Any, headers: dict[str, str]) -> None:
    """
    A page, a cut answer or an overload says nothing of the token: try later.
    """
    server, _ = oauth(response(status, body, headers))

    with pytest.raises(RemoteUnavailableError):
        server.refresh(make_connection(), "s3cret", "r1")


@pytest.mark.parametrize(
    "body", [{}, {"access_token": "a"}, {"access_token": "", "expires_in": 1}, {"access_token": "a", "expires_in": "?"}]
)
def test_an_answer_without_a_token_is_a_protocol_error(body: dict[str, Any]) -> None:
    """
    Token and life are both needed.
    """
    server, _ = oauth(response(200, body))

    with pytest.raises(RemoteProtocolError):
        server.refresh(make_connection(), "s3cret", "r1")


def test_a_token_is_revoked_in_the_body() -> None:
    """
    An address ends up in logs.
    """
    server, wire = oauth(response(200), response(400))

    server.revoke(make_connection(), "r1")

    assert (wire.asked[0].form, wire.asked[0].params) == ({"token": "r1"}, {})
    assert "r1" not in wire.asked[0].url
    with pytest.raises(RemoteRejectedError):
        server.revoke(make_connection(), "r1")
