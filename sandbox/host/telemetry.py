"""The host's own telemetry: a span for each invocation, which is the parent of whatever the worker reports.

With `"telemetryMode": "OpenTelemetry"` in host.json and a connection string among the settings it is exported, as in
Azure; otherwise invocations get trace ids that are sampled nowhere. A caller's `traceparent` is honoured.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, DEFAULT_ON
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from sandbox.host.functions import Function

CONNECTION_STRING = "APPLICATIONINSIGHTS_CONNECTION_STRING"
OWN_REPORTS = (
    "STATSBEAT_DISABLED_ALL",
    "SDKSTATS_DISABLED",
    "CONTROLPLANE_DISABLED",
    "OPENTELEMETRY_RESOURCE_METRIC_DISABLED",
)
ROLE = "functions-host"
"""The host's cloud role; in Azure it is the function app's name."""

_W3C = TraceContextTextMapPropagator()


class HostTelemetry:
    """Begins and ends invocation spans."""

    def __init__(self, mode: str, settings: Mapping[str, str]) -> None:
        target = settings.get(CONNECTION_STRING, "") if mode == "OpenTelemetry" else ""
        sampler = DEFAULT_ON if target else ALWAYS_OFF
        self._provider = TracerProvider(sampler, Resource({"service.name": ROLE}), shutdown_on_exit=False)
        if target:
            self._export(target)
        self._tracer = self._provider.get_tracer("sandbox.host")

    def begin(self, function: Function, trigger: str, invocation_id: str, headers: Mapping[str, str]) -> Span:
        """The span of an invocation that begins now."""
        attributes = {"faas.name": function.name, "faas.trigger": trigger, "faas.invocation_id": invocation_id}
        return self._tracer.start_span(function.name, _W3C.extract(headers), SpanKind.SERVER, attributes)

    @staticmethod
    def traceparent(span: Span) -> str:
        """What the worker is told of it."""
        carrier: dict[str, str] = {}
        _W3C.inject(carrier, trace.set_span_in_context(span))
        return carrier["traceparent"]

    @staticmethod
    def end(span: Span, *, succeeded: bool) -> None:
        """The invocation has ended."""
        if not succeeded:
            span.set_status(Status(StatusCode.ERROR))
        span.end()

    def _export(self, connection_string: str) -> None:
        from azure.monitor.opentelemetry.exporter import AzureMonitorTraceExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        for name in OWN_REPORTS:
            os.environ.setdefault(f"APPLICATIONINSIGHTS_{name}", "true")  # Nothing leaves this machine.
        exporter = AzureMonitorTraceExporter(
            connection_string=connection_string, disable_offline_storage=True, retry_total=1
        )
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        trace.set_tracer_provider(self._provider)  # The exporter asks there who it reports for.
