"""What ServiceNow's statuses and bodies mean to the connector, row by row."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connector.adapters.servicenow.answers import Answer, asked_wait_s, read
from connector.errors import (
    ConnectorError,
    NotConnectedError,
    RemoteError,
    RemoteProtocolError,
    RemoteRejectedError,
    RemoteUnavailableError,
)
from tests.unit.adapters.wire import response

HTML = "text/html;charset=UTF-8"
ASLEEP = b'<html><head><title>Instance Hibernating page</title></head><body class="instance-hibernating-page"></body>'
CANCELLED = "Transaction cancelled: maximum execution time exceeded"
RULE = "Operation against file 'incident' was aborted by Business Rule '{rule}^{id}'. Business Rule Stack:{rule},b"


def answer(status: int, body: Any = b"", content_type: str = "application/json;charset=UTF-8") -> Answer:
    """An answer whose body is JSON unless it is given as bytes."""
    return Answer(status, content_type, body if isinstance(body, bytes) else json.dumps(body).encode())


def envelope(message: str, detail: str | None = None) -> dict[str, Any]:
    """ServiceNow's own form of an error."""
    return {"error": {"message": message, "detail": detail}, "status": "failure"}


REFUSALS = [
    (400, envelope("Invalid table widgets"), "Invalid table widgets"),
    (400, envelope("Table widgets does not exist", ""), "Table widgets does not exist"),
    (400, envelope("Requested URI does not represent any resource"), "Requested URI does not represent any resource"),
    (
        400,
        envelope("Exception while reading request", "Rejected large REST payload with content-length = 11 bytes."),
        "Exception while reading request: Rejected large REST payload with content-length = 11 bytes.",
    ),
    (
        403,
        envelope("User Not Authorized", "Failed API level ACL Validation"),
        "User Not Authorized: Failed API level ACL Validation",
    ),
    (403, envelope("Insufficient rights to query records"), "Insufficient rights to query records"),
    (
        403,
        envelope("Operation Failed", "ACL Exception Insert Failed due to security constraints"),
        "Operation Failed: ACL Exception Insert Failed due to security constraints",
    ),
    (
        403,
        envelope("Operation Failed", RULE.format(rule="Check duplicates", id="0123456789abcdef" * 2)),
        "Operation Failed: Operation against file 'incident' was aborted by Business Rule 'Check duplicates'. "
        "Business Rule Stack:Check duplicates,b",
    ),
    (
        403,
        envelope("Operation Failed", "Data Policy Exception: The following fields are mandatory: Resolution code"),
        "Operation Failed: Data Policy Exception: The following fields are mandatory: Resolution code",
    ),
    (
        404,
        envelope("No Record found", "Record doesn't exist or ACL restricts the record retrieval"),
        "No Record found: Record doesn't exist or ACL restricts the record retrieval",
    ),
    (405, b"", "an empty answer"),
    (406, envelope("Not acceptable", "Not acceptable"), "Not acceptable"),
    (415, {"error": "unsupported_media_type"}, "unsupported_media_type"),
    (414, b"<html>Request-URI Too Long</html>", "a page instead of JSON"),
    (403, ["not", "an", "envelope"], "no reason given"),
    (403, {}, "no reason given"),
]


@pytest.mark.parametrize(("status", "body", "reason"), REFUSALS)
def test_refusals_are_final_and_give_servicenows_own_reason(status: int, body: Any, reason: str) -> None:
    """
    A 4xx that is no throttling is RemoteRejectedError: asking again gives the same. Ids of rules are left out.
    """
    with pytest.raises(RemoteRejectedError) as caught:
        read(answer(status, body), expect=(200,))

    assert (caught.value.code, caught.value.retryable) == ("remote_rejected", False)
    assert (caught.value.status, caught.value.detail) == (status, reason)


def test_401_asks_for_an_administrator() -> None:
    """
    The token was fresh, so the user or an access policy is at fault: no retry mends that.
    """
    body = envelope("User Not Authenticated", "Required to provide Auth information")

    with pytest.raises(NotConnectedError, match="Required to provide Auth information") as caught:
        read(answer(401, body), expect=(200,))

    assert (caught.value.code, caught.value.retryable) == ("access_refused", False)


