"""The way out: spans, metrics and log records to the ingestion endpoint of Application Insights.

Everything is sent by threads of its own, in batches; what cannot be sent is dropped after a few tries, and requests
never wait for it. The standard variables hold (OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER, OTEL_METRIC_EXPORT_INTERVAL and
others); APPLICATIONINSIGHTS_AUTHENTICATION_STRING makes the exporter ask the managed identity for its tokens.
"""

from __future__ import annotations

import logging
import os

from azure.monitor.opentelemetry.exporter import (
    AzureMonitorLogExporter,
    AzureMonitorMetricExporter,
    AzureMonitorTraceExporter,
)
from opentelemetry import metrics, trace
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider, _Gauge
from opentelemetry.sdk.metrics.export import AggregationTemporality, MetricExporter, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import Sampler

from connector.adapters import library_logs
from connector.adapters.telemetry import names
from connector.adapters.telemetry.errors_kept import ErrorsKept, RecordingSampler
from connector.adapters.telemetry.log_records import RecordHandler

OWN_REPORTS_OFF = (
    "APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL",
    "APPLICATIONINSIGHTS_SDKSTATS_DISABLED",
    "APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED",
    "APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED",
)
"""The exporter's reports about itself and its remote switches: this app calls no address the operator did not name."""

_TRIES_AGAIN = 2

_TEMPORALITY: dict[type, AggregationTemporality] = {
    Counter: AggregationTemporality.DELTA,
    Histogram: AggregationTemporality.DELTA,
    # Each measured value once: repeated, the value of a process that measured an hour ago would look like a new one.
    _Gauge: AggregationTemporality.DELTA,
}


def start(connection_string: str) -> None:
    """
    Send this process's telemetry there from now on.

    Raises:
        ValueError: it is no connection string.
    """
    for name in OWN_REPORTS_OFF:
        os.environ.setdefault(name, "true")
    library_logs.quiet()
    # Kept in memory only: what waits for the endpoint is not written to the disk.
    options = {
        "connection_string": connection_string,
        "disable_offline_storage": True,
        "retry_total": _TRIES_AGAIN,
    }
    spans, points = AzureMonitorTraceExporter(**options), AzureMonitorMetricExporter(**options)
    records = AzureMonitorLogExporter(**options)
    resource = own_resource()
    trace.set_tracer_provider(tracer_provider(spans, resource))
    metrics.set_meter_provider(meter_provider(points, resource))
    loggers = LoggerProvider(resource)
    loggers.add_log_record_processor(BatchLogRecordProcessor(records))
    logging.getLogger("connector").addHandler(RecordHandler(loggers))


def own_resource() -> Resource:
    """Who sends: what OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say, else this connector's name."""
    resource = Resource.create()
    if str(resource.attributes[SERVICE_NAME]).startswith("unknown_service"):
        return resource.merge(Resource({SERVICE_NAME: names.SERVICE_NAME}))
    return resource


def tracer_provider(exporter: SpanExporter, resource: Resource, *, sampler: Sampler | None = None) -> TracerProvider:
    """Spans to this exporter; the sampler is the one that OTEL_TRACES_SAMPLER names, errors always kept."""
    decider = sampler or TracerProvider(resource=resource).sampler
    provider = TracerProvider(sampler=RecordingSampler(decider), resource=resource)
    provider.add_span_processor(ErrorsKept(BatchSpanProcessor(exporter)))
    return provider


def meter_provider(exporter: MetricExporter, resource: Resource) -> MeterProvider:
    """Metrics to this exporter, every OTEL_METRIC_EXPORT_INTERVAL milliseconds."""
    exporter._preferred_temporality = _TEMPORALITY  # The exporter takes no argument for it.
    return MeterProvider([PeriodicExportingMetricReader(exporter)], resource)
