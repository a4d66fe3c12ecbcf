"""The home page: connected and not, what it counts, where it leads, and what it says when something is down."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.program import Json, Program, eventually
from tests.portal.conftest import Visitor

QUESTION = {
    "en-US": "Do you use ServiceNow?",
    "fr-FR": "Utilisez-vous ServiceNow ?",
    "zh-CN": "你使用 ServiceNow 吗？",
}
CARDS = {
    "en-US": ("Change requests", "Incidents", "Create a ticket"),
    "fr-FR": ("Demandes de changement", "Incidents", "Créer un ticket"),
    "zh-CN": ("变更请求", "事件", "创建工单"),
}


def created(program: Program, kind: str) -> Json:
    """A ticket of this kind that has its record."""
    shared = program.share(program.fresh_actions(1)[0], kind)
    return eventually(
        lambda: (ticket := program.ticket(shared["id"]))["delivery"] == "created" and ticket, "the record is there"
    )


@pytest.mark.parametrize("language", QUESTION)
def test_unconnected_the_question_leads_to_the_setup(unconnected: Program, visit: Visitor, language: str) -> None:
    """
    An administrator is asked, in their language, and taken to the steps.
    """
    page = visit("admin", language=language).open().page
    card = page.get_by_role("region", name=QUESTION[language])
    card.get_by_role("link").click()

    expect(page).to_have_url(re.compile("/setup/client$"))


def test_unconnected_others_are_told_who_can_connect(unconnected: Program, visit: Visitor) -> None:
    """
    No button that would be refused.
    """
    page = visit("sharer").open().page
    card = page.get_by_role("region", name="Do you use ServiceNow?")

    expect(card).to_contain_text("An administrator of this app can connect it.")
    expect(card.get_by_role("link")).to_have_count(0)


def test_unconnected_nothing_can_be_shared(unconnected: Program, visit: Visitor) -> None:
    """
    Score and improvement actions show all the same.
    """
    page = visit("admin").open().settle().page

    expect(page.get_by_role("region", name="Microsoft Secure Score")).to_contain_text("points")
    expect(page.get_by_role("link", name=re.compile("^Share"))).to_have_count(0)
    expect(page.get_by_role("link", name="Create a ticket")).to_have_count(0)


def tell(page: Page, path: str, **told: object) -> None:
    """The app's answers to this path say these things too."""

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, json=response.json() | told)

    page.route(re.compile(rf"{path}(\?|$)"), answer)


def test_once_the_consent_ended_nothing_can_be_shared(program: Program, visit: Visitor) -> None:
    """
    The tickets stay; what would be refused is not offered, and the actions say why.
    """
    visited = visit("admin")
    tell(visited.page, "/api/summary", connectionStatus="consent_expired")
    tell(visited.page, "/api/connection", status="consent_expired")
    page = visited.open().settle().page

    expect(page.get_by_role("link", name="View all tickets")).to_have_count(2)
    expect(page.get_by_role("link", name=re.compile("^(Create a ticket|Share)"))).to_have_count(0)

    page.goto(f"{visited.url}/actions")

    expect(page.get_by_role("main")).to_contain_text("Nothing can be shared at the moment.")
    expect(page.get_by_role("main")).not_to_contain_text("ServiceNow is not connected.")


@pytest.mark.parametrize("language", CARDS)
def test_connected_each_kind_has_its_card(program: Program, visit: Visitor, language: str) -> None:
    """
    Change requests first, then incidents, each with its actions.
    """
    page = visit("admin", language=language).open().page
    *kinds, create = CARDS[language]

    for kind in kinds:
        card = page.get_by_role("region", name=kind, exact=True)
        expect(card.get_by_role("link", name=create)).to_be_visible()


def test_a_card_leads_on(program: Program, visit: Visitor) -> None:
    """
    To an action to share, to all tickets of its kind, to the configuration.
    """
    page = visit("admin").open().page
    card = page.get_by_role("region", name="Change requests")

    expect(card.get_by_role("link", name="Create a ticket")).to_have_attribute(
        "href", "/actions?ticket=without&share=change_request"
    )
    expect(card.get_by_role("link", name="View all tickets")).to_have_attribute("href", "/tickets?kind=change_request")
    expect(card.get_by_role("link", name="Manage ServiceNow configuration")).to_have_attribute("href", "/configuration")


def test_a_reader_is_offered_what_a_reader_may_do(program: Program, visit: Visitor) -> None:
    """
    To look; neither to share nor to configure.
    """
    page = visit("reader").open().settle().page

    expect(page.get_by_role("link", name="View all tickets")).to_have_count(2)
    expect(page.get_by_role("link", name=re.compile("^(Create|Share|Manage)"))).to_have_count(0)