TROUBLE = [
    (429, envelope("Rate limit exceeded", "Rate limit of 500 requests per hour exceeded"), "application/json"),
    (429, b"", HTML),
    (500, envelope("Transaction timed out while queued"), "application/json"),
    (202, b"", ""),
    (502, b"<html>Bad gateway</html>", HTML),
    (503, b"<html>Restarting</html>", HTML),
    (302, b"", HTML),
    (504, b"", HTML),
    (408, b"", HTML),
    (520, b"<html>A proxy in between</html>", HTML),
    (200, b'{"result": [{"number": "INC0000001"}, {"numb', "application/json"),
    (200, {"result": [{"number": "INC0000001"}], **envelope(CANCELLED, f"{CANCELLED} Check logs")}, "application/json"),
    (200, {"result": [], "error": {"message": CANCELLED}}, "application/json"),
    (201, {"result": {}, "status": "failure"}, "application/json"),
    (200, b"<html><title>Log in</title></html>", HTML),
    (200, b"", ""),
]


@pytest.mark.parametrize(("status", "body", "content_type"), TROUBLE)
def test_trouble_that_may_pass_is_retried(status: int, body: Any, content_type: str) -> None:
    """
    Throttling, outages, dropped requests, pages and cut or cancelled answers, 200 or not, are RemoteUnavailableError.
    """
    with pytest.raises(RemoteUnavailableError) as caught:
        read(answer(status, body, content_type), expect=(200, 201))

    assert caught.value.retryable
    assert (caught.value.code, caught.value.status) == ("remote_unavailable", status)


def test_a_hibernating_instance_is_named_so() -> None:
    """
    It answers 200 with a page; the code tells a person to wake the instance.
    """
    with pytest.raises(RemoteUnavailableError) as caught:
        read(answer(200, ASLEEP, HTML), expect=(200,))

    assert (caught.value.code, caught.value.retryable) == ("instance_asleep", True)


def test_a_wait_that_servicenow_asks_for_is_passed_on() -> None:
    """
    Retry-After reaches whoever plans the next try.
    """
    with pytest.raises(RemoteUnavailableError) as caught:
        read(Answer(429, "application/json", b"{}", retry_after_s=42.0), expect=(200,))

    assert caught.value.retry_after_s == 42.0


RESET = {"X-RateLimit-Limit": "100", "X-RateLimit-Reset": "1700000090", "Date": "Tue, 14 Nov 2023 22:13:20 GMT"}


@pytest.mark.parametrize(
    ("status", "headers", "wait_s"),
    [
        (429, {**RESET, "Retry-After": "5"}, 5.0),
        (503, {"Retry-After": "5"}, 5.0),
        (429, RESET, 90.0),
        (429, {**RESET, "X-RateLimit-Reset": "1699999999"}, 0.0),
        (429, {**RESET, "Date": "today"}, None),
        (429, {}, None),
        (200, RESET, None),
    ],
)
def test_a_rate_limit_says_when_it_is_over(status: int, headers: dict[str, str], wait_s: float | None) -> None:
    """
    By Retry-After, else by the next window's begin, counted by the instance's own clock.
    """
    assert asked_wait_s(response(status, headers=headers)) == wait_s


@pytest.mark.parametrize(
    ("trouble", "service_wide"),
    [
        (answer(429, {}), True),
        (answer(503, {}), True),
        (answer(502, b"", HTML), True),
        (answer(200, b"<p>", HTML), True),
        (answer(500, {}), False),
        (answer(202, b""), False),
        (answer(200, b'{"result'), False),
    ],
)
def test_some_trouble_is_everybodys(trouble: Answer, service_wide: bool) -> None:
    """
    An instance that is away or asks for less; a script error or a cut answer is about one request.
    """
    with pytest.raises(RemoteUnavailableError) as caught:
        read(trouble, expect=(200,))

    assert caught.value.service_wide is service_wide


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, [1, 2]), (200, "text"), (201, {"result": {}})])
def test_what_the_manual_does_not_promise_is_a_protocol_error(status: int, body: Any) -> None:
    """
    An unexpected status, or JSON that is no object, is neither a success nor a refusal.
    """
    with pytest.raises(RemoteProtocolError) as caught:
        read(answer(status, body), expect=(200,))

    assert not caught.value.retryable


def test_an_expected_answer_is_its_object() -> None:
    """
    The whole JSON object comes back, whatever the charset in the content type.
    """
    assert read(answer(201, {"result": {"number": "INC1"}}), expect=(200, 201)) == {"result": {"number": "INC1"}}


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_a_reason_has_a_bounded_length(status: int) -> None:
    """
    However long ServiceNow's text, what is stored and shown stays below 600 characters.
    """
    with pytest.raises(ConnectorError) as caught:
        read(answer(status, envelope("x" * 5000, "y" * 5000)), expect=(200,))

    assert len(str(caught.value)) < 600
    assert isinstance(caught.value, RemoteError | NotConnectedError)
