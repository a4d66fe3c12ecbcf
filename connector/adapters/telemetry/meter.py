"""Meter over OpenTelemetry, and the one way instruments are made."""

from __future__ import annotations

from datetime import timedelta

from opentelemetry import metrics

from connector.adapters.telemetry.names import (
    CONSENT_DAYS_LEFT,
    DELIVERY_DELAY,
    HEARTBEAT,
    POISON_DEPTH,
    QUEUE_DEPTH,
    QUEUE_OLDEST_AGE,
    SCOPE,
    SYNC_CHANGED,
    SYNC_LAG,
    TICKETS,
    Metric,
)
from connector.domain.draft import Kind
from connector.ports import QueueState

_DELAYS_S = (1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 14400, 86400)
"""Bounds of the histogram's buckets: seconds in good times, up to a day behind an outage."""


class Instruments:
    """Makes instruments. Without a provider they are the process's own, which lead nowhere until one is set."""

    def __init__(self, provider: metrics.MeterProvider | None = None) -> None:
        self._meter = metrics.get_meter(SCOPE, meter_provider=provider)

    def counter(self, metric: Metric) -> metrics.Counter:
        """A sum that only grows."""
        return self._meter.create_counter(metric.name, metric.unit, metric.description)

    def gauge(self, metric: Metric) -> metrics._Gauge:
        """The value of a moment."""
        return self._meter.create_gauge(metric.name, metric.unit, metric.description)

    def histogram(self, metric: Metric) -> metrics.Histogram:
        """A distribution of seconds."""
        return self._meter.create_histogram(
            metric.name, metric.unit, metric.description, explicit_bucket_boundaries_advisory=_DELAYS_S
        )


class OpenTelemetryMeter:
    """The Meter of this process."""

    def __init__(self, provider: metrics.MeterProvider | None = None) -> None:
        make = Instruments(provider)
        self._tickets = make.counter(TICKETS)
        self._delay = make.histogram(DELIVERY_DELAY)
        self._changed = make.counter(SYNC_CHANGED)
        self._lag = make.gauge(SYNC_LAG)
        self._days_left = make.gauge(CONSENT_DAYS_LEFT)
        self._oldest_age = make.gauge(QUEUE_OLDEST_AGE)
        self._depth = make.gauge(QUEUE_DEPTH)
        self._poison = make.gauge(POISON_DEPTH)
        self._heartbeat = make.counter(HEARTBEAT)

    def ticket_created(self, kind: Kind, *, waited: timedelta) -> None:
        """Counted, with its delay."""
        self._tickets.add(1, {"kind": kind.value, "end": "created"})
        self._delay.record(waited.total_seconds(), {"kind": kind.value})

    def ticket_failed(self, kind: Kind) -> None:
        """Counted."""
        self._tickets.add(1, {"kind": kind.value, "end": "failed"})

    def tickets_changed(self, count: int) -> None:
        """Counted; none is a value too: it says that syncs run."""
        self._changed.add(count)

    def queue_stands(self, state: QueueState) -> None:
        """Age and depths."""
        queue = {"queue": state.queue}
        self._oldest_age.set(state.oldest_age.total_seconds(), queue)
        self._depth.set(state.depth, queue)
        self._poison.set(state.poisoned, queue)

    def sync_lags(self, lag: timedelta) -> None:
        """In seconds."""
        self._lag.set(lag.total_seconds())

    def consent_ends(self, *, days_left: int) -> None:
        """In days."""
        self._days_left.set(days_left)

    def alive(self) -> None:
        """Counted."""
        self._heartbeat.add(1)