@pytest.fixture
def own_names(program: Program) -> Iterator[None]:
    """An administrator's own name for new incidents."""
    names = {"incident": {"1": "Waiting for the service desk"}, "change_request": {}}
    assert program.send("PUT", "/api/connection/state-names", names).ok
    yield
    assert program.send("PUT", "/api/connection/state-names", {}).ok


def test_tickets_are_counted_by_the_names_chosen(program: Program, own_names: None, visit: Visitor) -> None:
    """
    The count leads to the tickets it counts.
    """
    created(program, "incident")
    (card,) = (each for each in program.get("/api/summary")["cards"] if each["kind"] == "incident")
    count = next(each["count"] for each in card["states"] if each["state"] == "1")
    page = visit("reader").open().page
    entry = page.get_by_role("region", name="Incidents").get_by_role("listitem").filter(has_text="Waiting for the")

    expect(entry).to_contain_text(f"{count}")
    expect(entry.get_by_role("link")).to_have_attribute("href", "/tickets?kind=incident&state=1")


def test_the_moves_of_ninety_days_are_a_chart_and_a_table(program: Program, visit: Visitor) -> None:
    """
    What eyes see in bars, screen readers read by week.
    """
    created(program, "change_request")
    page = visit("reader").open().settle().page
    card = page.get_by_role("region", name="Change requests")

    expect(card).to_contain_text(re.compile(r"[1-9]\d* opened in 90 days"))
    expect(card.get_by_role("table").get_by_role("row")).to_have_count(1 + 13)


def test_the_last_sync_is_told(program: Program, visit: Visitor) -> None:
    """
    People know how fresh a card is.
    """
    eventually(lambda: program.get("/api/summary")["syncedAt"], "a sync was done")
    page = visit("reader").open().page

    expect(page.get_by_role("region", name="Incidents")).to_contain_text("Last sync: ")


def test_a_ticket_that_failed_asks_for_attention(program: Program, visit: Visitor) -> None:
    """
    The card counts it and leads to it.
    """
    program.servicenow.refuse_inserts("incident")
    shared = program.share(program.fresh_actions(1)[0], "incident")
    eventually(lambda: program.ticket(shared["id"])["delivery"] == "failed", "it failed")
    page = visit("sharer").open().page
    link = page.get_by_role("region", name="Incidents").get_by_role("link", name="could not be created")

    expect(link).to_have_attribute("href", "/tickets?kind=incident&delivery=failed")


def test_what_no_filter_shows_has_no_link(program: Program, visit: Visitor) -> None:
    """
    Deleted records are told; a link leads to the tickets that its words name.
    """
    cards = [
        each | {"deleted": 2, "queued": 3, "total": 5, "states": []} for each in program.get("/api/summary")["cards"]
    ]
    visited = visit("reader")
    tell(visited.page, "/api/summary", cards=cards)
    card = visited.open().page.get_by_role("region", name="Incidents")

    expect(card).to_contain_text("2 tickets were deleted in ServiceNow")
    expect(card.get_by_role("link", name="deleted")).to_have_count(0)
    expect(card).to_contain_text("3 tickets wait for ServiceNow")
    expect(card.get_by_role("link", name="Show the queue")).to_have_attribute(
        "href", "/tickets?kind=incident&delivery=queued"
    )


def test_states_and_the_rest_add_up_to_the_total(program: Program, visit: Visitor) -> None:
    """
    Tickets that have no state are counted beside the states.
    """
    states = [{"state": "1", "label": "New", "count": 12}]
    cards = [each | {"total": 15, "states": states} for each in program.get("/api/summary")["cards"]]
    visited = visit("reader")
    tell(visited.page, "/api/summary", cards=cards)
    card = visited.open().page.get_by_role("region", name="Incidents")

    expect(card).to_contain_text("15 tickets")
    expect(card.get_by_role("listitem").filter(has_text="Without a state")).to_contain_text("3")


def test_the_score_is_told_in_words_and_figures(program: Program, visit: Visitor) -> None:
    """
    Percent and points of today, every day in a table, and the difference of its ends as a reader finds it.
    """
    score = program.get("/api/score?days=90")
    page = visit("reader").open().settle().page
    card = page.get_by_role("region", name="Microsoft Secure Score")

    expect(card).to_contain_text(f"{score['current'] / score['maximum']:.0%}")
    expect(card).to_contain_text(f"of {score['maximum']:.0f} points")
    expect(card.get_by_role("table").get_by_role("row")).to_have_count(1 + len(score["history"]))
    shown = card.get_by_role("row").locator("td:last-child").all_text_contents()
    change = float(abs(Decimal(shown[-1]) - Decimal(shown[0])))
    expect(card.get_by_text(re.compile(f"^{re.escape(f'{change:g}')} points (won|lost) since"))).to_be_visible()


