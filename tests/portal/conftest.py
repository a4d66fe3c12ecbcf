"""Browser, people and sandbox for the portal's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from sandbox.launcher import Sandbox
from tests.e2e.conftest import connected, program, sandbox
from tests.e2e.program import Program
from tests.missing import cannot_run
from tests.portal.chromium import FLAGS, NoChromiumError, chromium
from tests.portal.sharing import Sharing
from tests.portal.visit import PATIENCE_MS, Visit

__all__ = ["connected", "program", "sandbox"]

REPOSITORY = Path(__file__).resolve().parents[2]
PICTURES = REPOSITORY / ".sandbox" / "failures"

Visitor = Callable[..., Visit]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium. Closed with the last test here: Playwright keeps an event loop of its own running."""
    if not (REPOSITORY / "connector" / "functions" / "site" / "index.html").is_file():
        cannot_run("the portal is not built: make portal")
    with sync_playwright() as playwright:
        try:
            path = chromium(playwright.chromium.executable_path)
        except NoChromiumError as error:
            cannot_run(str(error))
        launched = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def sessions(browser: Browser, sandbox: Sandbox) -> Callable[[str], Any]:
    """Cookies of a person who signed in, by role: admin, sharer, reader or visitor. Each signs in once."""
    kept: dict[str, Any] = {}

    def session_of(role: str) -> Any:
        if role not in kept:
            context = browser.new_context(ignore_https_errors=True, locale="en-US")
            visit = Visit(context.new_page(), sandbox.addresses.app).open()
            visit.page.get_by_role("main").get_by_role("link").click()
            visit.page.get_by_role("button", name=f"{role}@sandbox.example").click()
            visit.page.wait_for_url(f"{sandbox.addresses.app}/**")
            kept[role] = context.storage_state()
            context.close()
        return kept[role]

    return session_of


@pytest.fixture
def visit(
    browser: Browser, sandbox: Sandbox, sessions: Callable[[str], Any], request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """
    Opens the portal for a person: `visit("admin", language="fr-FR", appearance="dark", width=360)`.

    Role None: signed out. After the test each visit must have been without script errors and breaches of the policy;
    when the test failed, a picture of each is kept.
    """
    visits: list[Visit] = []
    contexts: list[BrowserContext] = []

    def begin(
        role: str | None = None,
        *,
        language: str = "en-US",
        appearance: str = "light",
        width: int = 1280,
        height: int = 900,
        zone: str = "Europe/Paris",
    ) -> Visit:
        context = browser.new_context(
            storage_state=sessions(role) if role else None,
            ignore_https_errors=True,
            locale=language,
            timezone_id=zone,
            color_scheme="dark" if appearance == "dark" else "light",
            contrast="more" if appearance == "contrast" else "no-preference",
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        visits.append(Visit(context.new_page(), sandbox.addresses.app))
        return visits[-1]

    yield begin
    if failed := request.node.stash.get(FAILED, False):
        _keep_pictures(request.node, visits)
    for context in contexts:
        context.close()
    if not failed:
        for each in visits:
            each.require_no_trouble()


@pytest.fixture
def unconnected(program: Program) -> Iterator[Program]:
    """The app without a connection to ServiceNow; connected again after the test."""
    gone = program.send("DELETE", "/api/connection")
    assert gone.ok, gone.text
    yield program
    program.connect()


@pytest.fixture
def share(program: Program) -> Sharing:
    """Shares: `share("incident")` is an accepted ticket with a name of its own."""
    return Sharing(program)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let fixtures know whether their test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


def _keep_pictures(node: pytest.Item, visits: list[Visit]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for index, each in enumerate(visits):
        path = PICTURES / f"{node.name}-{index}.png".replace("/", "_")
        each.page.screenshot(path=path)
        node.add_report_section("teardown", "picture", f"{path} {each.page.url} {each.troubles}")
