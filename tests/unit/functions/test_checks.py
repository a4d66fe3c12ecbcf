"""GET /api/connection/checks."""

from __future__ import annotations

import pytest

from connector.domain.checklist import CHECK_IDS
from connector.errors import RemoteUnavailableError
from tests.builders import INSTANCE, make_caller
from tests.fakes import FakeInspector
from tests.unit.functions.app import App

CHECKS = "/api/connection/checks"


@pytest.fixture
def inspector(app: App) -> FakeInspector:
    """The instance as the checklist sees it."""
    inspector: FakeInspector = app.c.desks.inspector  # type: ignore[attr-defined]
    return inspector


@pytest.mark.parametrize(("roles", "status"), [(None, 401), ((), 403), (("Connector.Read", "Tickets.Share"), 403)])
def test_the_checklist_is_for_administrators(app: App, roles: tuple[str, ...] | None, status: int) -> None:
    """
    It shows how the instance is set up, and costs requests there.
    """
    assert app.get(CHECKS, headers={} if roles is None else app.bearer(*roles)).status == status


def test_a_passed_check_has_nothing_to_fix(app: App) -> None:
    """
    Every check has id, title, status and what was seen, in the order of setting up.
    """
    body = app.get(CHECKS).json()

    assert body["connectionStatus"] == "connected"
    assert [check["id"] for check in body["checks"]] == list(CHECK_IDS)
    assert body["checks"][0] == {
        "id": "instance_awake",
        "title": "The instance is reachable and awake",
        "status": "passed",
        "seen": "HTTP 401",
        "fix": None,
        "menuPath": None,
        "link": None,
    }


def test_a_failed_check_says_what_to_do_and_where(app: App, inspector: FakeInspector) -> None:
    """
    The fix in words, the menu path, and a link to the very record.
    """
    inspector.set_user(time_zone="Asia/Tokyo")

    check = by_id(app, "user_time_zone")

    assert (check["status"], check["seen"]) == ("failed", "time_zone=Asia/Tokyo")
    assert check["fix"] is not None
    assert "GMT" in check["fix"]
    assert check["menuPath"] == "User Administration > Users"
    assert check["link"] == f"{INSTANCE}/nav_to.do?uri=sys_user.do%3Fsys_id%3D{inspector.facts.sys_id}"


@pytest.mark.parametrize(
    ("language", "title"), [("en", "The clocks agree"), ("fr-CA", "Les horloges concordent"), ("zh-CN", "时钟一致")]
)
def test_texts_follow_the_callers_language(app: App, inspector: FakeInspector, language: str, title: str) -> None:
    """
    Titles and fixes are translated, their placeholders filled; what was seen quotes ServiceNow.
    """
    inspector.ahead_s = 75

    check = by_id(app, "clock", language=language)

    assert (check["title"], check["seen"]) == (title, "+75 s")
    assert check["fix"] is not None
    assert "+75" in check["fix"]


def test_an_instance_away_is_an_answer_not_an_error(app: App, inspector: FakeInspector) -> None:
    """
    Finding trouble is what the checklist is for.
    """
    inspector.fail("knock", RemoteUnavailableError("ServiceNow", "the instance is hibernating", status=200))

    answer = app.get(CHECKS)

    assert answer.status == 200
    assert {check["status"] for check in answer.json()["checks"]} == {"failed", "unknown"}


def test_the_persons_own_account_is_recognised(app: App, inspector: FakeInspector) -> None:
    """
    The signed-in person's e-mail address is compared with the integration user's.
    """
    inspector.set_user(email=make_caller().email)

    assert by_id(app, "user_not_personal")["status"] == "failed"


def by_id(app: App, check_id: str, *, language: str = "en") -> dict[str, str | None]:
    """One check of the answer."""
    headers = {**app.bearer("Connector.Admin"), "Accept-Language": language}
    checks: list[dict[str, str | None]] = app.get(CHECKS, headers=headers).json()["checks"]
    return next(check for check in checks if check["id"] == check_id)
