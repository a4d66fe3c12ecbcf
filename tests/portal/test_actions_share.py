"""Share > ServiceNow: the task form, and the ticket until it has its number."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.program import Json, Program, eventually
from tests.portal.conftest import Visitor

NUMBER = re.compile(r"(INC|CHG)\d{7}")
CREATE = {"en-US": "Create incident", "fr-FR": "Créer l’incident", "zh-CN": "创建事件"}
OPEN = {"en-US": "in ServiceNow", "fr-FR": "dans ServiceNow", "zh-CN": "在 ServiceNow 中打开"}


def fresh(program: Program) -> Json:
    """An action that nobody has shared."""
    return program.get(f"/api/actions/{quote(program.fresh_actions(1)[0])}")


def form_of(action: Json, kind: str = "servicenow") -> str:
    """The address of an action's form."""
    return f"/actions/{quote(action['id'])}?share={kind}"


def field(page: Page, name: str) -> Locator:
    """A field of the form."""
    return page.get_by_role("dialog").get_by_label(name, exact=False).first


def test_three_clicks_from_the_grid_to_a_ticket(program: Program, visit: Visitor) -> None:
    """
    Share, ServiceNow, Create; then its number with a link into ServiceNow, and in the grid instead of Share.
    """
    action = fresh(program)
    page = visit("sharer").open(f"/actions?q={quote(action['id'])}").page
    page.get_by_role("button", name=f"Share {action['title']}").click()
    page.get_by_role("menuitem", name="ServiceNow").click()
    page.get_by_role("button", name="Create incident").click()

    link = page.get_by_role("dialog").get_by_role("link", name="in ServiceNow")
    expect(link).to_have_text(NUMBER)
    expect(link).to_have_attribute("href", re.compile(f"^{re.escape(program.endpoints['servicenow'])}"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("cell").get_by_role("link", name=NUMBER)).to_be_visible()
    expect(page.get_by_role("button", name=f"Share {action['title']}")).to_have_count(0)
    expect(page.get_by_role("link", name=action["title"], exact=True)).to_be_focused()


@pytest.mark.parametrize("language", CREATE)
def test_the_form_is_prefilled_from_the_draft(program: Program, visit: Visitor, language: str) -> None:
    """
    With everything the ticket will say, who shares it among it; sent as it is, it becomes a ticket.
    """
    action = fresh(program)
    draft = program.draft(action["id"])
    page = visit("sharer", language=language).open(form_of(action)).page
    panel = page.get_by_role("dialog")

    expect(panel.get_by_role("textbox").nth(0)).to_have_value(draft["name"])
    expect(panel.get_by_role("textbox").nth(1)).to_have_value(draft["dueDate"])
    expect(panel.get_by_role("combobox")).to_have_value(draft["priority"])
    panel.get_by_role("button", name=CREATE[language]).click()
    expect(panel.get_by_role("link", name=OPEN[language])).to_have_text(NUMBER)


def test_what_is_written_is_what_is_sent(program: Program, visit: Visitor) -> None:
    """
    Every field of the form reaches the ticket.
    """
    action = fresh(program)
    page = visit("sharer").open(form_of(action, "change_request")).page
    field(page, "Name").fill("Our own words")
    page.get_by_label("Priority").select_option("4 - Low")
    page.get_by_label("Due date").fill("2099-12-31")
    page.get_by_label("Description").fill("First line\nSecond line")
    page.get_by_role("radio", name="User recommendation").check(force=True)
    page.get_by_role("button", name="Create change request").click()
    expect(page.get_by_role("dialog").get_by_role("link", name="in ServiceNow")).to_have_text(NUMBER)

    ticket = program.get(f"/api/actions/{quote(action['id'])}")["ticket"]
    told = {name: ticket[name] for name in ("kind", "name", "priority", "dueDate", "description", "source")}
    assert told == {
        "kind": "change_request",
        "name": "Our own words",
        "priority": "low",
        "dueDate": "2099-12-31",
        "description": "First line\nSecond line",
        "source": "User",
    }


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("Name", "  ", "This field is required."),
        ("Name", "x" * 251, "This is too long: 250 characters at most."),
        ("Name", "bell \x07", "This holds characters that are not allowed."),
        ("Due date", "2020-01-31", "This date is over."),
        ("Description", "", "This field is required."),
    ],
)
def test_an_error_stands_beside_its_field(program: Program, visit: Visitor, name: str, text: str, problem: str) -> None:
    """
    Found before anything is sent, by the app's own rules; the field gets the focus.
    """
    action = program.get("/api/actions?ticket=without&limit=1")["items"][0]
    page = visit("sharer").open(form_of(action)).page
    page.get_by_role("dialog").get_by_label(name).fill(text)
    page.get_by_role("button", name="Create incident").click()

    expect(page.get_by_role("dialog").get_by_label(name)).to_be_focused()
    expect(page.get_by_role("dialog").get_by_label(name)).to_have_accessible_description(re.compile(re.escape(problem)))


