"""OpenTelemetry in memory: what would be exported can be looked at."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader, NumberDataPoint
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, DEFAULT_ON, ParentBased

from connector.adapters.telemetry.export import tracer_provider

Attributes = dict[str, object]


class Traced:
    """Spans through the very pipeline that leads to Application Insights."""

    def __init__(self, provider: TracerProvider, exporter: InMemorySpanExporter) -> None:
        self.provider = provider
        self._exporter = exporter

    def spans(self) -> Sequence[ReadableSpan]:
        """Exported ones, in the order of their ends."""
        self.provider.force_flush()
        return self._exporter.get_finished_spans()

    def names(self) -> list[str]:
        """Of the exported ones."""
        return [span.name for span in self.spans()]

    def attributes(self) -> Attributes:
        """Of the only exported one."""
        [span] = self.spans()
        return dict(span.attributes or {})


class Measured:
    """Metrics as they stand."""

    def __init__(self) -> None:
        self._reader = InMemoryMetricReader()
        self.provider = MeterProvider([self._reader], shutdown_on_exit=False)

    def values(self) -> dict[str, list[tuple[Attributes, float]]]:
        """Attributes and value (a histogram's sum) by name."""
        found: dict[str, list[tuple[Attributes, float]]] = {}
        data = self._reader.get_metrics_data()
        for metric in data.resource_metrics[0].scope_metrics[0].metrics if data else ():
            found[metric.name] = [(dict(point.attributes or {}), _value(point)) for point in metric.data.data_points]
        return found


def _value(point: HistogramDataPoint | NumberDataPoint) -> float:
    return point.sum if isinstance(point, HistogramDataPoint) else point.value


@pytest.fixture
def traced() -> Traced:
    """Everything is sampled."""
    exporter = InMemorySpanExporter()
    return Traced(tracer_provider(exporter, Resource({}), sampler=DEFAULT_ON), exporter)


@pytest.fixture
def unsampled() -> Traced:
    """Nothing is sampled."""
    exporter = InMemorySpanExporter()
    return Traced(tracer_provider(exporter, Resource({}), sampler=ParentBased(ALWAYS_OFF)), exporter)


@pytest.fixture
def measured() -> Measured:
    """No value yet."""
    return Measured()
