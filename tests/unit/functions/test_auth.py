"""Sign-in and sign-out."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest

from connector.errors import RemoteUnavailableError
from tests.fakes import PUBLIC_URL
from tests.unit.functions.app import Answer, App


def started(app: App, query: str = "") -> tuple[str, str]:
    """The state and the cookie of a sign-in under way."""
    answer = app.get(f"/api/auth/sign-in{query}", headers={})
    state = parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]
    return state, answer.headers["set-cookie"].partition(";")[0]


def is_refused(answer: Answer) -> bool:
    """A page that says so, and no session."""
    is_page = answer.headers["content-type"].startswith("text/html")
    return is_page and answer.status == 401 and "set-cookie" not in answer.headers


def test_sign_in_leads_to_entra_and_back_here(app: App) -> None:
    """
    What must come back unchanged is kept in a sealed cookie for ten minutes.
    """
    answer = app.get("/api/auth/sign-in", headers={})

    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert answer.status == 302
    assert query["redirect_uri"] == [f"{PUBLIC_URL}/api/auth/callback"]
    assert "__Host-connector-sign-in=" in answer.headers["set-cookie"]
    assert "Max-Age=600; HttpOnly" in answer.headers["set-cookie"]


def test_the_way_back_begins_the_session(app: App) -> None:
    """
    And leads to the portal.
    """
    state, cookie = started(app)

    answer = app.get(f"/api/auth/callback?code=c&state={state}", headers={"Cookie": cookie})

    assert (answer.status, answer.headers["location"]) == (302, "/")
    assert answer.headers["set-cookie"].startswith("__Host-connector-session=")


def landing(app: App, return_to: str) -> str:
    """Where a sign-in that began with this address ends."""
    state, cookie = started(app, f"?returnTo={quote(return_to, safe='')}")
    return app.get(f"/api/auth/callback?code=c&state={state}", headers={"Cookie": cookie}).headers["location"]


@pytest.mark.parametrize("page", ["/tickets/0a1b", "/actions?q=a%20b&status=ignored#top", "/setup/checks", "/"])
def test_sign_in_returns_to_the_page_one_came_from(app: App, page: str) -> None:
    """
    With its query and fragment, unchanged.
    """
    assert landing(app, page) == page


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\/elsewhere.example",
        "/\t/elsewhere.example",
        "/a//elsewhere.example",
        "javascript:alert(1)",
        "elsewhere.example",
        "/a\r\nSet-Cookie: a=b",
        "/\u202egpj",
        "/api/auth/sign-in",
        "/" + "a" * 512,
        " /tickets",
        "",
    ],
)
def test_sign_in_leads_to_no_other_site(app: App, address: str) -> None:
    """
    What is no page of this site, however it is disguised, leads to the home page.
    """
    assert landing(app, address) == "/"


def test_an_answer_that_belongs_to_no_sign_in_is_refused(app: App) -> None:
    """
    Without the cookie, with another state, without a code, or with a session in its place.
    """
    state, cookie = started(app)
    session = app.session()["Cookie"].replace("connector-session", "connector-sign-in")

    assert is_refused(app.get(f"/api/auth/callback?code=c&state={state}", headers={}))
    assert is_refused(app.get("/api/auth/callback?code=c&state=other", headers={"Cookie": cookie}))
    assert is_refused(app.get(f"/api/auth/callback?state={state}&error=denied", headers={"Cookie": cookie}))
    assert is_refused(app.get(f"/api/auth/callback?code=c&state={state}", headers={"Cookie": session}))


def test_a_sign_in_takes_ten_minutes_at_most(app: App) -> None:
    """
    Then it has to be begun again.
    """
    state, cookie = started(app)

    app.c.clock.advance(minutes=10, seconds=1)  # type: ignore[attr-defined]

    assert is_refused(app.get(f"/api/auth/callback?code=c&state={state}", headers={"Cookie": cookie}))


def test_what_entra_sends_is_not_shown(app: App) -> None:
    """
    A page built from a link's own words would be anybody's page.
    """
    _, cookie = started(app)

    answer = app.get("/api/auth/callback?error_description=<b>Pay%20here</b>", headers={"Cookie": cookie})

    assert b"Pay" not in answer.body


def test_sign_out_ends_the_session_here_and_says_where_entras_ends(app: App) -> None:
    """
    The cookie is removed with the same flags it was set with.
    """
    answer = app.post("/api/auth/sign-out", headers=app.session())

    assert answer.json()["signOutUrl"].endswith("post_logout_redirect_uri=https%3A%2F%2Fconnector.sandbox.example%2F")
    emptied = "__Host-connector-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
    assert answer.headers["set-cookie"] == emptied


def test_sign_out_from_another_site_is_refused(app: App) -> None:
    """
    A form elsewhere ends nobody's session: the answer removes no cookie.
    """
    answer = app.post("/api/auth/sign-out", headers={"Origin": "https://elsewhere.example"})

    assert (answer.status, answer.error()["code"]) == (403, "another_site")
    assert "set-cookie" not in answer.headers


def test_sign_out_needs_no_answer_from_entra(app: App) -> None:
    """
    Our own session ends all the same, and the browser goes home.
    """
    app.c.identity.fail("sign_out_url", RemoteUnavailableError("Microsoft Entra ID", "no answer"))  # type: ignore[attr-defined]

    answer = app.post("/api/auth/sign-out", headers=app.session())

    assert answer.json() == {"signOutUrl": "/"}
    assert "connector-session=;" in answer.headers["set-cookie"]