def test_an_error_of_the_app_stands_beside_its_field(program: Program, visit: Visitor) -> None:
    """
    Also one that the form could not know; the field gets the focus, and what happened stands by the buttons.
    """
    action = program.get("/api/actions?ticket=without&limit=1")["items"][0]
    page = visit("sharer").open(form_of(action)).page
    detail = {"code": "invalid_request", "message": "See the fields.", "requestId": "0123456789abcdef"}
    body = {"error": {**detail, "fields": {"name": "Not this name."}}}
    page.route("**/api/tickets", lambda route: route.fulfill(status=400, json=body))
    page.get_by_role("button", name="Create incident").click()

    expect(field(page, "Name")).to_have_accessible_description(re.compile("Not this name."))
    expect(field(page, "Name")).to_be_focused()
    told = page.get_by_role("dialog").get_by_role("alert").filter(has_text="0123456789abcdef")
    expect(told).to_be_in_viewport()


def test_what_is_learned_meanwhile_leaves_the_form_there(program: Program, visit: Visitor) -> None:
    """
    Someone else shares the action while the form is filled in: what was written stays, and the app refuses it.
    """
    action = fresh(program)
    page = visit("sharer").open(form_of(action)).settle().page
    field(page, "Name").fill("Half a thought")
    program.wait(program.share(action["id"])["id"], "created")
    with page.expect_response(lambda answer: answer.url.endswith(f"/api/actions/{quote(action['id'])}")):
        look_again(page)
    page.wait_for_load_state("networkidle")

    expect(field(page, "Name")).to_have_value("Half a thought")
    page.get_by_role("button", name="Create incident").click()
    expect(page.get_by_role("dialog").get_by_role("link", name="in ServiceNow")).to_have_text(NUMBER)


def test_a_draft_that_changed_meanwhile_is_no_change_of_ones_own(program: Program, visit: Visitor) -> None:
    """
    Whoever wrote nothing leaves without a question.
    """
    action = program.get("/api/actions?ticket=without&limit=1")["items"][0]
    page = visit("sharer").open(form_of(action)).settle().page
    changed = {**program.draft(action["id"]), "priority": "low", "name": "Another draft"}
    page.route("**/draft*", lambda route: route.fulfill(json=changed))
    with page.expect_response("**/draft*"):
        look_again(page)
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("dialog")).to_have_count(0)


def look_again(page: Page) -> None:
    """What a browser tells a page that comes to the front after a while."""
    page.clock.install()
    page.clock.fast_forward(60_000)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")


def test_the_day_that_a_person_has_may_be_over_for_the_app(program: Program, visit: Visitor) -> None:
    """
    Where it is still yesterday, the form says which day the app has.
    """
    action = program.get("/api/actions?ticket=without&limit=1")["items"][0]
    visited = visit("sharer", zone="America/Los_Angeles")
    visited.page.clock.set_fixed_time("2030-06-02T03:00:00Z")
    panel = visited.open(form_of(action)).page.get_by_role("dialog")

    expect(panel.get_by_label("Due date")).to_have_accessible_description(re.compile("UTC, where today is Jun 2, 2030"))


def test_what_was_written_is_not_lost_by_accident(program: Program, visit: Visitor) -> None:
    """
    Leaving asks first; a reload brings it back.
    """
    action = program.get("/api/actions?ticket=without&limit=1")["items"][0]
    page = visit("sharer").open(form_of(action)).page
    page.on("dialog", lambda dialog: dialog.accept())
    field(page, "Name").fill("Half a thought")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keep editing").click()
    expect(field(page, "Name")).to_be_focused()
    page.reload()

    expect(field(page, "Name")).to_have_value("Half a thought")
    expect(page.get_by_role("dialog")).to_contain_text("They were not sent.")


def test_discarding_forgets_what_was_written(program: Program, visit: Visitor) -> None:
    """
    The next time the form begins with the draft again.
    """
    action = program.get("/api/actions?ticket=without&limit=1")["items"][0]
    page = visit("sharer").open(form_of(action)).page
    field(page, "Name").fill("Half a thought")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.go_back()

    expect(field(page, "Name")).to_have_value(program.draft(action["id"])["name"])


