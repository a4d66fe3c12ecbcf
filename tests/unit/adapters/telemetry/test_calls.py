"""Requests to other services: counted by status, spans without what a URL may hold."""

from __future__ import annotations

import pytest
from opentelemetry.trace import SpanKind

from connector.adapters.telemetry.calls import Calls
from tests.unit.adapters.telemetry.conftest import Measured, Traced

URL = "https://user:secret@acme.example:8443/api/now/table/incident?sysparm_query=short_description=Text#part"


@pytest.fixture
def calls(traced: Traced, measured: Measured) -> Calls:
    """The watch under test."""
    return Calls(traced.provider, measured.provider)


def test_a_span_holds_the_address_without_what_may_be_private(calls: Calls, traced: Traced) -> None:
    """
    No user, password, query or fragment.
    """
    with calls.watch("ServiceNow", "GET", URL) as call:
        call.answered(200, None)

    [span] = traced.spans()
    assert (span.kind, traced.attributes()["url.full"]) == (
        SpanKind.CLIENT,
        "https://acme.example:8443/api/now/table/incident",
    )
    assert not any(word in span.to_json() for word in ("secret", "sysparm", "Text"))


def test_answers_are_counted_by_service_and_status(calls: Calls, measured: Measured) -> None:
    """
    No answer is a status too.
    """
    for status in (201, 201, 429):
        with calls.watch("ServiceNow", "POST", URL) as call:
            call.answered(status, 7.0 if status == 429 else None)
    with pytest.raises(ConnectionError), calls.watch("ServiceNow", "POST", URL):
        raise ConnectionError(URL)

    counted = {str(a["status"]): value for a, value in measured.values()["connector.remote.answers"]}
    assert counted == {"201": 2, "429": 1, "none": 1}
    assert measured.values()["connector.remote.throttled"] == [({"service": "ServiceNow"}, 7.0)]


def test_a_call_without_an_answer_names_the_trouble_only(calls: Calls, traced: Traced) -> None:
    """
    The exception's text holds the URL.
    """
    with pytest.raises(ConnectionError), calls.watch("ServiceNow", "POST", URL):
        raise ConnectionError(URL)

    [span] = traced.spans()
    assert traced.attributes()["error.type"] == "ConnectionError"
    assert "sysparm" not in span.to_json()


def test_of_an_azure_sdk_refusals_are_counted_and_everyday_answers_are_not(calls: Calls, measured: Measured) -> None:
    """
    That a row is not there, or was changed, says nothing about the service.
    """
    for status in (404, 409, 412, 403, 0):
        calls.refused("Key Vault", status, None)

    counted = {str(a["status"]) for a, _ in measured.values()["connector.remote.answers"]}
    assert counted == {"403", "none"}
