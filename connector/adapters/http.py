"""HTTP by requests: one session per thread, cookies refused, a timeout always, errors of this connector."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests

from connector.adapters.telemetry.calls import Calls
from connector.domain.backoff import delay_s
from connector.errors import RemoteUnavailableError

CONNECT_TIMEOUT_S = 5
TRIES = 3
LONGEST_WAIT_S = 30.0
"""Whoever asks for more is not waited for in place."""
READ_TIMEOUT_S = 65
"""ServiceNow cancels a transaction after 60 s; its own answer is better than our impatience."""


class HttpClient:
    """
    Sends requests to one service, named for errors.

    A session that keeps cookies would be queued by ServiceNow behind its own other requests, and dropped when that
    queue is full.
    """

    def __init__(self, service: str, calls: Calls | None = None, *, read_timeout_s: float = READ_TIMEOUT_S) -> None:
        self.service = service
        self._read_timeout_s = read_timeout_s
        self._calls = calls or Calls()
        self._local = threading.local()

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """
        One request, whatever its status; redirects are not followed.

        Raises:
            RemoteUnavailableError: no answer, or one that broke off. Whether it was carried out is unclear.
        """
        try:
            with self._calls.watch(self.service, method, url) as call:
                response = self._session().request(
                    method,
                    url,
                    headers=dict(headers or {}),
                    params=params,
                    json=json,
                    data=form,
                    timeout=(CONNECT_TIMEOUT_S, self._read_timeout_s),
                    allow_redirects=False,
                )
                call.answered(response.status_code, retry_after_s(response.headers))
                return response
        except requests.RequestException as error:
            # The exception's own text holds the URL; its type says enough.
            why = f"no answer ({type(error).__name__})"
            raise RemoteUnavailableError(self.service, why, service_wide=True) from error

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            self._local.session = session
        return session


def retried[Answer](
    ask: Callable[[], Answer],
    *,
    sleep: Callable[[float], None],
    jitter: Callable[[], float],
    again: Callable[[RemoteUnavailableError], bool] = lambda _: True,
    longest_wait_s: float = LONGEST_WAIT_S,
) -> Answer:
    """
    What `ask` answers, at the third try at the latest; only for calls that are safe to repeat.

    Raises:
        RemoteUnavailableError: the last try's; or one that asks for a longer wait, or that is none of `again`.
    """
    for attempt in range(1, TRIES):
        try:
            return ask()
        except RemoteUnavailableError as error:
            wait_s = delay_s(attempt, error.retry_after_s, jitter=jitter())
            timed_out = isinstance(error.__cause__, requests.Timeout)  # That was waiting enough.
            if wait_s > longest_wait_s or timed_out or not again(error):
                raise
            sleep(wait_s)
    return ask()


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """
    Seconds of the Retry-After header in either of its forms. A date counts from the answer's own Date, since clocks
    differ, and from now without one; None for anything else.

    Source: RFC 9110, section 10.2.3.
    """
    header = headers.get("Retry-After", "")
    if header.isascii() and header.isdigit():
        return float(header)
    until, now = _moment(header), _moment(headers.get("Date", "")) or datetime.now(UTC)
    return max((until - now).total_seconds(), 0.0) if until else None


def _moment(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
