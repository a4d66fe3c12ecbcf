"""The setup: step by step to a connection, left and resumed, and back from everything that may go wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.program import Program
from tests.portal.conftest import Visitor
from tests.portal.consent import answer, enter_client, go_on, leave_for_servicenow

STEPS = ["prepare", "client", "authorize", "confirm", "checks", "done"]
PREPARE = {
    "en-US": ("Prepare ServiceNow", "Copy Redirect URL"),
    "fr-FR": ("Préparer ServiceNow", "Copier Redirect URL"),
    "zh-CN": ("准备 ServiceNow", "复制 Redirect URL"),
}
AUTHORIZE = {"en-US": "ten minutes", "fr-FR": "dix minutes", "zh-CN": "十分钟"}


@pytest.fixture
def reconnected(program: Program) -> Iterator[Program]:
    """The connected app; connected again after the test."""
    yield program
    program.servicenow.heal()
    program.connect()


def test_from_nothing_to_done(unconnected: Program, visit: Visitor) -> None:
    """
    Prepare, enter the client, consent as the integration user, check, done: one path, one primary action each.
    """
    page = visit("admin").open("/setup/prepare").page
    page.get_by_role("link", name="Next: instance and client").click()
    enter_client(page, unconnected)
    leave_for_servicenow(page)
    answer(page, unconnected.endpoints["integration_user"])
    go_on(page)

    page.get_by_role("link", name=re.compile("^(Next: done|Go on all the same)$")).click(timeout=60_000)
    expect(page.get_by_role("heading", level=1, name="ServiceNow is connected")).to_be_focused()
    page.get_by_role("link", name="Share the first improvement action").click()
    expect(page.get_by_role("combobox", name="Ticket")).to_have_value("without")


@pytest.mark.parametrize("language", PREPARE)
def test_the_preparation_has_the_exact_values(program: Program, visit: Visitor, language: str) -> None:
    """
    Each to be copied, under ServiceNow's own label, with the way there.
    """
    page = visit("admin", language=language).open("/setup/prepare").page
    title, copy = PREPARE[language]

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("button", name=copy)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(f"{program.endpoints['app']}/api/connection/callback")
    expect(page.get_by_role("main")).to_contain_text("System OAuth > Application Registry")


def test_what_is_missing_is_said_beside_its_field(unconnected: Program, visit: Visitor) -> None:
    """
    The first field at fault gets the focus; what the app refuses stands there too.
    """
    page = visit("admin").open("/setup/client").page
    page.get_by_role("textbox", name="Instance").fill("")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("textbox", name="Instance")).to_be_focused()
    expect(page.get_by_role("main")).to_contain_text("Enter the client secret")

    page.get_by_role("textbox", name="Instance").fill("example.org/elsewhere")
    page.get_by_label("Client secret", exact=False).fill("secret")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("textbox", name="Instance")).to_have_accessible_description(
        re.compile("not a ServiceNow instance")
    )


def test_the_secret_is_never_shown_again(unconnected: Program, visit: Visitor) -> None:
    """
    Coming back, instance and client id are there, the secret is not.
    """
    page = visit("admin").open("/setup/client").page
    enter_client(page, unconnected)
    page.get_by_role("link", name="Change instance or client").click()

    expect(page.get_by_role("textbox", name="Client ID")).to_have_value(unconnected.endpoints["client_id"])
    expect(page.get_by_label("Client secret", exact=False)).to_have_value("")


@pytest.mark.parametrize("language", AUTHORIZE)
def test_before_leaving_a_person_knows_what_to_look_at(program: Program, visit: Visitor, language: str) -> None:
    """
    Whose name stands there, Not You?, single sign-on, and how long the link holds.
    """
    main = visit("admin", language=language).open("/setup/authorize").page.get_by_role("main")

    expect(main).to_contain_text("Not You?")
    expect(main).to_contain_text(AUTHORIZE[language])
    expect(main.get_by_role("link").filter(visible=True).and_(main.locator("[href$='/login.do']"))).to_have_count(1)


def test_a_setup_that_was_left_goes_on_where_it_stood(unconnected: Program, visit: Visitor) -> None:
    """
    Another day, another browser: the address of the setup leads to the step, and a new consent is begun there.
    """
    enter_client(visit("admin").open("/setup/client").page, unconnected)
    page = visit("admin").open("/setup").page
    expect(page).to_have_url(re.compile("/setup/authorize$"))
    leave_for_servicenow(page)
    answer(page, unconnected.endpoints["integration_user"])

    go_on(page)
    expect(page).to_have_url(re.compile("/setup/checks$"))


def test_a_step_that_has_no_meaning_yet_leads_to_the_one_that_has(unconnected: Program, visit: Visitor) -> None:
    """
    Also by its address; the stepper offers only what can be opened.
    """
    page = visit("admin").open("/setup/done").page

    expect(page).to_have_url(re.compile("/setup/client$"))
    steps = page.get_by_role("navigation", name="Steps of the setup")
    expect(steps.get_by_role("link")).to_have_text(["Prepare ServiceNow"])


def test_a_refused_consent_leads_back(unconnected: Program, visit: Visitor) -> None:
    """
    Deny, and the page that says so goes on with authorizing.
    """
    page = visit("admin").open("/setup/client").page
    enter_client(page, unconnected)
    leave_for_servicenow(page)
    answer(page, unconnected.endpoints["integration_user"], press="Deny")
    go_on(page)

    expect(page.get_by_role("button", name="Authorize in ServiceNow")).to_be_enabled()


def test_a_consent_that_single_sign_on_swallowed_leads_back(unconnected: Program, visit: Visitor) -> None:
    """
    Whatever comes back instead of a consent, one goes on with authorizing, and reads there what to do.
    """
    page = visit("admin").open("/setup/client").page
    enter_client(page, unconnected)
    page.goto(f"{unconnected.endpoints['app']}/api/connection/callback?error=access_denied&state=another")
    go_on(page)

    expect(page.get_by_role("region", name="If single sign-on is in the way")).to_be_visible()


def test_a_wrong_secret_leads_back_to_its_field(unconnected: Program, visit: Visitor) -> None:
    """
    ServiceNow says so only after the consent.
    """
    page = visit("admin").open("/setup/client").page
    enter_client(page, unconnected, secret="mistyped")
    leave_for_servicenow(page)
    answer(page, unconnected.endpoints["integration_user"])
    go_on(page)

    expect(page.get_by_role("heading", level=1, name="Enter instance and client")).to_be_visible()


def test_a_doubtful_user_waits_for_a_decision(unconnected: Program, visit: Visitor) -> None:
    """
    Each doubt is named; starting again with Not You? brings the right user.
    """
    page = visit("admin").open("/setup/client").page
    enter_client(page, unconnected)
    leave_for_servicenow(page)
    answer(page, unconnected.endpoints["personal_user"])
    go_on(page)
    expect(page.get_by_role("main")).to_contain_text("This user is an administrator.")
    expect(page.get_by_role("main")).to_contain_text("This is your own account.")

    page.get_by_role("link", name="Start again as another user").click()
    page.get_by_role("button", name="Authorize in ServiceNow").click()
    page.get_by_role("link", name="Not You?").click()
    answer(page, unconnected.endpoints["integration_user"])
    go_on(page)
    expect(page.get_by_role("heading", level=1, name="Check the installation")).to_be_visible()


def test_a_doubtful_user_can_be_accepted_on_record(unconnected: Program, visit: Visitor) -> None:
    """
    It goes on with the checks, which say the same.
    """
    page = visit("admin").open("/setup/client").page
    enter_client(page, unconnected)
    leave_for_servicenow(page)
    answer(page, unconnected.endpoints["personal_user"])
    go_on(page)
    page.get_by_role("button", name="Use Sandbox Administrator all the same").click()

    expect(page.get_by_role("heading", level=1, name="Check the installation")).to_be_visible()
    assert unconnected.get("/api/events")["items"][0]["name"] == "user_accepted"


def test_another_instance_asks_what_becomes_of_open_tickets(reconnected: Program, visit: Visitor) -> None:
    """
    What letting go means is said first; the working connection stays until the new one is complete.
    """
    reconnected.wait(reconnected.share(reconnected.fresh_actions(1)[0])["id"], "created")
    page = visit("admin").open("/setup/client").page
    page.get_by_role("textbox", name="Instance").fill("another")
    page.get_by_label("Client secret", exact=False).fill("secret")
    page.get_by_role("button", name="Save and go on").click()
    dialog = page.get_by_role("alertdialog", name="Let go of the open tickets?")
    expect(dialog).to_contain_text(urlsplit(reconnected.endpoints["servicenow"]).netloc)
    dialog.get_by_role("button", name="Let go of them and go on").click()

    expect(page.get_by_role("heading", level=1, name="Authorize")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("another.service-now.com")
    assert reconnected.get("/api/connection")["status"] == "connected"


def test_a_working_connection_is_authorized_again(reconnected: Program, visit: Visitor) -> None:
    """
    Without client and secret; nothing is interrupted.
    """
    page = visit("admin").open("/configuration").page
    page.get_by_role("link", name="Authorize again").click()
    expect(page.get_by_role("main")).to_contain_text("nothing is interrupted")
    leave_for_servicenow(page)
    answer(page, reconnected.endpoints["integration_user"])

    expect(page.get_by_role("heading", level=1)).to_have_text("ServiceNow is connected")


def test_checks_name_each_fix_and_let_one_go_on(program: Program, visit: Visitor) -> None:
    """
    Grouped; what could not be seen says where to look, with a link, and stops nobody.
    """
    page = visit("admin").open("/setup/checks").page

    expect(page.get_by_role("link", name=re.compile("^(Next: done|Go on)"))).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name=re.compile("^Unknown OAuth client and consent 3 passed"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Open in ServiceNow: ")).first).to_have_attribute(
        "href", re.compile(r"/nav_to\.do\?uri=")
    )


def test_checks_with_servicenow_down_say_so_and_can_be_run_again(program: Program, visit: Visitor) -> None:
    """
    The instance that does not answer is named, with its fix; once it answers, the same button shows it.
    """
    program.servicenow.fail(kind="status", status=503)
    page = visit("admin").open("/setup/checks").page
    expect(page.get_by_role("button", name=re.compile("^Failed Instance"))).to_be_visible(timeout=60_000)
    program.servicenow.heal()
    page.get_by_role("button", name="Run again").click()

    expect(page.get_by_role("button", name=re.compile("^Unknown Instance 3 passed"))).to_be_visible(timeout=60_000)


def test_the_old_provisioning_address_shows_status_and_next_step(unconnected: Program, visit: Visitor) -> None:
    """
    As it did in the retired connector: look at the status, then authorize.
    """
    enter_client(visit("admin").open("/setup/client").page, unconnected)
    page = visit("admin").open("/ticketProvisioning").page
    card = page.get_by_role("region", name="Status")
    expect(card).to_contain_text("Waiting for consent")
    card.get_by_role("link", name="Authorize").click()

    expect(page.get_by_role("button", name="Authorize in ServiceNow")).to_be_visible()


@pytest.mark.parametrize("path", ["/setup", "/ticketProvisioning"])
def test_others_are_told_who_connects(program: Program, visit: Visitor, path: str) -> None:
    """
    They see the status and no step.
    """
    main = visit("reader").open(path).page.get_by_role("main")

    expect(main).to_contain_text("Connector.Admin")
    expect(main).to_contain_text("Connected")
    expect(main.get_by_role("button")).to_have_count(0)


def test_steps_fit_a_phone(program: Program, visit: Visitor) -> None:
    """
    They fold into one line, and no page scrolls sideways.
    """
    phone = visit("admin", width=360, height=740)
    for step in STEPS:
        page = phone.open(f"/setup/{step}").settle().page
        assert (step, page.evaluate("document.documentElement.scrollWidth")) == (step, 360)
    page.get_by_role("button", name="All steps").click()

    expect(page.get_by_role("navigation", name="Steps of the setup").get_by_role("listitem")).to_have_count(6)


@pytest.mark.parametrize("appearance", ["light", "dark", "contrast"])
def test_the_steps_are_accessible(program: Program, visit: Visitor, appearance: str) -> None:
    """
    No violation that axe can see, on any of them.
    """
    opened = visit("admin", appearance=appearance)
    for path in [*(f"/setup/{step}" for step in STEPS), "/ticketProvisioning"]:
        opened.open(path).settle().require_accessible()
