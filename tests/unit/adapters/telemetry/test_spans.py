"""Spans of requests, messages and timers: names, parents, and what they never carry."""

from __future__ import annotations

import pytest
from opentelemetry.trace import SpanKind, StatusCode

from connector.adapters.telemetry.spans import Spans
from connector.errors import ConflictError
from tests.unit.adapters.telemetry.conftest import Traced

TRACE, HOST = "a" * 32, f"00-{'b' * 32}-{'c' * 16}-01"
CLICK = f"00-{TRACE}-{'d' * 16}-01"


def test_a_request_is_named_by_its_route_and_belongs_to_its_caller(traced: Traced) -> None:
    """
    The name of the semantic conventions: few names however many tickets there are.
    """
    with Spans(traced.provider).request("GET", "/api/tickets/{id}", CLICK) as answered:
        answered(200, "request-1")

    [span] = traced.spans()
    assert (span.name, span.kind, f"{span.context.trace_id:032x}") == ("GET /api/tickets/{id}", SpanKind.SERVER, TRACE)
    assert traced.attributes() == {
        "http.request.method": "GET",
        "http.route": "/api/tickets/{id}",
        "http.response.status_code": 200,
        "connector.request_id": "request-1",
    }


@pytest.mark.parametrize(("status", "is_ok"), [(404, True), (500, False), (503, False)])
def test_a_request_fails_from_500_on(traced: Traced, status: int, is_ok: bool) -> None:
    """
    What the caller did wrong is no failure of the server.
    """
    with Spans(traced.provider).request("GET", "/api/me", "") as answered:
        answered(status, "r")

    [span] = traced.spans()
    assert span.status.is_ok is is_ok


def test_a_message_goes_on_with_the_trace_of_whoever_put_it(traced: Traced) -> None:
    """
    From the request through the queue to the worker in one trace; the host's own span is linked.
    """
    spans = Spans(traced.provider)
    with spans.request("POST", "/api/tickets", CLICK), spans.put("ticket-jobs", {}) as traceparent:
        pass
    with spans.message("ticket-jobs", traceparent, {"messaging.message.id": "m"}, host=HOST):
        pass

    put, _, work = traced.spans()
    assert (put.kind, work.kind) == (SpanKind.PRODUCER, SpanKind.CONSUMER)
    assert {f"{span.context.trace_id:032x}" for span in traced.spans()} == {TRACE}
    assert work.parent is not None
    assert work.parent.span_id == put.context.span_id
    assert [f"{link.context.trace_id:032x}" for link in work.links] == ["b" * 32]


def test_a_message_without_a_trace_belongs_to_the_hosts_span(traced: Traced) -> None:
    """
    One that an older version put, or that a person wrote.
    """
    with Spans(traced.provider).message("sync-jobs", "", {}, host=HOST):
        pass

    [span] = traced.spans()
    assert f"{span.context.trace_id:032x}" == "b" * 32


def test_an_error_is_named_and_never_quoted(traced: Traced) -> None:
    """
    Its text may hold anything.
    """
    with pytest.raises(ConflictError), Spans(traced.provider).task("sweep_timer", HOST):
        raise ConflictError("said about jane.doe@example.com")

    [span] = traced.spans()
    assert (span.status.status_code, traced.attributes()) == (StatusCode.ERROR, {"error.type": "conflict"})
    assert "jane.doe" not in span.to_json()


@pytest.mark.parametrize("broken", ["", "nonsense", "00-0-0-00", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_a_traceparent_that_is_none_begins_a_new_trace(traced: Traced, broken: str) -> None:
    """
    Anybody may send that header.
    """
    with Spans(traced.provider).request("GET", "/", broken) as answered:
        answered(200, "r")

    [span] = traced.spans()
    assert (span.parent, span.context.is_valid) == (None, True)
