"""Invocation spans: a caller's trace is honoured, and nothing is sampled where nothing is exported."""

from __future__ import annotations

import pytest

from sandbox.host.functions import Function, HttpTrigger
from sandbox.host.host_json import HostJson
from sandbox.host.telemetry import CONNECTION_STRING, HostTelemetry

TRACE = "a" * 32
CALLER = {"traceparent": f"00-{TRACE}-{'b' * 16}-01"}
TARGET = {
    CONNECTION_STRING: "InstrumentationKey=5ec0de00-0000-4000-8000-0000000000e1;IngestionEndpoint=https://127.0.0.1:9/"
}


def traceparent(telemetry: HostTelemetry, headers: dict[str, str]) -> list[str]:
    """The parts of what a worker is told of an invocation."""
    function = Function(name="f", id="1", trigger=HttpTrigger("req", "f", frozenset({"GET"}), "anonymous"))
    return telemetry.traceparent(telemetry.begin(function, "http", "i", headers)).split("-")


def test_a_callers_trace_goes_on_in_a_span_of_the_hosts() -> None:
    """
    The worker's parent is the host's span, not the caller's.
    """
    _, trace_id, span_id, _ = traceparent(HostTelemetry("", {}), CALLER)

    assert (trace_id, len(span_id)) == (TRACE, 16)
    assert span_id != "b" * 16


def test_invocations_without_a_caller_have_traces_of_their_own() -> None:
    """
    Each another.
    """
    telemetry = HostTelemetry("", {})

    assert traceparent(telemetry, {})[1] != traceparent(telemetry, {})[1]


@pytest.mark.parametrize(("mode", "settings"), [("", TARGET), ("OpenTelemetry", {}), ("ApplicationInsights", TARGET)])
def test_nothing_is_sampled_where_nothing_is_exported(mode: str, settings: dict[str, str]) -> None:
    """
    It takes both the mode in host.json and an address.
    """
    assert traceparent(HostTelemetry(mode, settings), CALLER)[3] == "00"


def test_the_mode_is_read_from_host_json() -> None:
    """
    At its root.
    """
    assert HostJson.parse({"version": "2.0", "telemetryMode": "OpenTelemetry"}).telemetry_mode == "OpenTelemetry"
