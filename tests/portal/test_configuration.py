"""The configuration: the connection's status, disconnecting, names of states, defaults, the webhook key, the record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.program import Program
from tests.portal.conftest import Visitor

TITLES = {
    "en-US": ["Connection to ServiceNow", "Names of ticket states", "What new tickets begin with"],
    "fr-FR": ["Connexion à ServiceNow", "Noms des états des tickets", "Valeurs par défaut des nouveaux tickets"],
    "zh-CN": ["与 ServiceNow 的连接", "工单状态名称", "新工单的初始内容"],
}


@pytest.fixture
def settings(program: Program) -> Iterator[Program]:
    """The connected app; names and defaults are the delivered ones again after the test."""
    yield program
    assert program.send("PUT", "/api/connection/state-names", {}).ok
    assert program.send("PUT", "/api/connection/defaults", {}).ok


@pytest.mark.parametrize("language", TITLES)
def test_every_subject_is_there_in_every_language(program: Program, visit: Visitor, language: str) -> None:
    """
    Status first, then what can be chosen.
    """
    page = visit("admin", language=language).open("/configuration").page

    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_contain_text(TITLES[language])


def test_the_status_comes_first(program: Program, visit: Visitor) -> None:
    """
    Instance with its link, integration user, days of consent left.
    """
    page = visit("admin").open("/configuration").page
    card = page.get_by_role("region", name="Connection to ServiceNow")

    expect(card).to_contain_text(re.compile(r"Connected.*secure\.score\.integration.*\d+ days left", re.DOTALL))
    host = urlsplit(program.endpoints["servicenow"]).netloc
    expect(card.get_by_role("link", name=host)).to_have_attribute("href", program.endpoints["servicenow"])


def test_disconnecting_wants_the_instance_typed(unconnected: Program, visit: Visitor) -> None:
    """
    What is deleted and what is kept is said first; something else typed disconnects nothing.
    """
    unconnected.connect()
    host = urlsplit(unconnected.endpoints["servicenow"]).netloc
    page = visit("admin").open("/configuration").page
    page.get_by_role("button", name="Disconnect").click()
    dialog = page.get_by_role("dialog", name=f"Disconnect {host}?")
    expect(dialog).to_contain_text(re.compile("Deleted.*client secret.*Kept.*every ticket", re.DOTALL))
    dialog.get_by_role("textbox").fill("something else")
    dialog.get_by_role("button", name="Disconnect").click()
    expect(dialog.get_by_role("textbox")).to_have_accessible_description(f"Type exactly {host}")
    dialog.get_by_role("textbox").fill(host)
    page.keyboard.press("Enter")

    expect(page.get_by_role("region", name="Connection to ServiceNow")).to_contain_text("Not connected")
    expect(page.get_by_role("link", name="Connect ServiceNow")).to_be_visible()


def test_the_keyboard_comes_back_from_the_dialog(program: Program, visit: Visitor) -> None:
    """
    Escape changes nothing and leads back to the button.
    """
    page = visit("admin").open("/configuration").page
    button = page.get_by_role("button", name="Disconnect")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_a_name_for_a_state_is_seen_on_tickets(settings: Program, visit: Visitor) -> None:
    """
    The instance's own label stands beside the field and comes back when the name is emptied.
    """
    ticket = settings.wait(settings.share(settings.fresh_actions(1)[0])["id"], "created")
    page = visit("admin").open("/configuration").page
    field = page.get_by_role("group", name="Incidents").get_by_role("textbox", name="Your name for New")
    field.fill("Waiting for the service desk")
    page.get_by_role("region", name="Names of ticket states").get_by_role("button", name="Save").click()

    expect(page.get_by_text("Names of states saved").last).to_be_visible()
    assert settings.ticket(ticket["id"])["stateName"] == "Waiting for the service desk"


def test_defaults_are_what_drafts_begin_with(settings: Program, visit: Visitor) -> None:
    """
    Kind, priority and days until due, as they were chosen.
    """
    page = visit("admin").open("/configuration").page
    page.get_by_role("radio", name="Change request").check()
    page.get_by_role("combobox", name="Priority").select_option("High")
    page.get_by_role("radio", name="A fixed number of days after sharing").check()
    page.get_by_role("spinbutton", name="Days").fill("14")
    page.get_by_role("region", name="What new tickets begin with").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Defaults saved").last).to_be_visible()

    draft = settings.get(f"/api/actions/{settings.fresh_actions(1)[0]}/draft")
    due = (datetime.now(UTC) + timedelta(days=14)).date().isoformat()
    assert (draft["kind"], draft["priority"], draft["dueDate"]) == ("change_request", "high", due)


def test_what_the_app_refuses_stands_beside_its_field(settings: Program, visit: Visitor) -> None:
    """
    The number of days has its bounds.
    """
    page = visit("admin").open("/configuration").page
    page.get_by_role("radio", name="A fixed number of days after sharing").check()
    page.get_by_role("spinbutton", name="Days").fill("4000")
    page.get_by_role("region", name="What new tickets begin with").get_by_role("button", name="Save").click()

    expect(page.get_by_role("spinbutton", name="Days")).to_have_accessible_description(re.compile("allowed range"))


def test_changes_that_are_not_saved_are_not_lost_by_a_slip(settings: Program, visit: Visitor) -> None:
    """
    Leaving asks first; staying keeps what was typed, discarding takes it back.
    """
    page = visit("admin").open("/configuration").page
    field = page.get_by_role("group", name="Incidents").get_by_role("textbox", name="Your name for New")
    field.fill("Fresh")
    page.get_by_role("link", name="Tickets", exact=True).click()
    page.get_by_role("alertdialog").get_by_role("button", name="Stay on the page").click()
    expect(field).to_have_value("Fresh")
    page.get_by_role("button", name="Discard changes").click()
    expect(field).to_have_value("")

    page.get_by_role("link", name="Tickets", exact=True).click()
    expect(page).to_have_url(re.compile("/tickets$"))


def test_the_webhook_key_is_shown_once(program: Program, visit: Visitor) -> None:
    """
    With its address, to be copied; then it is gone for good.
    """
    page = visit("admin").open("/configuration").page
    card = page.get_by_role("region", name="Instant notice of changes")
    card.get_by_role("button", name="Make a new key").click()
    expect(card.get_by_role("button", name="Copy Key")).to_be_visible()
    expect(card).to_contain_text("/api/webhooks/servicenow/")
    card.get_by_role("button", name="I have copied it").click()

    expect(card.get_by_role("button", name="Copy Key")).to_have_count(0)
    expect(page.get_by_role("list", name="Who did what")).to_contain_text("Made a webhook key")


def test_a_key_that_is_shown_is_not_left_by_a_slip(program: Program, visit: Visitor) -> None:
    """
    Leaving asks first; where copying is refused, the button says so.
    """
    page = visit("admin").open("/configuration").page
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    page.get_by_role("button", name="Make a new key").click()
    page.get_by_role("button", name="Copy Key").click()
    expect(page.get_by_role("button", name="Select it and copy it yourself")).to_be_visible()
    page.get_by_role("link", name="Tickets", exact=True).click()
    expect(page.get_by_role("alertdialog")).to_contain_text("The key is shown only now.")
    page.get_by_role("button", name="Stay on the page").click()
    page.get_by_role("button", name="I have copied it").click()
    page.get_by_role("link", name="Tickets", exact=True).click()

    expect(page.get_by_role("heading", level=1, name="Tickets")).to_be_visible()


def test_with_servicenow_down_the_last_known_is_shown(settings: Program, visit: Visitor) -> None:
    """
    Names and defaults can be changed all the same.
    """
    settings.servicenow.fail(kind="status", status=503)
    page = visit("admin").open("/configuration").page
    page.get_by_role("textbox", name="Your name for Review").fill("Looking")
    page.get_by_role("region", name="Names of ticket states").get_by_role("button", name="Save").click()

    expect(page.get_by_text("Names of states saved").last).to_be_visible()
    expect(page.get_by_role("region", name="Connection to ServiceNow")).to_contain_text("secure.score.integration")


def test_others_see_the_status_and_who_may_change_it(program: Program, visit: Visitor) -> None:
    """
    Nothing that would be refused.
    """
    main = visit("sharer").open("/configuration").page.get_by_role("main")

    expect(main).to_contain_text("Connector.Admin")
    expect(main).to_contain_text("secure.score.integration")
    expect(main.get_by_role("button")).to_have_count(0)


def test_the_configuration_fits_a_phone(program: Program, visit: Visitor) -> None:
    """
    The page never scrolls sideways, and no field is cut off.
    """
    page = visit("admin", width=360, height=740).open("/configuration").settle().page

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    box = page.get_by_role("textbox", name="Your name for Assess").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 330


@pytest.mark.parametrize("appearance", ["light", "dark", "contrast"])
@pytest.mark.parametrize("connection", ["program", "unconnected"])
def test_the_configuration_is_accessible(
    request: pytest.FixtureRequest, visit: Visitor, appearance: str, connection: str
) -> None:
    """
    No violation that axe can see, connected or not.
    """
    request.getfixturevalue(connection)
    visit("admin", appearance=appearance).open("/configuration").settle().require_accessible()
