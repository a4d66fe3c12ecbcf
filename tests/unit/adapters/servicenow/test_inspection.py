"""What an instance is asked for the checklist, and how its answers are read. An instance may drop any condition."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from connector.adapters.servicenow.inspection import ServiceNowInspector
from connector.domain.draft import Kind
from connector.domain.observations import Visible
from connector.errors import NotConnectedError, RemoteProtocolError, RemoteRejectedError, RemoteUnavailableError
from tests.builders import INSTANCE, NOW
from tests.unit.adapters.wire import Wire, response

CLIENT = "client-of-the-instance"
OURS = {
    "client_id": CLIENT,
    "active": "true",
    "redirect_url": "https://a.sandbox.example/x, https://b.sandbox.example/y",
}
PAGE = {"Content-Type": "text/html"}


class Tokens:
    """A token that nobody may renew: the checklist asks the token endpoint on its own, once."""

    def current(self) -> str:
        """The token."""
        return "access-1"

    def after(self, refused: str) -> str:
        """Never asked."""
        raise AssertionError("a refused token is reported, not renewed")


def inspector(*answers: requests.Response) -> tuple[ServiceNowInspector, Wire]:
    """An inspector that meets these answers, and its end of the wire."""
    wire = Wire(list(answers))
    return ServiceNowInspector(INSTANCE, CLIENT, Tokens(), wire), wire


def rows(*found: dict[str, Any], **headers: str) -> requests.Response:
    """A list of records."""
    return response(200, {"result": list(found)}, {name.replace("_", "-"): text for name, text in headers.items()})


def test_knocking_needs_no_token() -> None:
    """
    A token that is refused must not look like an instance that is away.
    """
    it, wire = inspector(response(401, {"error": {}}, {"Date": "Mon, 02 Mar 2026 09:00:00 GMT"}))

    assert it.knock().server_time == NOW
    assert "Authorization" not in wire.asked[0].headers


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_a_date_that_is_none_is_not_guessed(date: str) -> None:
    """
    The clock is unknown then.
    """
    it, _ = inspector(response(401, {"error": {}}, {"Date": date}))

    assert it.knock().server_time is None


@pytest.mark.parametrize(
    ("answer", "error", "status"),
    [
        (response(200, b"<title>Instance Hibernating page</title>", PAGE), RemoteUnavailableError, 200),
        (response(503, b"<html>", PAGE), RemoteUnavailableError, 503),
        (response(403, b"<html>", PAGE), RemoteRejectedError, 403),
        (response(401, b"<html>", PAGE), RemoteRejectedError, 401),
        (response(302, b"", {"Location": "https://login.sandbox.example"}), RemoteUnavailableError, 302),
    ],
)
def test_a_knock_answered_by_something_else_is_an_error(
    answer: requests.Response, error: type[Exception], status: int
) -> None:
    """
    A sleeping instance, one in trouble, an address filter, a login page in its place.
    """
    it, _ = inspector(answer)

    with pytest.raises(error) as raised:
        it.knock()
    assert raised.value.status == status  # type: ignore[attr-defined]


def test_a_refused_token_is_reported_and_not_renewed() -> None:
    """
    One request, one answer.
    """
    it, wire = inspector(response(401, {"error": {"message": "User Not Authenticated", "detail": None}}))

    with pytest.raises(NotConnectedError):
        it.user()
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ([{"name": "glide.buildname", "value": "Xanadu"}], "Xanadu"),
        ([{"name": "glide.buildtag.last", "value": "glide-washingtondc-12-20-2023__patch1"}], "Washingtondc"),
        ([{"name": "glide.ui.title", "value": "Somewhere"}], ""),
        ([], ""),
    ],
)
def test_the_build_is_named_by_one_of_two_properties(found: list[dict[str, Any]], name: str) -> None:
    """
    Other properties, handed out by an instance that dropped the condition, are none.
    """
    it, _ = inspector(rows(*found))

    assert it.release() == name


def test_anothers_entry_is_not_ours() -> None:
    """
    Only the entry with our client id is read; its redirect URLs stand in one text.
    """
    it, _ = inspector(rows({**OURS, "client_id": "another"}, OURS), rows({**OURS, "client_id": "another"}))

    assert it.registration().redirect_uris == ("https://a.sandbox.example/x", "https://b.sandbox.example/y")
    with pytest.raises(RemoteRejectedError, match="oauth_entity"):
        it.registration()


def test_another_users_roles_are_not_ours() -> None:
    """
    An administrator's role in a list that was not narrowed makes nobody an administrator.
    """
    mine, other = {"user": "5" * 32, "role.name": "itil"}, {"user": "6" * 32, "role.name": "admin"}
    it, _ = inspector(rows(mine, other))

    assert it.roles("5" * 32) == {"itil"}


@pytest.mark.parametrize("found", [[], [{"sys_id": "1"}, {"sys_id": "2"}]])
def test_a_user_who_is_not_one_is_refused(found: list[dict[str, Any]]) -> None:
    """
    Nobody, or several: the condition was dropped.
    """
    it, _ = inspector(rows(*found))

    with pytest.raises(RemoteRejectedError):
        it.user()


def test_fields_that_are_not_shown_are_unknown() -> None:
    """
    An access rule leaves a column out, or empties it: neither means "false".
    """
    it, _ = inspector(rows({"sys_id": "5" * 32, "active": "true", "locked_out": ""}))

    user = it.user()
    assert (user.active, user.locked_out, user.web_service_only, user.time_zone) == (True, None, None, "")


@pytest.mark.parametrize(
    ("stamps", "honoured"),
    [
        (["2026-03-02 09:00:00", "2026-03-02 10:00:00"], True),
        ([], True),
        (["2026-03-02 10:00:00", "2026-03-02 09:00:00"], False),
        (["2025-01-01 00:00:00", "2026-03-02 10:00:00"], False),
    ],
)
def test_a_search_is_honoured_when_its_rows_say_so(stamps: list[str], honoured: bool) -> None:
    """
    Rows out of order or before the time asked for: the instance dropped a part of the query.
    """
    it, _ = inspector(rows(*({"sys_id": "1", "sys_updated_on": stamp} for stamp in stamps)))

    assert it.search(Kind.INCIDENT, NOW) is honoured


def test_choices_and_policies_of_other_tables_are_left_out() -> None:
    """
    The parent's states would be wrong labels, another table's policy a wrong alarm.
    """
    own = {"name": "incident", "element": "state", "language": "en", "value": "1", "label": "New"}
    parent = {**own, "name": "task", "label": "Open"}
    rule = {"sys_data_policy.model_table": "incident", "mandatory": "true", "field": "close_notes"}
    it, _ = inspector(rows(own, parent), rows(rule, {**rule, "mandatory": "ignore", "field": "impact"}))

    assert it.states(Kind.INCIDENT) == {"1": "New"}
    assert it.mandatory(Kind.INCIDENT) == ("close_notes",)


def test_the_tightest_rate_limit_counts() -> None:
    """
    Tables may have rules of their own; a 429 names its rule too.
    """
    it, _ = inspector(
        rows({"sys_id": "1"}, X_RateLimit_Limit="500"),
        response(
            429, {"error": {"message": "Rate limit exceeded"}}, {"X-RateLimit-Limit": "90", "X-RateLimit-Reset": "0"}
        ),
        rows({"sys_id": "1"}, X_RateLimit_Limit="300", X_RateLimit_Reset="1772445600"),
    )

    it.visible("incident")
    with pytest.raises(RemoteUnavailableError):
        it.visible("sys_user")
    it.visible("sys_choice")

    limit = it.rate_limit()
    assert limit is not None
    assert limit.per_hour == 90


def test_a_rate_limit_says_when_its_hour_ends() -> None:
    """
    The header is a UNIX time.
    """
    it, _ = inspector(rows(X_RateLimit_Limit="500", X_RateLimit_Reset="1772445600"))
    it.visible("incident")

    limit = it.rate_limit()
    assert limit is not None
    assert limit.reset_at == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def test_a_count_is_read_where_it_is_given() -> None:
    """
    Some instances leave it out.
    """
    it, _ = inspector(rows({"sys_id": "1"}, X_Total_Count="12"), rows())

    assert it.visible("incident") == Visible(1, 12)
    assert it.visible("incident") == Visible(0, None)


@pytest.mark.parametrize("body", [{}, {"result": {}}, {"result": ["row"]}])
def test_an_answer_without_a_list_is_no_empty_table(body: dict[str, Any]) -> None:
    """
    It is an answer that no manual promises.
    """
    it, _ = inspector(response(200, body))

    with pytest.raises(RemoteProtocolError):
        it.visible("incident")