def test_the_most_points_without_a_ticket_come_first(program: Program, visit: Visitor) -> None:
    """
    Five actions that are still to address, each with its points, the way to read it and to share it.
    """
    open_ones = [
        each
        for each in program.get("/api/actions")["items"]
        if each["status"] == "to_address" and each["pointsToGain"] > 0 and not each["ticket"]
    ]
    most = sorted(open_ones, key=lambda each: (-each["pointsToGain"], each["rank"]))[:5]
    page = visit("sharer").open().settle().page
    entries = page.get_by_role("region", name="Actions without a ticket that gain the most").get_by_role("listitem")

    expect(entries).to_contain_text([each["title"] for each in most])
    expect(entries.first.get_by_role("link", name="Share")).to_have_attribute(
        "href", f"/actions/{quote(most[0]['id'])}?share=servicenow"
    )


def test_when_servicenow_is_down_the_last_known_stays(program: Program, visit: Visitor) -> None:
    """
    A banner says so and since when; the cards go on showing.
    """
    created(program, "incident")
    program.servicenow.fail(kind="html", status=200, match=" /(api|oauth_token)")
    eventually(lambda: program.get("/api/connection")["status"] == "attention", "a sync met the trouble")
    page = visit("admin").open().page

    expect(page.get_by_role("main")).to_contain_text("ServiceNow has trouble.")
    expect(page.get_by_role("main")).to_contain_text("States shown are the last known")
    expect(page.get_by_role("region", name="Incidents")).to_be_visible()


def answer_once(page: Page, path: str, status: int) -> None:
    """The next answer to this path is an error; later ones are the app's."""
    error = {"code": "internal", "message": "Something went wrong on our side.", "requestId": "0123456789abcdef"}
    page.route(
        f"**{path}*",
        lambda route: route.fulfill(status=status, content_type="application/json", body=json.dumps({"error": error})),
        times=1,
    )


def test_an_error_says_what_happened_and_can_be_tried_again(program: Program, visit: Visitor) -> None:
    """
    The message, the request id to name, and a button that mends it; the other cards are not touched.
    """
    visited = visit("reader")
    answer_once(visited.page, "/api/summary", 500)
    page = visited.open().page
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("Something went wrong on our side.")
    expect(problem).to_contain_text("0123456789abcdef")
    problem.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("region", name="Incidents").get_by_role("link", name="View all tickets")).to_be_visible()


def test_a_session_that_ends_leads_back_to_the_same_page(program: Program, visit: Visitor) -> None:
    """
    Whoever is asked to sign in again goes on where they were.
    """
    visited = visit("reader").open("/tickets?kind=incident")
    visited.page.context.clear_cookies(name="connector-session")
    visited.page.reload()
    expect(visited.page.get_by_role("navigation")).to_have_count(0)
    visited.page.get_by_role("main").get_by_role("link", name="Sign in").click()  # Entra's own session still holds.

    expect(visited.page.get_by_role("heading", level=1, name="Tickets")).to_be_visible()
    expect(visited.page).to_have_url(f"{visited.url}/tickets?kind=incident")


def test_without_network_the_page_says_so(program: Program, visit: Visitor) -> None:
    """
    What is shown stays, and the warning goes with the trouble.
    """
    page = visit("reader").open().settle().page
    page.context.set_offline(True)
    expect(page.get_by_role("main")).to_contain_text("You are offline.")
    expect(page.get_by_role("region", name="Incidents")).to_be_visible()
    page.context.set_offline(False)

    expect(page.get_by_role("main")).not_to_contain_text("You are offline.")


@pytest.mark.parametrize("appearance", ["light", "dark", "contrast"])
def test_home_is_accessible(program: Program, visit: Visitor, appearance: str) -> None:
    """
    No violation that axe can see.
    """
    visit("admin", appearance=appearance).open().settle().require_accessible()


@pytest.mark.parametrize("appearance", ["light", "dark", "contrast"])
def test_home_unconnected_is_accessible(unconnected: Program, visit: Visitor, appearance: str) -> None:
    """
    No violation that axe can see.
    """
    visit("admin", appearance=appearance).open().settle().require_accessible()


@pytest.mark.parametrize("language", CARDS)
def test_home_fits_a_phone(program: Program, visit: Visitor, language: str) -> None:
    """
    Nothing is cut off or scrolls sideways, in any language.
    """
    page = visit("admin", language=language, width=360, height=740).open().settle().page

    assert page.evaluate("document.documentElement.scrollWidth") == 360
