"""The page of all tickets: found by filters, followed live, retried and exported."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.program import Json, Program
from tests.portal.conftest import Visitor
from tests.portal.sharing import Sharing

FILTERS = {
    "en-US": ("Kind", "Delivery", "State", "Incidents", "Failed", "No ticket fits"),
    "fr-FR": ("Type", "Transmission", "État", "Incidents", "En échec", "Aucun ticket ne correspond"),
    "zh-CN": ("类型", "发送状态", "状态", "事件", "失败", "没有符合条件的工单"),
}


@pytest.fixture
def failed(program: Program, share: Sharing) -> list[Json]:
    """Two incidents that ServiceNow refused; it would take them now."""
    program.servicenow.refuse_inserts("incident")
    found = [program.wait(share("incident")["id"], "failed") for _ in range(2)]
    program.servicenow.heal()
    return found


def row(page: Page, ticket: Json) -> Locator:
    """The ticket's row."""
    return page.get_by_role("row").filter(has_text=ticket["name"])


def test_a_row_says_what_a_ticket_is_and_where_it_stands(program: Program, share: Sharing, visit: Visitor) -> None:
    """
    Number with the way into ServiceNow, name, kind, delivery, state, priority, who shared it.
    """
    ticket = program.wait(share("change_request")["id"], "created")
    page = visit("reader").open("/tickets").page
    found = page.get_by_role("row").filter(has_text=ticket["name"])

    for text in ("Change request", "Created", "New", ticket["priority"].title(), ticket["sharedBy"]["name"]):
        expect(found).to_contain_text(text)
    expect(found.get_by_role("link", name=ticket["number"])).to_have_attribute("href", ticket["link"])
    expect(found.get_by_role("link", name=ticket["name"])).to_have_attribute("href", f"/tickets/{ticket['id']}")


@pytest.mark.parametrize("language", FILTERS)
def test_filters_are_part_of_the_address(program: Program, visit: Visitor, language: str) -> None:
    """
    They hold after a reload, and the way back undoes them one by one.
    """
    kind, delivery, _, incidents, failed, none = FILTERS[language]
    page = visit("reader", language=language).open("/tickets?q=no-such-words").page
    page.get_by_label(kind, exact=True).select_option(incidents)
    page.get_by_label(delivery, exact=True).select_option(failed)
    expect(page).to_have_url(re.compile(r"\?kind=incident&delivery=failed&q=no-such-words$"))
    page.reload()
    expect(page.get_by_label(delivery, exact=True)).to_have_value("failed")
    page.go_back()

    expect(page.get_by_label(delivery, exact=True)).to_have_value("")
    expect(page.get_by_label(kind, exact=True)).to_have_value("incident")
    expect(page.get_by_role("region", name=re.compile(r"^(Tickets|工单)$"))).to_contain_text(none)


@pytest.fixture
def own_name(program: Program) -> Iterator[str]:
    """An administrator's own name for incidents that are new."""
    names = {"incident": {"1": "With the service desk"}, "change_request": {}}
    assert program.send("PUT", "/api/connection/state-names", names).ok
    yield "With the service desk"
    assert program.send("PUT", "/api/connection/state-names", {}).ok


def test_states_are_found_by_the_name_chosen_here(
    program: Program, share: Sharing, visit: Visitor, own_name: str
) -> None:
    """
    A state belongs to its kind: choosing it chooses both.
    """
    ticket = program.wait(share("incident")["id"], "created")
    page = visit("reader").open("/tickets").page
    page.get_by_label("State", exact=True).select_option(own_name)

    expect(page).to_have_url(re.compile(r"\?kind=incident&state=1$"))
    expect(row(page, ticket)).to_contain_text(own_name)


