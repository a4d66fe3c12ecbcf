"""Log lines as records: name, fields, trace, and no text of an exception."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from azure.monitor.opentelemetry.exporter import AzureMonitorLogExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor

from connector.adapters.telemetry.export import OWN_REPORTS_OFF
from connector.adapters.telemetry.log_records import RecordHandler
from connector.adapters.telemetry.spans import Spans
from tests.unit.adapters.telemetry.conftest import Traced

TRACE = "a" * 32


class Log:
    """A logger of this connector whose records can be looked at."""

    def __init__(self) -> None:
        self.exporter = InMemoryLogRecordExporter()
        provider = LoggerProvider(shutdown_on_exit=False)
        provider.add_log_record_processor(SimpleLogRecordProcessor(self.exporter))
        self.handler = RecordHandler(provider)
        self.logger = logging.getLogger("connector.test_log_records")

    def bodies(self) -> list[object]:
        """The names of what was emitted."""
        return [each.log_record.body for each in self.exporter.get_finished_logs()]


@pytest.fixture
def log() -> Iterator[Log]:
    """The handler under test on a logger."""
    log = Log()
    log.logger.addHandler(log.handler)
    log.logger.setLevel(logging.INFO)
    yield log
    log.logger.removeHandler(log.handler)


def test_a_record_has_its_name_its_fields_and_its_trace(log: Log, traced: Traced) -> None:
    """
    So that a ticket's id leads to its trace.
    """
    with Spans(traced.provider).task("sweep_timer", f"00-{TRACE}-{'b' * 16}-01"):
        log.logger.info("ticket_created", extra={"ticket_id": "t", "attempts": 2})

    [emitted] = log.exporter.get_finished_logs()
    assert (emitted.log_record.body, f"{emitted.log_record.trace_id:032x}") == ("ticket_created", TRACE)
    assert dict(emitted.log_record.attributes or {}) == {"ticket_id": "t", "attempts": 2}


def test_an_exception_goes_as_its_class_and_frames(log: Log) -> None:
    """
    Where it happened helps; what it says may hold anything.
    """
    try:
        int("jane.doe@example.com")
    except ValueError:
        log.logger.exception("defect", extra={"function": "f"})

    [emitted] = log.exporter.get_finished_logs()
    attributes = dict(emitted.log_record.attributes or {})
    assert attributes["error"] == "ValueError"
    assert "test_log_records.py" in str(attributes["frames"])
    assert "invalid literal" not in str(attributes)


def test_every_event_lands_in_the_same_table(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Alerts and runbooks look for an event by its name in AppTraces, where the exporter's MessageData goes.
    """
    for name in OWN_REPORTS_OFF:
        monkeypatch.setenv(name, "true")
    exporter = AzureMonitorLogExporter(
        connection_string="InstrumentationKey=11111111-2222-4333-8444-555555555555", disable_offline_storage=True
    )
    log.logger.error("defect", extra={"function": "f", "error": "ValueError", "frames": "worker.py, line 1"})
    try:
        int("jane.doe@example.com")
    except ValueError:
        log.logger.exception("defect", extra={"function": "f"})

    for emitted in log.exporter.get_finished_logs():
        data = exporter._log_to_envelope(emitted).data
        assert (data.base_type, data.base_data.message, data.base_data.severity_level) == ("MessageData", "defect", 3)
        assert data.base_data.properties["error"] == "ValueError"
        assert ".py" in data.base_data.properties["frames"]


def test_of_a_trace_that_is_not_sampled_only_trouble_is_kept(log: Log, unsampled: Traced) -> None:
    """
    Warnings and errors always; what is said in good times goes with its spans.
    """
    with Spans(unsampled.provider).task("sweep_timer", ""):
        log.logger.info("request")
        log.logger.warning("ticket_failed")

    assert log.bodies() == ["ticket_failed"]
