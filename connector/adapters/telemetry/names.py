"""Every metric this connector makes: its name, what it measures, in what unit, and by which attributes.

Alerts and the workbook are written against these names: a renamed metric is a silent alert.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SCOPE = "connector"
"""The instrumentation scope of all spans, metrics and log records."""

SERVICE_NAME = "secure-score-servicenow-connector"
"""`service.name`, the cloud role in Application Insights, unless OTEL_SERVICE_NAME says otherwise."""


class Instrument(StrEnum):
    """How the values of a metric add up."""

    COUNTER = "counter"
    HISTOGRAM = "histogram"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. `unit` is a UCUM code; `attributes` are all that a value may carry."""

    name: str
    instrument: Instrument
    unit: str
    attributes: tuple[str, ...]
    description: str


TICKETS = Metric(
    "connector.tickets", Instrument.COUNTER, "{ticket}", ("kind", "end"), "Tickets that were created or failed."
)
DELIVERY_DELAY = Metric(
    "connector.delivery.delay", Instrument.HISTOGRAM, "s", ("kind",), "From queued to created in ServiceNow."
)
SYNC_CHANGED = Metric("connector.sync.changed", Instrument.COUNTER, "{ticket}", (), "Tickets that a sync changed.")
SYNC_LAG = Metric(
    "connector.sync.lag",
    Instrument.GAUGE,
    "s",
    (),
    "Since the last sync that worked, of the connection furthest behind.",
)
CONSENT_DAYS_LEFT = Metric(
    "connector.consent.days_left", Instrument.GAUGE, "d", (), "Until the consent that ends first."
)
QUEUE_OLDEST_AGE = Metric(
    "connector.queue.oldest_age", Instrument.GAUGE, "s", ("queue",), "How long the oldest job that is due has waited."
)
QUEUE_DEPTH = Metric(
    "connector.queue.depth",
    Instrument.GAUGE,
    "{message}",
    ("queue",),
    "Messages, with those that wait for their time.",
)
POISON_DEPTH = Metric(
    "connector.poison.depth", Instrument.GAUGE, "{message}", ("queue",), "Messages in the poison queue of this queue."
)
REMOTE_ANSWERS = Metric(
    "connector.remote.answers", Instrument.COUNTER, "{answer}", ("service", "status"), "Answers of services we call."
)
REMOTE_THROTTLED = Metric(
    "connector.remote.throttled", Instrument.COUNTER, "s", ("service",), "Seconds that services asked us to wait."
)
HEARTBEAT = Metric("connector.heartbeat", Instrument.COUNTER, "{beat}", (), "The timer that measures has run.")

METRICS = (
    TICKETS,
    DELIVERY_DELAY,
    SYNC_CHANGED,
    SYNC_LAG,
    CONSENT_DAYS_LEFT,
    QUEUE_OLDEST_AGE,
    QUEUE_DEPTH,
    POISON_DEPTH,
    REMOTE_ANSWERS,
    REMOTE_THROTTLED,
    HEARTBEAT,
)
