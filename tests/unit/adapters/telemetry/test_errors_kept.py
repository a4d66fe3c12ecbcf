"""Sampling: what is not sampled stays behind, unless something in it failed."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF

from connector.adapters.telemetry.calls import Calls
from connector.adapters.telemetry.errors_kept import RecordingSampler
from connector.adapters.telemetry.export import tracer_provider
from connector.adapters.telemetry.spans import Spans
from tests.unit.adapters.telemetry.conftest import Traced

UNSAMPLED = f"00-{'a' * 32}-{'d' * 16}-00"


def deliver(traced: Traced, status: int) -> None:
    """One job of the worker, whose request ServiceNow answers with this status."""
    with Spans(traced.provider).message("ticket-jobs", UNSAMPLED, {}, host=""):
        for answer in (200, status, 200):
            with Calls(traced.provider).watch("ServiceNow", "POST", "https://a.example/x") as call:
                call.answered(answer, None)


def test_what_is_not_sampled_is_not_exported(unsampled: Traced) -> None:
    """
    When all went well.
    """
    deliver(unsampled, 201)

    assert unsampled.spans() == ()


def test_an_error_brings_its_whole_invocation_along(unsampled: Traced) -> None:
    """
    With the spans that ended before it and after it, so that it can be understood; in the trace it belongs to.
    """
    deliver(unsampled, 503)

    assert unsampled.names() == ["POST", "POST", "POST", "process ticket-jobs"]
    assert {f"{span.context.trace_id:032x}" for span in unsampled.spans()} == {"a" * 32}


def test_an_error_brings_no_other_invocation_along(unsampled: Traced) -> None:
    """
    Each job is judged by itself, and nothing of one that is over is kept.
    """
    deliver(unsampled, 201)
    deliver(unsampled, 503)
    deliver(unsampled, 201)

    assert len(unsampled.spans()) == 4


def test_of_a_long_invocation_only_so_many_spans_are_kept(unsampled: Traced) -> None:
    """
    A reconcile of 100,000 tickets must not fill the memory; errors are kept all the same.
    """
    with Spans(unsampled.provider).task("sync_timer", UNSAMPLED):
        for status in [200] * 500 + [503]:
            with Calls(unsampled.provider).watch("ServiceNow", "GET", "https://a.example/x") as call:
                call.answered(status, None)

    assert len(unsampled.spans()) < 300
    assert [s.attributes["http.response.status_code"] for s in unsampled.spans() if not s.status.is_ok][:1] == [503]


def test_the_decision_to_sample_is_the_samplers() -> None:
    """
    Only a refusal becomes a recording.
    """
    assert "AlwaysOff" in RecordingSampler(ALWAYS_OFF).get_description()


def test_the_sampler_is_set_by_the_standard_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    OTEL_TRACES_SAMPLER and its argument hold.
    """
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.25")

    provider = tracer_provider(InMemorySpanExporter(), Resource({}))

    assert "TraceIdRatioBased{0.25}" in provider.sampler.get_description()
