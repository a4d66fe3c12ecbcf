"""Log lines as records: name, fields, trace, and no text of an exception."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor

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
    assert attributes["exception.type"] == "builtins.ValueError"
    assert "test_log_records.py" in str(attributes["exception.stacktrace"])
    assert "invalid literal" not in str(attributes)


def test_of_a_trace_that_is_not_sampled_only_trouble_is_kept(log: Log, unsampled: Traced) -> None:
    """
    Warnings and errors always; what is said in good times goes with its spans.
    """
    with Spans(unsampled.provider).task("sweep_timer", ""):
        log.logger.info("request")
        log.logger.warning("ticket_failed")

    assert log.bodies() == ["ticket_failed"]
