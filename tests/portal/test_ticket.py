"""The page of one ticket: where it stands, how it got there, and what can be done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.program import Json, Program, eventually
from tests.portal.conftest import Visitor
from tests.portal.sharing import Sharing

OVERLAP = timedelta(seconds=6)
"""The sandbox's SYNC_OVERLAP_S is five: a record that changed since is not yet believed to be gone."""
TEXTS = {
    "en-US": ("Where it stands", "The task as it was shared", "Timeline", "Created in ServiceNow"),
    "fr-FR": ("Où il en est", "La tâche telle qu’elle a été partagée", "Chronologie", "Créé dans ServiceNow"),
    "zh-CN": ("当前进展", "共享时的任务", "时间线", "已在 ServiceNow 中创建"),
}


@pytest.fixture
def created(program: Program, share: Sharing) -> Json:
    """An incident that ServiceNow has taken."""
    return program.wait(share("incident")["id"], "created")


@pytest.fixture
def failed(program: Program, share: Sharing) -> Json:
    """An incident that ServiceNow refused; it would take it now."""
    program.servicenow.refuse_inserts("incident")
    found = program.wait(share("incident")["id"], "failed")
    program.servicenow.heal()
    return found


@pytest.mark.parametrize("language", TEXTS)
def test_a_ticket_shows_where_it_stands_at_a_glance(created: Json, visit: Visitor, language: str) -> None:
    """
    Its number with the way into ServiceNow, its task, its timeline, in the person's language.
    """
    status, task, timeline, moved = TEXTS[language]
    page = visit("reader", language=language).open(f"/tickets/{created['id']}").page
    number = page.get_by_role("region", name=status).get_by_role("link", name=created["number"])

    expect(number).to_have_attribute("href", created["link"])
    expect(page.get_by_role("region", name=task)).to_contain_text(created["description"][:40])
    expect(page.get_by_role("region", name=timeline).get_by_role("listitem").first).to_contain_text(moved)


def test_the_task_is_shown_as_it_was_shared(share: Sharing, visit: Visitor) -> None:
    """
    With every line of its description and the way to its improvement action.
    """
    ticket = share("incident", description="First line\nSecond line", priority="critical")
    page = visit("reader").open(f"/tickets/{ticket['id']}").page
    task = page.get_by_role("region", name="The task as it was shared")

    expect(task).to_contain_text("First line\nSecond line", use_inner_text=True)
    expect(task).to_contain_text("Critical")
    expect(task.get_by_role("link", name="Open the action")).to_have_attribute(
        "href", re.compile(rf"^/actions/{re.escape(ticket['actionId'])}$")
    )