def test_a_search_narrows_the_tickets_down(program: Program, share: Sharing, visit: Visitor) -> None:
    """
    Typing is enough, and clearing shows them all again.
    """
    ticket, other = share("incident"), share("incident")
    page = visit("reader").open("/tickets").page
    page.get_by_role("searchbox").fill(ticket["name"])
    expect(row(page, other)).to_have_count(0)
    expect(row(page, ticket)).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()

    expect(row(page, other)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/tickets$"))


def test_typing_goes_on_while_the_search_is_under_way(visit: Visitor) -> None:
    """
    No letter is lost or jumps, however the pauses fall.
    """
    page = visit("reader").open("/tickets").page
    page.get_by_role("searchbox").press_sequentially("a search with pauses", delay=130)
    page.get_by_role("searchbox").press_sequentially(" and more", delay=320)

    expect(page.get_by_role("searchbox")).to_have_value("a search with pauses and more")
    expect(page).to_have_url(re.compile(r"q=a\+search\+with\+pauses\+and\+more$"))


def test_a_ticket_on_its_way_is_followed(program: Program, share: Sharing, visit: Visitor) -> None:
    """
    Its number appears by itself.
    """
    program.servicenow.slow_down(5000)
    ticket = share("incident")
    page = visit("reader").open(f"/tickets?q={ticket['name']}").page
    expect(page.get_by_role("status").filter(has_text="1 on its way")).to_be_visible()

    expect(row(page, ticket).get_by_role("link", name=re.compile("^INC"))).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("on its way")


def test_many_failed_tickets_are_retried_at_once(program: Program, failed: list[Json], visit: Visitor) -> None:
    """
    Each has its own result: one that somebody else has retried meanwhile does not stop the other.
    """
    page = visit("sharer").open("/tickets?delivery=failed").page
    for ticket in failed:
        page.get_by_role("checkbox", name=f"Select {ticket['name']}").check()
    assert program.send("POST", f"/api/tickets/{failed[0]['id']}/retry").ok
    page.get_by_role("button", name="Retry 2 tickets").click()
    result = page.get_by_role("status").filter(has_text="queued again")

    expect(result).to_contain_text("1 ticket is queued again.")
    expect(result).to_contain_text(f"{failed[0]['name']}: Only a failed ticket can be retried.")
    for ticket in failed:
        program.wait(ticket["id"], "created")


def test_all_failed_tickets_of_a_page_are_selected_by_one_key(failed: list[Json], visit: Visitor) -> None:
    """
    The keyboard reaches the box in the heading and every box below it.
    """
    page = visit("sharer").open("/tickets?delivery=failed").page
    page.get_by_role("checkbox", name="Select all failed tickets on this page").focus()
    page.keyboard.press("Space")

    expect(page.get_by_role("checkbox", name=f"Select {failed[0]['name']}")).to_be_checked()
    expect(page.get_by_role("button", name=re.compile(r"^Retry \d+ tickets$"))).to_be_visible()


def test_readers_cannot_retry(failed: list[Json], visit: Visitor) -> None:
    """
    Nothing to select, nothing to share.
    """
    page = visit("reader").open("/tickets?delivery=failed").page

    expect(row(page, failed[0])).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("link", name="Share an action")).to_have_count(0)


def smaller_pages(route: Route) -> None:
    """The app's own answer, two tickets to a page."""
    route.continue_(url=route.request.url.replace("limit=50", "limit=2"))


def test_older_tickets_are_a_page_away(share: Sharing, visit: Visitor) -> None:
    """
    Every page has its address: the browser's way back and the page's own lead to the same tickets.
    """
    tickets = [share("incident") for _ in range(3)]
    visited = visit("reader")
    visited.page.route(re.compile(r"/api/tickets\?"), smaller_pages)
    page = visited.open("/tickets").page
    expect(row(page, tickets[2])).to_be_visible()
    page.get_by_role("button", name="Older").click()
    expect(row(page, tickets[0])).to_be_visible()
    expect(page.get_by_role("navigation", name="More tickets")).to_contain_text("Page 2")
    page.go_back()
    expect(row(page, tickets[2])).to_be_visible()
    page.go_forward()
    page.get_by_role("button", name="Newer").click()

    expect(row(page, tickets[2])).to_be_visible()


def test_the_filtered_tickets_are_exported(share: Sharing, visit: Visitor) -> None:
    """
    As CSV, with the filter of the page.
    """
    ticket = share("incident")
    page = visit("reader").open(f"/tickets?q={ticket['name']}").page
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))

    assert [each["id"] for each in rows] == [ticket["id"]]
    assert download.value.suggested_filename == "tickets.csv"


def test_an_export_that_is_not_all_says_so(visit: Visitor) -> None:
    """
    With how many it holds.
    """
    visited = visit("reader").open("/tickets")
    cut_short = {"X-Truncated-At": "50000", "Content-Type": "text/csv"}
    visited.page.route("**/api/tickets.csv*", lambda route: route.fulfill(body="id\r\n", headers=cut_short))
    visited.page.get_by_role("button", name="Export CSV").click()

    expect(visited.page.get_by_text("Only the newest 50,000 tickets were exported.").last).to_be_visible()


def test_trouble_is_told_and_can_be_tried_again(program: Program, visit: Visitor) -> None:
    """
    The page says what happened, and goes on when it is over.
    """
    visited = visit("reader")
    visited.page.route("**/api/tickets?*", lambda route: route.fulfill(status=500, json=TROUBLE))
    page = visited.open("/tickets").page
    expect(page.get_by_role("alert")).to_contain_text("0123-4567")
    page.unroute("**/api/tickets?*")
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("alert")).to_have_count(0)


TROUBLE = {"error": {"code": "internal", "message": "Something went wrong.", "requestId": "0123-4567", "fields": None}}


def test_on_a_phone_tickets_are_cards(program: Program, share: Sharing, failed: list[Json], visit: Visitor) -> None:
    """
    Nothing is cut off, also while some are selected, and the page never scrolls sideways.
    """
    ticket = program.wait(share("incident")["id"], "created")
    page = visit("sharer", width=360, height=740).open("/tickets").page
    card = page.get_by_role("list", name="Tickets").get_by_role("listitem").filter(has_text=ticket["name"])

    expect(card.get_by_role("link", name=ticket["number"])).to_be_visible()
    page.get_by_role("checkbox", name=f"Select {failed[0]['name']}").check()
    page.get_by_role("button", name="Clear selection").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Clear selection")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("appearance", ["light", "dark", "contrast"])
@pytest.mark.parametrize("path", ["/tickets", "/tickets?q=no-such-words"])
def test_the_page_is_accessible(failed: list[Json], visit: Visitor, appearance: str, path: str) -> None:
    """
    No violation that axe can see, with tickets and without any.
    """
    visit("sharer", appearance=appearance).open(path).settle().require_accessible()
