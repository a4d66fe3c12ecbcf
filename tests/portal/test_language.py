"""Another language, chosen while a page is open."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.program import Program
from tests.portal.conftest import Visitor


def choose(page: Page, language: str) -> None:
    """Another language of the portal."""
    page.get_by_role("button", name=re.compile("^(Language|Langue)$")).click()
    page.get_by_role("menuitemradio", name=language).click()


def test_another_language_leaves_what_was_typed(unconnected: Program, visit: Visitor) -> None:
    """
    Client id and secret stay in their fields; leaving without saving asks.
    """
    page = visit("admin").open("/setup/client").page
    page.get_by_role("textbox").nth(1).fill("a-client")
    page.locator("input[type=password]").fill("a-secret")
    choose(page, "Français")
    expect(page.get_by_role("navigation").get_by_role("link").first).to_have_text("Accueil")
    page.wait_for_load_state("networkidle")

    expect(page.get_by_role("textbox").nth(1)).to_have_value("a-client")
    expect(page.locator("input[type=password]")).to_have_value("a-secret")
    page.get_by_role("link", name="Tickets", exact=True).click()
    expect(page.get_by_role("alertdialog")).to_be_visible()


def test_another_language_asks_for_everything_once(program: Program, visit: Visitor) -> None:
    """
    In the new language, and not in the old one again.
    """
    page = visit("reader").open("/tickets").settle().page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    choose(page, "Français")
    expect(page.get_by_role("navigation").get_by_role("link").first).to_have_text("Accueil")
    page.wait_for_load_state("networkidle")

    assert asked
    assert len(asked) == len(set(asked))