def test_times_are_shown_in_the_persons_zone_and_exactly_in_utc(created: Json, visit: Visitor) -> None:
    """
    The zone of the browser to read, seconds of UTC to compare with logs.
    """
    page = visit("reader", language="fr-FR").open(f"/tickets/{created['id']}").page
    shared = page.get_by_role("region", name="Chronologie").get_by_role("time").last
    moment = datetime.fromisoformat(created["sharedAt"])

    expect(shared).to_have_attribute("title", f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")
    expect(shared).to_contain_text(f"{moment.astimezone(ZoneInfo('Europe/Paris')):%H:%M}")


def test_an_open_page_keeps_up(created: Json, visit: Visitor) -> None:
    """
    How long ago something was goes on by itself, and a ticket that has its record is looked at again.
    """
    visited = visit("reader")
    page = visited.page
    page.clock.install()
    visited.open(f"/tickets/{created['id']}").settle()
    with page.expect_response(f"**/api/tickets/{created['id']}"):
        page.clock.run_for(65_000)
    page.clock.run_for(10 * 60_000)

    expect(page.get_by_role("region", name="Where it stands").get_by_role("time").last).to_contain_text("minutes ago")


def test_a_task_whose_day_is_over_is_marked(created: Json, visit: Visitor) -> None:
    """
    Only while work is expected.
    """
    visited = visit("reader")
    visited.page.clock.set_fixed_time(datetime.fromisoformat(created["dueDate"]) + timedelta(days=2))
    visited.open(f"/tickets/{created['id']}")

    expect(visited.page.get_by_role("region", name="The task as it was shared")).to_contain_text("Overdue")


def test_refreshing_brings_what_servicenow_says_now(program: Program, created: Json, visit: Visitor) -> None:
    """
    The new state, and the move in the timeline.
    """
    page = visit("sharer").open(f"/tickets/{created['id']}").page
    program.servicenow.work_on(created, state="2")
    page.get_by_role("button", name="Refresh now").click()

    expect(page.get_by_role("status").filter(has_text="Asked ServiceNow just now")).to_be_visible()
    expect(page.get_by_role("region", name="Timeline")).to_contain_text("State changed to In Progress")


def test_while_servicenow_is_down_the_last_known_stays(program: Program, created: Json, visit: Visitor) -> None:
    """
    It says so, with the request id, and leaves another try to the person.
    """
    page = visit("sharer").open(f"/tickets/{created['id']}").page
    program.servicenow.fail(kind="status", status=503)
    page.get_by_role("button", name="Refresh now").click()
    expect(page.get_by_role("alert")).to_contain_text("Request id")

    expect(page.get_by_role("main")).to_contain_text("What you see is the last known")
    expect(page.get_by_role("link", name=created["number"])).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_enabled()


def test_a_record_that_was_deleted_is_told(program: Program, created: Json, visit: Visitor) -> None:
    """
    Once the record has rested for a moment: the ticket stays as history, and the action can be shared again.
    """
    page = visit("sharer").open(f"/tickets/{created['id']}").page
    expect(page.get_by_role("button", name="Refresh now")).to_be_visible()
    program.servicenow.remove(created)
    rested_at = datetime.fromisoformat(created["changedAt"]) + OVERLAP
    eventually(lambda: datetime.now(UTC) > rested_at, "the record has rested")
    page.get_by_role("button", name="Refresh now").click()

    expect(page.get_by_role("main")).to_contain_text("The record was deleted in ServiceNow.")
    expect(page.get_by_role("link", name="Share an action")).to_be_visible()
    expect(page.get_by_role("link", name="Open in ServiceNow")).to_have_count(0)


def test_a_failed_ticket_says_why_and_how_to_mend_it(failed: Json, visit: Visitor) -> None:
    """
    ServiceNow's reason, the advice, and for administrators the way to the checks.
    """
    page = visit("admin").open(f"/tickets/{failed['id']}").page

    expect(page.get_by_role("main")).to_contain_text(failed["error"]["reason"])
    expect(page.get_by_role("main")).to_contain_text("What to do: Have an administrator run the checks")
    expect(page.get_by_role("link", name="Run the checks")).to_have_attribute("href", "/setup/checks")


def test_a_failed_ticket_is_retried_with_the_keyboard(failed: Json, visit: Visitor) -> None:
    """
    What follows shows by itself, until its number is there.
    """
    page = visit("sharer").open(f"/tickets/{failed['id']}").page
    page.get_by_role("button", name="Retry").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=re.compile("^INC"))).to_be_visible()
    expect(page.get_by_role("region", name="Timeline")).to_contain_text("Retried by Sandbox Sharer")


def test_a_ticket_that_waits_says_when_it_is_tried_again(program: Program, share: Sharing, visit: Visitor) -> None:
    """
    ServiceNow's trouble is told; when it is over, the ticket goes on by itself.
    """
    program.servicenow.fail(kind="status", status=503, match="POST /api/now", retryAfter=12)
    ticket = share("incident")
    page = visit("reader").open(f"/tickets/{ticket['id']}").page
    expect(page.get_by_role("main")).to_contain_text("It will be retried at")
    expect(
        page.get_by_role("list", name="Delivery").get_by_role("img", name="waiting to be tried again")
    ).to_be_visible()
    expect(page.get_by_role("region", name="Timeline")).to_contain_text("An attempt failed")
    program.servicenow.heal()

    expect(page.get_by_role("link", name=re.compile("^INC"))).to_be_visible(timeout=30_000)


