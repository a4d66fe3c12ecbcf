"""The meter's metrics: the names, units and attributes that alerts are written against."""

from __future__ import annotations

from datetime import timedelta

from connector.adapters.telemetry.calls import Calls
from connector.adapters.telemetry.meter import OpenTelemetryMeter
from connector.adapters.telemetry.names import METRICS
from connector.domain.draft import Kind
from connector.ports import QueueState
from tests.unit.adapters.telemetry.conftest import Measured


def tell_all(measured: Measured) -> None:
    """Everything that can be measured, once."""
    meter = OpenTelemetryMeter(measured.provider)
    meter.ticket_created(Kind.INCIDENT, waited=timedelta(seconds=90))
    meter.ticket_failed(Kind.CHANGE_REQUEST)
    meter.tickets_changed(7)
    meter.queue_stands(QueueState("ticket-jobs", 5, timedelta(minutes=2), 1))
    meter.sync_lags(timedelta(minutes=3))
    meter.consent_ends(days_left=12)
    meter.alive()
    with Calls(meters=measured.provider).watch("ServiceNow", "GET", "https://a.example/") as call:
        call.answered(429, 30.0)


def test_every_metric_is_made_under_its_name_with_its_attributes(measured: Measured) -> None:
    """
    The table of names is the whole truth.
    """
    tell_all(measured)

    made = {name: {key for attributes, _ in points for key in attributes} for name, points in measured.values().items()}
    assert made == {metric.name: set(metric.attributes) for metric in METRICS}


def test_values_are_in_the_units_of_the_table(measured: Measured) -> None:
    """
    Seconds, days, messages.
    """
    tell_all(measured)

    values = measured.values()
    assert values["connector.delivery.delay"] == [({"kind": "incident"}, 90)]
    assert values["connector.queue.oldest_age"] == [({"queue": "ticket-jobs"}, 120)]
    assert values["connector.sync.lag"] == [({}, 180)]
    assert sorted(str(attributes["end"]) for attributes, _ in values["connector.tickets"]) == ["created", "failed"]
