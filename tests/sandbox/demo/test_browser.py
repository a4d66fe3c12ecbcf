"""The demo's browser: forms, redirects, and the secrets it sees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from aiohttp import web

from sandbox.demo.browser import Browser
from sandbox.demo.errors import DemoError
from sandbox.demo.known_secrets import KnownSecrets
from sandbox.server import BackgroundServer, Fault, SandboxClock

CODE = "single-use-code-1"
PAGE = """<form method="post" action="/login"><input type="hidden" name="ck" value="seal">
<input name="user"><input type="password" name="password">
<button name="answer" value="no">Deny</button><button name="answer" value="yes">Allow</button></form>"""


class LoginPages:
    """A login form, a redirect with a code, and the page behind it."""

    name = "pages"

    def __init__(self) -> None:
        self.clock = SandboxClock()

    def routes(self) -> list[web.RouteDef]:
        """The form, where it goes, and where that leads."""
        return [web.get("/", self.form), web.post("/login", self.login), web.get("/done", self.done)]

    def reset(self) -> None:
        """It keeps nothing."""

    def fault_answer(self, fault: Fault) -> web.Response:
        """Not used."""
        return web.Response(status=fault.status)

    async def form(self, _: web.Request) -> web.Response:
        """The login form."""
        return web.Response(text=PAGE, content_type="text/html")

    async def login(self, request: web.Request) -> web.Response:
        """On to the page that repeats what was sent."""
        form = await request.post()
        response = web.Response(status=302, headers={"Location": f"/done?code={CODE}"})
        response.set_cookie("seen", "-".join(str(form[name]) for name in sorted(form)))
        return response

    async def done(self, request: web.Request) -> web.Response:
        """What the form held, as the cookie has it."""
        return web.Response(text=request.cookies["seen"])


@pytest.fixture
def url() -> Iterator[str]:
    """Where the pages are."""
    with BackgroundServer(LoginPages()) as server:
        yield server.url


def test_a_form_is_sent_with_its_hidden_fields_and_the_pressed_button(url: str) -> None:
    """
    As a browser sends it: what was typed, what is hidden, and the one button.
    """
    browser = Browser(requests.Session(), KnownSecrets())
    page = browser.open(url)

    end = browser.submit(page, {"user": "ann", "password": "secret"}, press="Allow")

    assert end.text == "yes-seal-secret-ann"  # answer, ck, password, user


def test_a_page_without_the_form_is_an_error_that_says_so(url: str) -> None:
    """
    A field or a button that is not there is named.
    """
    browser = Browser(requests.Session(), KnownSecrets())

    with pytest.raises(DemoError, match="no form with otp, button Allow"):
        browser.submit(browser.open(url), {"otp": "1"}, press="Allow")


def test_codes_and_cookies_on_the_way_are_known_secrets(url: str, tmp_path: Path) -> None:
    """
    Also those of redirects, which the last page does not show.
    """
    secrets = KnownSecrets()
    browser = Browser(requests.Session(), secrets)
    browser.submit(browser.open(url), {"user": "ann", "password": "secret"})
    (tmp_path / "a.log").write_text(f"{CODE} no-seal-secret-ann")

    assert secrets.leaks(tmp_path) == ["a.log line 1: code in a URL of /done", "a.log line 1: cookie seen"]
