"""The grid of improvement actions: found, filtered, sorted, looked into; by everyone who may read."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.program import Json, Program, eventually
from tests.portal.conftest import Visitor

HEADS = {
    "en-US": ["Rank", "Improvement action", "Points to gain", "User impact", "Status", "Ticket"],
    "fr-FR": ["Rang", "Action d’amélioration", "Points à gagner", "Impact utilisateur", "État", "Ticket"],
    "zh-CN": ["排名", "改进操作", "可提升的分数", "用户影响", "状态", "工单"],
}


def listed(program: Program, query: str = "") -> list[Json]:
    """What the app lists."""
    items: list[Json] = program.get(f"/api/actions?limit=500&{query}")["items"]
    return items


def rows(page: Page) -> Locator:
    """The rows that are near what is seen, without the head."""
    return page.get_by_role("table").get_by_role("row").filter(has=page.get_by_role("cell"))


@pytest.mark.parametrize("language", HEADS)
def test_everyone_who_may_read_sees_all_actions(program: Program, visit: Visitor, language: str) -> None:
    """
    The most points to gain first, with the tenant's score on top.
    """
    first = listed(program, "sort=points&order=descending")[0]
    page = visit("reader", language=language).open("/actions").page

    expect(page.get_by_role("columnheader")).to_have_text(HEADS[language])
    expect(rows(page).first).to_contain_text(first["title"])
    expect(page.get_by_role("region", name="Secure Score")).to_contain_text(re.compile(r"\d+\s?%"))


def test_searching_narrows_the_grid_and_the_address(program: Program, visit: Visitor) -> None:
    """
    Whoever gets the address sees the same actions.
    """
    found = listed(program, "q=admin")
    page = visit("reader").open("/actions").page
    page.get_by_role("searchbox", name="Search").fill("admin")

    expect(page.get_by_role("status").filter(has_text=f"{len(found)} action")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/actions\?q=admin$"))
    page.reload()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("admin")
    expect(rows(page)).to_have_count(len(found))


@pytest.mark.parametrize(
    ("field", "option", "query"),
    [
        ("Category", "Identity", "category=Identity"),
        ("Status", "Completed", "status=completed"),
        ("Ticket", "Without open ticket", "ticket=without"),
    ],
)
def test_filters_go_with_the_back_button(program: Program, visit: Visitor, field: str, option: str, query: str) -> None:
    """
    A filter is a step in the history: back shows all again.
    """
    all_of_them, some = len(listed(program)), len(listed(program, query))
    page = visit("reader").open("/actions").page
    page.get_by_label(field, exact=True).select_option(option)

    expect(page).to_have_url(re.compile(re.escape(query)))
    expect(page.get_by_role("status").filter(has_text=f"{some} action")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("status").filter(has_text=f"{all_of_them} action")).to_be_visible()


def test_a_head_sorts_by_either_end(program: Program, visit: Visitor) -> None:
    """
    The head says which way it goes.
    """
    ranked = listed(program, "sort=rank&order=ascending")
    page = visit("reader").open("/actions").page
    page.get_by_role("button", name="Rank").click()
    expect(page.get_by_role("columnheader", name="Rank")).to_have_attribute("aria-sort", "ascending")
    expect(rows(page).first).to_contain_text(ranked[0]["title"])
    page.get_by_role("button", name="Rank").click()

    expect(page.get_by_role("columnheader", name="Rank")).to_have_attribute("aria-sort", "descending")
    expect(rows(page).first).to_contain_text(listed(program, "sort=rank&order=descending")[0]["title"])


def test_of_many_actions_only_those_near_are_rows(program: Program, visit: Visitor) -> None:
    """
    The table says how many there are; scrolling to its end shows the last.
    """
    ordered = listed(program, "sort=points&order=descending")
    page = visit("reader").open("/actions").page
    expect(page.get_by_role("table")).to_have_attribute("aria-rowcount", str(len(ordered) + 1))
    assert rows(page).count() < len(ordered)
    last = page.get_by_role("link", name=ordered[-1]["title"], exact=True)

    def at_the_end() -> bool:
        page.keyboard.press("End")
        return last.is_visible()

    eventually(at_the_end, "the last row is there")
    page.keyboard.press("End")
    expect(last).to_be_in_viewport()


def test_nothing_found_says_what_to_do(visit: Visitor) -> None:
    """
    One button takes search and filters away.
    """
    page = visit("reader").open("/actions?q=nosuchwords&category=Data").page
    page.get_by_role("button", name="Clear search and filters").click()

    expect(rows(page).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/actions$"))


def test_an_action_opens_at_its_own_address(program: Program, visit: Visitor) -> None:
    """
    Its panel says what to do; closing it leads back to the same grid, with the focus where it was.
    """
    action = listed(program, "category=Identity&sort=points&order=descending")[0]
    page = visit("reader").open("/actions?category=Identity").page
    link = page.get_by_role("link", name=action["title"], exact=True)
    link.click()
    panel = page.get_by_role("dialog")

    expect(panel.get_by_role("heading", name=action["title"])).to_be_focused()
    expect(panel.get_by_role("heading", name="What to do")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/actions/{quote(action['id'])}\\?category=Identity"))
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(link).to_be_focused()


def test_links_of_an_action_open_safely(program: Program, visit: Visitor) -> None:
    """
    In a tab of their own that gets no hold of this one; Microsoft's HTML brings neither styles nor scripts.
    """
    wholes = (program.get(f"/api/actions/{quote(item['id'])}") for item in listed(program, "ticket=without"))
    action = next(each for each in wholes if "<a " in each["remediationHtml"])
    page = visit("reader").open(f"/actions/{quote(action['id'])}").page
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", name="What to do")).to_be_visible()

    assert panel.get_by_role("link").count() >= 1
    for link in panel.get_by_role("link").all():
        expect(link).to_have_attribute("target", "_blank")
        expect(link).to_have_attribute("rel", re.compile("noopener"))


def test_hostile_html_does_nothing(program: Program, visit: Visitor) -> None:
    """
    No script, frame, form, style, image, name or id of it reaches the page; its words and lists do.
    """
    action = listed(program)[0]
    hostile = (
        "<ol><li>Do <b>this</b></li></ol><script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>"
        "<style>body { display: none }</style><iframe srcdoc='<p>'></iframe><form id='root'><input name='kind'></form>"
        "<a href='javascript:window.harmed = 1' style='position: fixed; inset: 0'>click</a><p class='fui-Button'>p</p>"
    )
    visited = visit("reader")
    page = visited.page
    page.route(
        f"**/api/actions/{quote(action['id'])}",
        lambda route: route.fulfill(json={**program.get(f"/api/actions/{action['id']}"), "remediationHtml": hostile}),
    )
    page.goto(f"{program.endpoints['app']}/actions/{quote(action['id'])}")
    panel = page.get_by_role("dialog")

    expect(panel.get_by_role("listitem").filter(has_text="Do this")).to_be_visible()
    expect(panel.get_by_role("link", name="click")).to_have_count(0)
    assert page.evaluate("window.harmed") is None
    assert panel.evaluate("node => node.querySelectorAll('img,iframe,form,style,script,input,[id=root]').length") == 0
    visited.forgive(
        re.compile("Applying inline style")
    )  # Of its <style> element, which the browser refuses and reports.
    visited.require_no_trouble()


@pytest.mark.parametrize("action_id", ["mcas_unsanctioned_apps", "mcas_app_connectors"])
def test_styles_and_handlers_of_an_action_alarm_nobody(visit: Visitor, action_id: str) -> None:
    """
    Microsoft's HTML has some; a browser that parses them would report a breach of the page's policy.
    """
    visited = visit("reader").open(f"/actions/{action_id}").settle()

    expect(visited.page.get_by_role("dialog").get_by_role("heading", name="What to do")).to_be_visible()
    visited.require_no_trouble()


def test_line_ends_count_in_plain_text_only(program: Program, visit: Visitor) -> None:
    """
    Between the tags of Microsoft's HTML they are no empty lines; in plain text they are lines.
    """
    action = listed(program)[0]
    told = "<p>One</p>\r\n<p>Two</p>\r\n\r\n<ul>\r\n<li>Three</li>\r\n</ul>\r\nFour\r\nFive<br>\r\nSix"
    page = visit("reader").page
    page.route(
        f"**/api/actions/{quote(action['id'])}",
        lambda route: route.fulfill(json={**program.get(f"/api/actions/{action['id']}"), "remediationHtml": told}),
    )
    page.goto(f"{program.endpoints['app']}/actions/{quote(action['id'])}")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("listitem").filter(has_text="Three")).to_be_visible()

    assert "One\n\nTwo\n\nThree\nFour\nFive\nSix" in panel.inner_text()


def test_readers_share_nothing(visit: Visitor) -> None:
    """
    No share, no selection, and no form behind its address either.
    """
    page = visit("reader").open("/actions?share=incident").settle().page
    expect(rows(page).first).to_be_visible()

    expect(page.get_by_role("button", name="Share")).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    rows(page).first.get_by_role("link").first.click()
    expect(page.get_by_role("dialog").get_by_role("heading", name="What to do")).to_be_visible()


def test_unconnected_an_administrator_is_led_to_the_setup(unconnected: Program, visit: Visitor) -> None:
    """
    Actions are there to look at; nothing offers a share that would be refused.
    """
    page = visit("admin").open("/actions").page

    expect(page.get_by_role("link", name="Connect ServiceNow")).to_have_attribute("href", "/setup")
    expect(rows(page).first).to_be_visible()
    expect(page.get_by_role("button", name="Share")).to_have_count(0)


def test_an_unknown_action_says_so(visit: Visitor) -> None:
    """
    With the request id; closing the panel leads to the grid.
    """
    page = visit("reader").open("/actions/NoSuchAction").page
    expect(page.get_by_role("alert")).to_contain_text("NoSuchAction")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()

    expect(page).to_have_url(re.compile(r"/actions$"))


def test_trouble_with_the_list_can_be_tried_again(visit: Visitor) -> None:
    """
    What happened, the request id, and a way on.
    """
    visited = visit("reader")
    page = visited.page
    failure = {"error": {"code": "internal", "message": "It broke.", "requestId": "0123456789abcdef", "fields": None}}
    page.route("**/api/actions?*", lambda route: route.fulfill(status=500, json=failure))
    visited.open("/actions")
    expect(page.get_by_role("alert")).to_contain_text("0123456789abcdef")
    page.unroute("**/api/actions?*")
    page.get_by_role("button", name="Try again").click()

    expect(rows(page).first).to_be_visible()


def test_a_second_page_that_fails_is_not_asked_for_again_and_again(visit: Visitor) -> None:
    """
    What came stays, and trying again is left to the person.
    """
    visited = visit("reader")
    page = visited.page
    asked: list[str] = []

    def only_the_first(route: Route) -> None:
        if "cursor=" in route.request.url:
            asked.append(route.request.url)
            route.fulfill(status=500, json={"error": {"code": "internal", "message": "Broken.", "requestId": "0"}})
        else:
            answer = route.fetch()
            route.fulfill(json={**answer.json(), "cursor": "more"})

    page.route("**/api/actions?*", only_the_first)
    visited.open("/actions")
    expect(page.get_by_role("alert")).to_contain_text("Broken.")
    expect(rows(page).first).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert len(asked) == 1


def test_on_a_phone_actions_are_cards(program: Program, visit: Visitor) -> None:
    """
    The page never scrolls sideways.
    """
    first = listed(program, "sort=points&order=descending")[0]
    page = visit("sharer", width=360, height=740).open("/actions").page

    expect(page.get_by_role("list", name="Improvement actions").get_by_role("listitem").first).to_contain_text(
        first["title"]
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("appearance", ["light", "dark", "contrast"])
@pytest.mark.parametrize("width", [1280, 360])
def test_grid_panel_and_form_are_accessible(program: Program, visit: Visitor, appearance: str, width: int) -> None:
    """
    No violation that axe can see.
    """
    action = listed(program, "ticket=without")[-1]
    visited = visit("sharer", appearance=appearance, width=width).open("/actions").settle()
    visited.require_accessible()
    visited.open(f"/actions/{quote(action['id'])}").settle().require_accessible()
    visited.open(f"/actions/{quote(action['id'])}?share=incident").settle().require_accessible()
