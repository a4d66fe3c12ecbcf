"""Sessions of people: the cookie that holds them, and what it may be used for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connector.adapters.sealing import FernetSealer
from connector.application.container import Container, Policy
from connector.errors import NotAuthenticatedError, RemoteUnavailableError
from connector.functions.sessions import SESSION, SIGN_IN, SIGN_IN_LIFE, caller_of, cookie, read_cookie, session_cookie
from tests.builders import make_caller
from tests.fakes import PUBLIC_URL, FakeClock, FakeSecrets
from tests.unit.functions.app import App


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(c: Container) -> None:
    """
    HttpOnly, SameSite, for the whole site, eight hours, and over TLS only.
    """
    name_and_value, *flags = session_cookie(make_caller(), c).split("; ")

    assert name_and_value.startswith("__Host-connector-session=")
    assert flags == ["Path=/", "Max-Age=28800", "HttpOnly", "SameSite=Lax", "Secure"]


def test_an_app_without_tls_has_cookies_without_secure(c: Container) -> None:
    """
    Only where the app's own address is plain http, as on a developer's machine.
    """
    local = replace(c, policy=Policy(public_url="http://localhost:7071"))

    text = cookie("a", "b", local, life=SIGN_IN_LIFE)

    assert text.startswith("a=b; ")
    assert "Secure" not in text
    assert read_cookie({"cookie": "a=b"}, "a", local) == "b"


def test_a_cookie_that_a_neighbour_set_is_none_of_ours(app: App) -> None:
    """
    A site beside ours may set one for the whole domain, but not with this prefix.
    """
    value = app.session()["Cookie"].partition("=")[2]

    assert app.get("/api/me", headers={"Cookie": f"__Host-connector-session={value}"}).status == 200
    assert app.get("/api/me", headers={"Cookie": f"connector-session={value}"}).status == 401


def test_the_cookie_shows_nothing_of_the_person(c: Container) -> None:
    """
    Name, address and roles are sealed.
    """
    text = session_cookie(make_caller(name="A Person", email="person@sandbox.example"), c)

    assert not any(part in text for part in ("Person", "sandbox.example", "Connector", "Tickets"))


def test_a_person_is_who_signed_in(app: App) -> None:
    """
    With the roles of that moment.
    """
    headers = app.session(name="A Person", roles=frozenset({"Connector.Read"}))

    assert app.get("/api/me", headers=headers).json() == {
        "objectId": make_caller().object_id,
        "tenantId": make_caller().tenant_id,
        "name": "A Person",
        "email": make_caller().email,
        "roles": ["Connector.Read"],
    }


def test_a_session_ends_after_eight_hours(app: App) -> None:
    """
    Whatever the browser keeps.
    """
    headers = app.session()

    app.c.clock.advance(hours=8)  # type: ignore[attr-defined]
    assert app.get("/api/me", headers=headers).status == 200
    app.c.clock.advance(seconds=1)  # type: ignore[attr-defined]
    assert app.get("/api/me", headers=headers).status == 401


def test_a_sealed_value_of_another_use_is_no_session(app: App) -> None:
    """
    The cookie of a sign-in under way, shown as a session.
    """
    started = app.get("/api/auth/sign-in", headers={}).headers["set-cookie"]
    assert started.startswith(f"__Host-{SIGN_IN}=")
    value = started.partition(";")[0].partition("=")[2]

    assert app.get("/api/me", headers={"Cookie": f"__Host-{SESSION}={value}"}).status == 401


@pytest.mark.parametrize(
    "origin",
    [
        "https://elsewhere.example",
        "null",
        "http://connector.sandbox.example",
        f"{PUBLIC_URL}:444",
        f"{PUBLIC_URL}.elsewhere.example",
        f"{PUBLIC_URL}/",
    ],
)
def test_a_write_from_another_site_is_refused(app: App, origin: str) -> None:
    """
    A browser says where a page comes from; only our own pages write with a session.
    """
    headers = {**app.session(), "Origin": origin}

    answer = app.post("/api/tickets", {}, headers=headers)

    assert (answer.status, answer.error()["code"]) == (403, "another_site")


def test_reads_and_programs_are_not_asked_where_they_come_from(app: App) -> None:
    """
    A read changes nothing, and a token is not sent by a browser on its own.
    """
    elsewhere = {"Origin": "https://elsewhere.example"}

    assert app.get("/api/tickets", headers={**app.session(), **elsewhere}).status == 200
    assert app.post("/api/tickets", {}, headers={**app.bearer("Tickets.Share"), **elsewhere}).status == 400


def test_our_own_page_may_write(app: App) -> None:
    """
    With its session and our own address as origin.
    """
    assert app.post("/api/tickets", {}, headers=app.session()).status == 400


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("a=1; b=2", "1"),
        ("b=2; a=1", "1"),
        ("a=", ""),
        ("", ""),
        ("b=2", ""),
        ("a", ""),
        (";;; =;", ""),
        ('a="quoted"', "quoted"),
        ("bad key@=1; a=1", ""),
    ],
)
def test_cookies_are_read_leniently(c: Container, header: str, value: str) -> None:
    """
    Whatever a client sends, there is a value or none, and never a defect.
    """
    local = replace(c, policy=Policy(public_url="http://localhost:7071"))

    assert read_cookie({"cookie": header}, "a", local) == value


def test_a_cookie_of_odd_letters_is_no_session(app: App) -> None:
    """
    Refused, not a defect.
    """
    for value in ('"é"', "%00", '"\\"', "=" * 50):
        assert app.get("/api/me", headers={"Cookie": f"__Host-{SESSION}={value}"}).status == 401


def test_who_is_signed_out_is_told_so_without_the_vault(c: Container, clock: FakeClock) -> None:
    """
    Every page of the portal begins with this question: without a cookie no key is read.
    """
    secrets = FakeSecrets()
    secrets.fail("get", RemoteUnavailableError("Key Vault", "asked"))

    with pytest.raises(NotAuthenticatedError):
        caller_of({}, "GET", replace(c, sealer=FernetSealer(secrets, clock)))