def test_sending_twice_makes_one_ticket(program: Program, visit: Visitor) -> None:
    """
    An answer that got lost is asked for again under the same key.
    """
    action = fresh(program)
    page = visit("sharer").open(form_of(action)).page
    keys: list[str] = []

    def lose_first(route: object) -> None:
        keys.append(route.request.headers["idempotency-key"])  # type: ignore[attr-defined]
        answer = route.fetch()  # type: ignore[attr-defined]
        route.abort() if len(keys) == 1 else route.fulfill(response=answer)  # type: ignore[attr-defined]

    page.route("**/api/tickets", lose_first)
    page.get_by_role("button", name="Create incident").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("The app does not answer")
    page.get_by_role("button", name="Create incident").click()

    expect(page.get_by_role("dialog").get_by_role("link", name="in ServiceNow")).to_have_text(NUMBER)
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_an_action_shared_meanwhile_shows_its_ticket(program: Program, visit: Visitor) -> None:
    """
    Nothing is sent twice: the open ticket stands in the form.
    """
    action = fresh(program)
    page = visit("sharer").open(form_of(action)).page
    expect(field(page, "Name")).to_be_visible()
    ticket = program.wait(program.share(action["id"])["id"], "created")
    page.get_by_role("button", name="Create incident").click()

    expect(page.get_by_role("dialog").get_by_role("link", name="in ServiceNow")).to_contain_text(ticket["number"])


def test_a_share_is_kept_while_servicenow_is_away(program: Program, visit: Visitor) -> None:
    """
    It is accepted, says why it waits and when it is tried again, and arrives when ServiceNow is back.
    """
    action = fresh(program)
    program.servicenow.fail(kind="status", status=503, retryAfter=2, match=" /api/")
    page = visit("sharer").open(form_of(action)).page
    page.get_by_role("button", name="Create incident").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("status")).to_contain_text("It will be retried at", timeout=60_000)
    program.servicenow.heal()

    expect(panel.get_by_role("link", name="in ServiceNow")).to_have_text(NUMBER, timeout=60_000)
    expect(panel.get_by_role("list", name="Delivery").get_by_role("listitem")).to_have_text(
        ["Queued", "Sent", "Created"]
    )


def test_a_refused_ticket_says_why_and_can_be_retried(program: Program, visit: Visitor) -> None:
    """
    ServiceNow's reason, what to do, and a retry that leads to its number.
    """
    action = fresh(program)
    program.servicenow.refuse_inserts("incident")
    page = visit("sharer").open(form_of(action)).page
    page.get_by_role("button", name="Create incident").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("alert")).to_contain_text("The ticket was not created.")
    program.servicenow.heal()
    panel.get_by_role("button", name="Retry").click()

    expect(panel.get_by_role("link", name="in ServiceNow")).to_have_text(NUMBER)


def test_a_wished_kind_leads_over_the_choice_to_its_form(program: Program, visit: Visitor) -> None:
    """
    As "Create a ticket" on the home page does.
    """
    action = fresh(program)
    page = visit("sharer").open(f"/actions?share=change_request&q={quote(action['id'])}").page
    expect(page.get_by_role("main")).to_contain_text("Choose what the change request is about.")
    page.get_by_role("link", name=f"Choose {action['title']}").click()

    expect(page.get_by_role("radio", name="Change request")).to_be_checked()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("main")).to_contain_text("Choose what the change request is about.")


def test_the_keyboard_alone_leads_from_sign_in_to_a_ticket(program: Program, visit: Visitor) -> None:
    """
    Nothing on the way needs a pointer, and the focus is always where the next step is.
    """
    page = visit().open("/actions?ticket=without").page

    def press_until(target: Locator) -> None:
        def reached() -> bool:
            page.keyboard.press("Tab")
            return bool(target.evaluate_all("found => found.includes(document.activeElement)"))

        eventually(reached, "the focus reaches its target", timeout_s=30)

    def follow(target: Locator) -> None:
        expect(target.first).to_be_visible()
        press_until(target)
        page.keyboard.press("Enter")

    follow(page.get_by_role("link", name="Sign in"))
    follow(page.get_by_role("button", name="sharer@sandbox.example"))
    follow(page.get_by_role("button", name=re.compile("^Share ")))
    expect(page.get_by_role("menuitem", name="ServiceNow")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Incident")).to_be_focused()
    follow(page.get_by_role("button", name="Create incident"))

    expect(page.get_by_role("dialog").get_by_role("link", name="in ServiceNow")).to_have_text(NUMBER)
