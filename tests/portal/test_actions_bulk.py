"""Sharing many improvement actions at once."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.program import Json, Program
from tests.portal.conftest import Visitor
from tests.portal.test_actions import rows


def select(page: Page, titles: list[str]) -> None:
    """Select these actions, wherever they are in the grid."""
    for title in titles:
        page.get_by_role("searchbox", name="Search").fill(title)
        page.get_by_role("checkbox", name=f"Select {title}", exact=True).check(force=True)


def begin(page: Page) -> None:
    """Open the form for what is selected."""
    page.get_by_role("button", name=re.compile("^Share .* selected")).click()
    page.get_by_role("menuitem", name="ServiceNow").click()


def fresh(program: Program, count: int) -> list[Json]:
    """Actions that nobody has shared."""
    return [program.get(f"/api/actions/{each}") for each in program.fresh_actions(count)]


def test_many_actions_become_tickets_with_one_form(program: Program, visit: Visitor) -> None:
    """
    One kind and one day for all; each result stands there with its number.
    """
    actions = fresh(program, 3)
    page = visit("sharer").open("/actions").page
    select(page, [each["title"] for each in actions])
    begin(page)
    panel = page.get_by_role("dialog")
    panel.get_by_role("radio", name="Change request").check(force=True)
    panel.get_by_role("radio", name="The same day for all").check(force=True)
    panel.get_by_label(re.compile("^Day")).fill("2099-06-30")
    panel.get_by_role("button", name="Create 3 change requests").click()

    expect(panel.get_by_role("status")).to_contain_text("3 of 3 created")
    expect(panel.get_by_role("list", name="Results").get_by_role("link")).to_have_count(3)
    tickets = [program.get(f"/api/actions/{each['id']}")["ticket"] for each in actions]
    assert {(each["kind"], each["dueDate"]) for each in tickets} == {("change_request", "2099-06-30")}
    assert [each["name"] for each in tickets] == [each["title"] for each in actions]


def test_actions_with_a_ticket_are_left_out_by_name(program: Program, visit: Visitor) -> None:
    """
    The form says how many become tickets, and which do not.
    """
    shared, other = fresh(program, 2)
    program.wait(program.share(shared["id"])["id"], "created")
    page = visit("sharer").open("/actions").page
    select(page, [shared["title"], other["title"]])
    begin(page)
    panel = page.get_by_role("dialog")

    expect(panel.get_by_role("list", name="Actions left out")).to_contain_text(shared["title"])
    panel.get_by_role("button", name="Create 1 incident").click()
    expect(panel.get_by_role("status")).to_contain_text("1 of 1 created")


def test_refused_tickets_say_why_and_are_retried_together(program: Program, visit: Visitor) -> None:
    """
    The reason stands beside each; one button tries all of them again.
    """
    actions = fresh(program, 2)
    program.servicenow.refuse_inserts("incident")
    page = visit("sharer").open("/actions").page
    select(page, [each["title"] for each in actions])
    begin(page)
    panel = page.get_by_role("dialog")
    panel.get_by_role("button", name="Create 2 incidents").click()
    expect(panel.get_by_role("status")).to_contain_text("2 refused")
    expect(panel.get_by_role("list", name="Results").get_by_role("listitem").first).to_contain_text("ServiceNow")
    program.servicenow.heal()
    panel.get_by_role("button", name="Retry 2 failed").click()

    expect(panel.get_by_role("status")).to_contain_text("2 of 2 created")


def test_a_retry_that_is_refused_says_why(program: Program, visit: Visitor) -> None:
    """
    Of each ticket that could not be tried again, what stood in its way.
    """
    actions = fresh(program, 1)
    program.servicenow.refuse_inserts("incident")
    page = visit("sharer").open("/actions").page
    select(page, [each["title"] for each in actions])
    begin(page)
    panel = page.get_by_role("dialog")
    panel.get_by_role("button", name="Create 1 incident").click()
    expect(panel.get_by_role("status")).to_contain_text("1 refused")
    refusal = {"code": "conflict", "message": "It has another ticket by now.", "requestId": "0123456789abcdef"}
    answer = {"results": [{"index": 0, "status": 409, "error": refusal, "ticket": None}]}
    page.route("**/api/tickets/retry", lambda route: route.fulfill(json=answer))
    panel.get_by_role("button", name="Retry 1 failed").click()

    expect(panel.get_by_role("list", name="Results")).to_contain_text("It has another ticket by now.")


def test_the_results_of_a_bulk_share_outlive_the_page(program: Program, visit: Visitor) -> None:
    """
    Whoever was on another page finds the way back to them.
    """
    actions = fresh(program, 2)
    page = visit("sharer").open("/actions").page
    select(page, [each["title"] for each in actions])
    begin(page)
    page.get_by_role("dialog").get_by_role("button", name="Create 2 incidents").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("2 of 2 created")
    page.get_by_role("dialog").get_by_role("button", name="Close").first.click()
    page.get_by_role("link", name="Tickets", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Tickets")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Bulk share: 2 of 2 created").click()

    expect(page.get_by_role("dialog").get_by_role("list", name="Results").get_by_role("link")).to_have_count(2)


def test_a_bulk_share_goes_on_behind_a_closed_panel(program: Program, visit: Visitor) -> None:
    """
    While ServiceNow is away the results say when it is tried again; a button leads back to them.
    """
    actions = fresh(program, 2)
    program.servicenow.fail(kind="status", status=503, retryAfter=2, match=" /api/")
    page = visit("sharer").open("/actions").page
    select(page, [each["title"] for each in actions])
    begin(page)
    panel = page.get_by_role("dialog")
    panel.get_by_role("button", name="Create 2 incidents").click()
    expect(panel.get_by_role("list", name="Results")).to_contain_text("It will be retried at", timeout=60_000)
    panel.get_by_role("button", name="Close").last.click()
    program.servicenow.heal()

    expect(page.get_by_role("button", name="Bulk share: 2 of 2 created")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Bulk share").click()
    expect(panel.get_by_role("status")).to_contain_text("2 of 2 created")


def test_all_that_is_listed_is_selected_at_once(program: Program, visit: Visitor) -> None:
    """
    The toolbar counts what is selected, and what it would gain.
    """
    total = program.get("/api/actions?category=Data&limit=500")["total"]
    page = visit("sharer").open(f"/actions?{urlencode({'category': 'Data'})}").page
    expect(rows(page).first).to_be_visible()
    page.get_by_role("checkbox", name="Select all listed actions").check(force=True)
    expect(page.get_by_role("status").filter(has_text=f"{total} selected")).to_be_visible()
    page.get_by_role("button", name="Clear selection").click()

    expect(page.get_by_role("status").filter(has_text=f"{total} action")).to_be_visible()


@pytest.mark.parametrize("appearance", ["light", "dark", "contrast"])
def test_the_form_for_many_is_accessible(visit: Visitor, appearance: str) -> None:
    """
    No violation that axe can see.
    """
    visited = visit("sharer", appearance=appearance).open("/actions?ticket=without")
    expect(rows(visited.page).first).to_be_visible()
    for place in range(2):
        rows(visited.page).nth(place).get_by_role("checkbox").check(force=True)
    begin(visited.page)
    expect(visited.page.get_by_role("button", name="Create 2 incidents")).to_be_enabled()

    visited.settle().require_accessible()
