"""ServiceNow's pages of a consent, as a person goes through them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.program import Json, Program


def enter_client(page: Page, program: Program, *, secret: str = "") -> None:
    """Fill in the form of the step "client" with the sandbox's instance and client, and go on."""
    known = program.endpoints
    page.get_by_role("textbox", name="Instance").fill(known["servicenow"])
    page.get_by_role("textbox", name="Client ID").fill(known["client_id"])
    page.get_by_label("Client secret", exact=False).fill(secret or known["client_secret"])
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1, name="Authorize")).to_be_visible()


def leave_for_servicenow(page: Page) -> None:
    """From the step "authorize" to ServiceNow."""
    page.get_by_role("button", name="Authorize in ServiceNow").click()
    expect(page).to_have_title("Log in")


def answer(page: Page, user: Json, *, press: str = "Allow") -> None:
    """Log in as this user and answer; what follows is the connector's page about it."""
    page.get_by_label("User name").fill(user["name"])
    page.get_by_label("Password").fill(user["password"])
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name=press).click()


def go_on(page: Page) -> None:
    """From the connector's page about the consent back into the setup."""
    page.get_by_role("link", name="Go on with the setup").click()