@pytest.fixture
def fields_kept_back(program: Program) -> Iterator[None]:
    """The integration user may not write when incidents are due."""
    program.servicenow.protect_fields(incident=["due_date"])
    yield
    program.servicenow.protect_fields()


@pytest.mark.usefixtures("fields_kept_back")
def test_fields_that_were_dropped_are_explained(program: Program, share: Sharing, visit: Visitor) -> None:
    """
    By the name that people see in ServiceNow.
    """
    ticket = program.wait(share("incident")["id"], "created")
    page = visit("reader").open(f"/tickets/{ticket['id']}").page

    expect(page.get_by_role("main")).to_contain_text("ServiceNow did not keep everything.")
    expect(page.get_by_role("listitem").filter(has_text="due_date")).to_contain_text("Due date")


@pytest.mark.usefixtures("fields_kept_back")
def test_they_are_explained_where_the_action_is_too(program: Program, visit: Visitor) -> None:
    """
    The panel of an action uses the same words as the page of its ticket.
    """
    (action,) = program.fresh_actions(1)
    program.wait(program.share(action)["id"], "created")
    panel = visit("reader").open(f"/actions/{quote(action)}").page.get_by_role("dialog")

    expect(panel.get_by_role("listitem").filter(has_text="due_date")).to_contain_text("Due date")


def test_readers_can_only_look(failed: Json, created: Json, visit: Visitor) -> None:
    """
    Neither retry nor refresh; the way into ServiceNow stays.
    """
    visited = visit("reader").open(f"/tickets/{failed['id']}").settle()
    expect(visited.page.get_by_role("button", name="Retry")).to_have_count(0)
    page = visited.open(f"/tickets/{created['id']}").page

    expect(page.get_by_role("link", name="Open in ServiceNow")).to_be_visible()
    expect(page.get_by_role("button", name="Refresh now")).to_have_count(0)


def test_the_address_of_a_ticket_can_be_copied(created: Json, visit: Visitor) -> None:
    """
    To be sent to somebody.
    """
    page = visit("reader").open(f"/tickets/{created['id']}").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy address of this ticket").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()

    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_the_way_back_keeps_the_filter(created: Json, visit: Visitor) -> None:
    """
    From the filtered tickets to one of them and back.
    """
    page = visit("reader").open(f"/tickets?q={created['name']}").page
    page.get_by_role("link", name=created["name"]).click()
    page.get_by_role("link", name="All tickets").click()

    expect(page.get_by_role("searchbox")).to_have_value(created["name"])


def test_an_unknown_ticket_leads_back(visit: Visitor) -> None:
    """
    It says that there is none, and where to look.
    """
    page = visit("reader").open(f"/tickets/{'0' * 32}").page
    expect(page.get_by_role("heading", level=1)).to_have_text("Ticket not found")
    page.get_by_role("main").get_by_role("link", name="All tickets").click()

    expect(page).to_have_url(re.compile(r"/tickets$"))


def test_on_a_phone_the_page_fits(failed: Json, visit: Visitor) -> None:
    """
    It never scrolls sideways.
    """
    page = visit("sharer", width=360, height=740).open(f"/tickets/{failed['id']}").settle().page

    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("appearance", ["light", "dark", "contrast"])
def test_the_page_is_accessible(failed: Json, created: Json, visit: Visitor, appearance: str) -> None:
    """
    No violation that axe can see, failed or created.
    """
    for ticket in (failed, created):
        visit("sharer", appearance=appearance).open(f"/tickets/{ticket['id']}").settle().require_accessible()
