"""What a page consists of comes over the network: when some of it does not come, nothing that is there is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.portal.conftest import Visitor
from tests.portal.test_language import choose

TEXTS = "**/assets/tickets-*.json"
PAGE = "**/assets/TicketsPage-*.js"
EXPECTED = re.compile(r"dynamically imported module|HTTP 0|Failed to fetch|net::|NetworkError|React Router")
"""What a browser and the router write to the console about a file that did not come."""


def go_to_tickets(page: Page) -> None:
    """By the navigation, as nobody was there yet."""
    page.get_by_role("link", name="Tickets", exact=True).click()


def fail(page: Page, address: str, *, times: int | None = None) -> None:
    """Let the file at this address not come, as often as said, or until `page.unroute`."""
    page.route(address, lambda route: route.abort(), times=times)


def test_texts_that_fail_once_are_fetched_again(visit: Visitor) -> None:
    """
    The page shows its words, never the keys they stand under.
    """
    page = visit("reader").open().settle().page
    fail(page, TEXTS, times=1)
    go_to_tickets(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Tickets")


def test_texts_that_do_not_come_are_a_problem_to_try_again(visit: Visitor) -> None:
    """
    No keys in place of words; trying again shows the page.
    """
    visited = visit("reader").open().settle()
    page = visited.page
    fail(page, TEXTS)
    go_to_tickets(page)
    expect(page.get_by_role("alert")).to_contain_text("This page could not be shown.")
    page.unroute(TEXTS)
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Tickets")
    visited.forgive(EXPECTED)


def test_a_language_that_does_not_come_changes_nothing(visit: Visitor) -> None:
    """
    The page stays in the language that is there, and says so.
    """
    page = visit("reader").open().settle().page
    fail(page, "**/assets/home-*.json")
    choose(page, "Français")

    expect(page.get_by_text("The app does not answer.", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")


def test_without_network_a_page_not_yet_loaded_leaves_the_portal_there(visit: Visitor) -> None:
    """
    Frame and navigation stay; back online, trying again shows the page.
    """
    visited = visit("reader").open().settle()
    page = visited.page
    page.context.set_offline(True)
    go_to_tickets(page)
    expect(page.get_by_role("alert")).to_contain_text("The app does not answer.")
    expect(page.get_by_role("navigation")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Tickets")
    visited.forgive(EXPECTED)


@pytest.mark.parametrize("updated", [True, False])
def test_a_tab_reloads_for_an_update_and_for_nothing_else(visit: Visitor, updated: bool) -> None:
    """
    Files of another build are gone for good; a file of this build that did not come may come later.
    """
    visited = visit("reader").open().settle()
    page = visited.page
    fail(page, PAGE, times=1)

    def another_build(route: Route) -> None:
        route.fulfill(body="<!doctype html>", content_type="text/html")

    if updated:
        page.route(f"{visited.url}/", another_build)
    go_to_tickets(page)

    found = page.get_by_role("heading", level=1, name="Tickets")
    expect(found if updated else page.get_by_role("button", name="Try again")).to_be_visible()
    visited.forgive(EXPECTED)
