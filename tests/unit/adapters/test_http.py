"""HTTP with one session per thread and this connector's errors; answered by an adapter instead of a socket."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from connector.adapters.http import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, HttpClient, retried, retry_after_s
from connector.errors import RemoteUnavailableError
from tests.unit.adapters.wire import response


class Transport:
    """What stands where the library would open a connection: keeps what it was asked, answers always the same."""

    def __init__(self) -> None:
        self.answer: requests.Response | requests.RequestException = response(200)
        self.asked: list[tuple[requests.PreparedRequest, Any]] = []
        self.connections: set[int] = set()

    def send(self, adapter: HTTPAdapter, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        self.asked.append((request, options["timeout"]))
        self.connections.add(id(adapter))
        if isinstance(self.answer, requests.RequestException):
            raise self.answer
        headers = Message()
        for name, value in self.answer.headers.items():
            headers[name] = value
        self.answer.request, self.answer.url = request, str(request.url)
        self.answer.raw = SimpleNamespace(_original_response=SimpleNamespace(msg=headers))  # where cookies are read
        return self.answer


@pytest.fixture
def transport(monkeypatch: pytest.MonkeyPatch) -> Transport:
    """Every connection of the test ends here."""
    transport = Transport()
    monkeypatch.setattr(
        HTTPAdapter, "send", lambda adapter, request, **options: transport.send(adapter, request, **options)
    )
    return transport


@pytest.fixture
def client(transport: Transport) -> HttpClient:
    """The client under test."""
    return HttpClient("ServiceNow")


def test_every_request_has_a_timeout_and_redirects_stay_where_they_are(
    client: HttpClient, transport: Transport
) -> None:
    """
    No request waits for ever, and a token is never carried to where a redirect points.
    """
    transport.answer = response(302, headers={"Location": "https://elsewhere.example/"})

    answer = client.send("GET", "https://a.example/x", params={"q": "1 2"})

    assert answer.status_code == 302
    assert [(r.url, t) for r, t in transport.asked] == [
        ("https://a.example/x?q=1+2", (CONNECT_TIMEOUT_S, READ_TIMEOUT_S))
    ]


def test_a_client_may_wait_less(transport: Transport) -> None:
    """
    Where a person waits for the answer.
    """
    HttpClient("Microsoft Entra ID", read_timeout_s=15).send("GET", "https://a.example/")

    assert [timeout for _, timeout in transport.asked] == [(CONNECT_TIMEOUT_S, 15)]


def test_trouble_on_the_way_says_nothing_of_the_address(client: HttpClient, transport: Transport) -> None:
    """
    The library's message holds the URL with its query; ours holds only what kind of trouble it was.
    """
    transport.answer = requests.ConnectTimeout("https://a.example/?token=secret")

    with pytest.raises(RemoteUnavailableError) as caught:
        client.send("POST", "https://a.example/?token=secret", json={})

    assert str(caught.value) == "ServiceNow: no answer (ConnectTimeout)"
    assert caught.value.retryable


def test_cookies_are_refused(client: HttpClient, transport: Transport) -> None:
    """
    A session that kept its cookie would be queued behind its own requests by ServiceNow.
    """
    transport.answer = response(200, headers={"Set-Cookie": "JSESSIONID=1; Path=/"})

    client.send("GET", "https://a.example/")
    client.send("GET", "https://a.example/")

    assert ["Cookie" in request.headers for request, _ in transport.asked] == [False, False]


def test_each_thread_has_a_session_of_its_own(client: HttpClient, transport: Transport) -> None:
    """
    Sessions are not safe to share; within a thread the connection is kept.
    """
    together = threading.Barrier(2)

    def twice() -> None:
        client.send("GET", "https://a.example/")
        together.wait(10)
        client.send("GET", "https://a.example/")

    threads = [threading.Thread(target=twice) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(transport.asked), len(transport.connections)) == (4, 2)


def test_safe_call_is_tried_three_times_with_growing_waits() -> None:
    """
    One second, then two, plus jitter; the third answer counts, whatever it is.
    """
    waits, troubles = [], [RemoteUnavailableError("x", "away", status=502)] * 3

    def ask() -> None:
        raise troubles.pop()

    with pytest.raises(RemoteUnavailableError):
        retried(ask, sleep=waits.append, jitter=lambda: 0.5)
    assert (waits, troubles) == ([1.5, 2.5], [])


@pytest.mark.parametrize(("asked_s", "waits"), [(7.0, [7.0]), (30.0, [30.0]), (31.0, [])])
def test_wait_above_half_a_minute_is_raised_not_waited(asked_s: float, waits: list[float]) -> None:
    """
    The wait is what the service asked for; the caller hears of a long one at once.
    """
    waited: list[float] = []
    answers = [RemoteUnavailableError("x", "busy", status=429, retry_after_s=asked_s)]

    def ask() -> str:
        if answers:
            raise answers.pop()
        return "answer"

    if waits:
        assert retried(ask, sleep=waited.append, jitter=lambda: 0.0) == "answer"
    else:
        with pytest.raises(RemoteUnavailableError):
            retried(ask, sleep=waited.append, jitter=lambda: 0.0)
    assert waited == waits


def test_time_out_is_not_waited_for_again(client: HttpClient, transport: Transport) -> None:
    """
    A minute went by already; a connection that broke off is tried again.
    """
    waits: list[float] = []
    for trouble in (requests.ReadTimeout(), requests.ConnectionError()):
        transport.answer = trouble
        with pytest.raises(RemoteUnavailableError):
            retried(lambda: client.send("GET", "https://a.example/"), sleep=waits.append, jitter=lambda: 0.0)

    assert (len(transport.asked), waits) == (4, [1.0, 2.0])


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("12", 12.0),
        ("0", 0.0),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("\xb2", None),
        ("Mon, 02 Mar 2026 09:01:30 GMT", 90.0),
        ("Mon, 02 Mar 2026 08:59:00 GMT", 0.0),
        ("Mon, 32 Mar 2026 08:59:00 GMT", None),
    ],
)
def test_retry_after_counts_seconds_or_names_a_moment(header: str, seconds: float | None) -> None:
    """
    A moment counts by the answer's own clock; one that is over means now. Another form is as if it were missing.
    """
    assert retry_after_s({"Retry-After": header, "Date": "Mon, 02 Mar 2026 09:00:00 GMT"}) == seconds


def test_retry_after_without_a_date_counts_from_now() -> None:
    """
    Some gateways leave the Date out.
    """
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)

    assert 50 < (retry_after_s({"Retry-After": until}) or 0) <= 60
