"""The frame around every page: signing in, roles, languages, appearances, keyboard, phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.portal.conftest import Visitor

SIGN_IN = {"en-US": "Sign in", "fr-FR": "Se connecter", "zh-CN": "登录"}
PLACES = {
    "en-US": ["Home", "Improvement actions", "Tickets", "Setup", "Configuration"],
    "fr-FR": ["Accueil", "Actions d’amélioration", "Tickets", "Installation", "Configuration"],
    "zh-CN": ["主页", "改进操作", "工单", "设置", "配置"],
}


@pytest.mark.parametrize("language", SIGN_IN)
def test_whoever_is_signed_out_finds_one_way_in(visit: Visitor, language: str) -> None:
    """
    One link, in the browser's language; nothing of the pages shows.
    """
    page = visit(language=language).open("/tickets").page

    expect(page.get_by_role("main").get_by_role("link")).to_have_text(SIGN_IN[language])
    expect(page.get_by_role("navigation")).to_have_count(0)


def test_signing_in_through_entra_leads_to_the_pages(visit: Visitor) -> None:
    """
    The frame says who is signed in.
    """
    page = visit().open().sign_in("admin@sandbox.example").page

    expect(page.get_by_role("button", name="Account of Sandbox Administrator")).to_be_visible()


def test_signing_out_ends_the_session_here_and_at_entra(visit: Visitor) -> None:
    """
    Whoever comes next has to sign in.
    """
    page = visit().open().sign_in("reader@sandbox.example").page
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("menuitem", name="Sign out").click()

    expect(page.get_by_role("main").get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("language", PLACES)
def test_an_administrator_sees_every_place_in_their_language(visit: Visitor, language: str) -> None:
    """
    The browser's language decides until the person does.
    """
    page = visit("admin", language=language).open().page

    expect(page.get_by_role("navigation").get_by_role("link")).to_have_text(PLACES[language])
    expect(page.locator("html")).to_have_attribute("lang", re.compile(language[:2]))


@pytest.mark.parametrize("role", ["sharer", "reader"])
def test_setting_up_is_shown_to_administrators_only(visit: Visitor, role: str) -> None:
    """
    A place that would refuse a person is no place of theirs.
    """
    page = visit(role).open().page

    expect(page.get_by_role("navigation").get_by_role("link")).to_have_text(PLACES["en-US"][:3])


def test_a_person_without_role_is_told_which_to_ask_for(visit: Visitor) -> None:
    """
    No dead end: the roles, who gives them, the request id, and the way to another account.
    """
    page = visit("visitor").open().page

    expect(page.get_by_role("main")).to_contain_text("Connector.Read")
    expect(page.get_by_role("main")).to_contain_text("Request id")
    expect(page.get_by_role("button", name="Sign out")).to_be_enabled()


def test_a_chosen_language_stays(visit: Visitor) -> None:
    """
    It is offered by its own name, takes effect at once, and holds after a reload.
    """
    page = visit("reader").open().page
    page.get_by_role("button", name="Language").click()
    page.get_by_role("menuitemradio", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accueil")
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("Accueil")


def test_a_menu_leaves_the_page_in_sight(visit: Visitor) -> None:
    """
    What lies over the page covers no more than itself.
    """
    page = visit("reader").open().page
    page.get_by_role("button", name="Language").click()
    expect(page.get_by_role("menuitemradio", name="English")).to_be_visible()

    page.get_by_role("link", name="Tickets", exact=True).click(trial=True)


@pytest.mark.parametrize(("name", "background"), [("Dark", "rgb(18, 22, 22)"), ("High contrast", "rgb(0, 0, 0)")])
def test_a_chosen_appearance_stays(visit: Visitor, name: str, background: str) -> None:
    """
    It holds after a reload, before anything is shown in another one.
    """
    page = visit("reader").open().page
    page.get_by_role("button", name="Appearance").click()
    page.get_by_role("menuitemradio", name=name).click()
    page.reload()

    expect(page.locator("body")).to_have_css("background-color", background)


def test_the_keyboard_can_skip_to_the_content(visit: Visitor) -> None:
    """
    The first stop is the way past header and navigation.
    """
    page = visit("reader").open().page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_going_to_a_page_says_where_one_is(visit: Visitor) -> None:
    """
    The heading gets the focus, so that a screen reader reads it; the document is named for it.
    """
    page = visit("reader").open().page
    page.get_by_role("link", name="Tickets", exact=True).click()

    expect(page.get_by_role("heading", level=1, name="Tickets")).to_be_focused()
    expect(page).to_have_title("Tickets · Secure Score to ServiceNow")


def test_on_a_phone_the_navigation_is_a_drawer(visit: Visitor) -> None:
    """
    Opened by a button, closed by going somewhere; the page never scrolls sideways.
    """
    page = visit("admin", width=360, height=740).open().page
    expect(page.get_by_role("link", name="Tickets", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Open navigation").click()
    page.get_by_role("dialog").get_by_role("link", name="Tickets", exact=True).click()

    expect(page.get_by_role("heading", level=1, name="Tickets")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_an_unknown_address_leads_home(visit: Visitor) -> None:
    """
    It says that there is no such page and where to go.
    """
    page = visit("reader").open("/nowhere").page
    page.get_by_role("main").get_by_role("link", name="Go to the home page").click()

    expect(page.get_by_role("heading", level=1, name="Home")).to_be_visible()


@pytest.mark.parametrize("appearance", ["light", "dark", "contrast"])
@pytest.mark.parametrize(("role", "path"), [(None, "/"), ("visitor", "/"), ("admin", "/nowhere")])
def test_the_frame_is_accessible(visit: Visitor, appearance: str, role: str | None, path: str) -> None:
    """
    No violation that axe can see, signed out, without role and within.
    """
    visit(role, appearance=appearance).open(path).settle().require_accessible()
