"""What ServiceNow's answers mean. It says 200 for a sleeping instance and for a transaction it cancelled half-way.

Source: ServiceNow REST API reference (HTTP response codes), support articles KB1297438 and KB3047080.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from connector.adapters.http import retry_after_s
from connector.errors import NotConnectedError, RemoteProtocolError, RemoteRejectedError, RemoteUnavailableError
from connector.ports.servicenow import SERVICE

ASLEEP = "instance_asleep"
_LONGEST_REASON = 500
_TRANSIENT = (202, 408, 429)
_SERVICE_WIDE = (429, 502, 503, 504)
"""Other requests would meet the same; a 500 may be about one record."""
_SYS_ID = re.compile(r"\^[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, content type and body of one answer, alone or inside a batch."""

    status: int
    content_type: str
    body: bytes
    retry_after_s: float | None = None
    has_next: bool = False


def read(answer: Answer, *, expect: Collection[int]) -> dict[str, Any]:
    """
    The JSON object of an answer with one of the expected statuses.

    Raises:
        RemoteUnavailableError: 429, 5xx, an empty 202, a redirect to a login page, HTML, a body that breaks off, or a
            cancelled transaction.
        NotConnectedError: 401; the token was fresh.
        RemoteRejectedError: any other 4xx, with ServiceNow's own reason.
        RemoteProtocolError: something else.
    """
    if answer.status in _TRANSIENT or answer.status >= 500 or 300 <= answer.status < 400:
        raise RemoteUnavailableError(
            SERVICE,
            _reason_of(answer),
            status=answer.status,
            retry_after_s=answer.retry_after_s,
            service_wide=answer.status in _SERVICE_WIDE,
        )
    if answer.status == 401:
        why = _reason_of(answer)
        raise NotConnectedError(f"{SERVICE}: {why}", code="access_refused", params={"reason": why})
    if 400 <= answer.status < 500:
        raise RemoteRejectedError(SERVICE, _reason_of(answer), status=answer.status)
    if answer.status not in expect:
        raise RemoteProtocolError(SERVICE, "unexpected status", status=answer.status)
    return _object(answer)


def asked_wait_s(response: requests.Response) -> float | None:
    """
    Seconds the instance asks to wait: Retry-After; for a 429 without it until X-RateLimit-Reset (Unix seconds), which
    stands on good answers too, counted by the answer's own Date.
    """
    asked = retry_after_s(response.headers)
    if asked is not None or response.status_code != 429:
        return asked
    try:
        reset = float(response.headers["X-RateLimit-Reset"])
        return max(reset - parsedate_to_datetime(response.headers["Date"]).timestamp(), 0.0)
    except (KeyError, ValueError):
        return None


def reason(body: Mapping[str, Any]) -> str:
    """The message and detail of an error envelope in one line, without ids of business rules."""
    error = body.get("error")
    if not isinstance(error, Mapping):
        return str(body.get("error_description") or error or "no reason given")[:_LONGEST_REASON]
    parts = [str(error[key]) for key in ("message", "detail") if error.get(key)]
    return _SYS_ID.sub("", ": ".join(dict.fromkeys(parts)) or "no reason given")[:_LONGEST_REASON]


def _object(answer: Answer) -> dict[str, Any]:
    if "json" not in answer.content_type:
        asleep = b"hibernat" in answer.body.lower()
        raise RemoteUnavailableError(
            SERVICE,
            "the instance is hibernating" if asleep else "a page instead of JSON",
            status=answer.status,
            code=ASLEEP if asleep else None,
            service_wide=True,
        )
    try:
        body = json.loads(answer.body)
    except ValueError as error:
        raise RemoteUnavailableError(SERVICE, "the answer breaks off", status=answer.status) from error
    if not isinstance(body, dict):
        raise RemoteProtocolError(SERVICE, "not an object", status=answer.status)
    if "error" in body or body.get("status") == "failure":
        raise RemoteUnavailableError(SERVICE, reason(body), status=answer.status)
    return body


def _reason_of(answer: Answer) -> str:
    try:
        body = json.loads(answer.body)
    except ValueError:
        return "a page instead of JSON" if answer.body else "an empty answer"
    return reason(body) if isinstance(body, dict) else "no reason given"
