"""Log lines as OpenTelemetry records: the event's name, its fields and the trace they belong to.

An exception goes as its class and its frames, never with its text: nobody knows what that holds. They are fields like
others: under OpenTelemetry's own names the exporter would make another kind of item of the event, in another table.
"""

from __future__ import annotations

import logging
import traceback

from opentelemetry import context, trace
from opentelemetry._logs import LoggerProvider, LogRecord, SeverityNumber
from opentelemetry.util.types import AnyValue

from connector.adapters.telemetry.names import SCOPE

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_FRAMES_KEPT = 8192
"""Characters: longer fields are cut at their end, where the innermost frame is."""
_SEVERITIES = {
    logging.DEBUG: SeverityNumber.DEBUG,
    logging.INFO: SeverityNumber.INFO,
    logging.WARNING: SeverityNumber.WARN,
    logging.ERROR: SeverityNumber.ERROR,
    logging.CRITICAL: SeverityNumber.FATAL,
}


class RecordHandler(logging.Handler):
    """Emits records of this connector's loggers. Below warning, those of a trace that is not sampled stay behind."""

    def __init__(self, provider: LoggerProvider) -> None:
        super().__init__(logging.INFO)
        self._logger = provider.get_logger(SCOPE)

    def emit(self, record: logging.LogRecord) -> None:
        """Called by logging."""
        span = trace.get_current_span().get_span_context()
        if record.levelno < logging.WARNING and span.is_valid and not span.trace_flags.sampled:
            return
        self._logger.emit(
            LogRecord(
                timestamp=int(record.created * 1e9),
                context=context.get_current(),
                severity_text=record.levelname,
                severity_number=_SEVERITIES.get(record.levelno, SeverityNumber.UNSPECIFIED),
                body=record.msg,  # The fixed name: events of this connector take no arguments.
                attributes=_fields(record) | _exception(record),
            )
        )


def _fields(record: logging.LogRecord) -> dict[str, AnyValue]:
    return {
        name: value if isinstance(value, bool | int | float | str) else str(value)
        for name, value in vars(record).items()
        if name not in _STANDARD and value is not None
    }


def _exception(record: logging.LogRecord) -> dict[str, AnyValue]:
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, _, frames = record.exc_info
    return {"error": kind.__name__, "frames": "".join(traceback.format_tb(frames))[-_FRAMES_KEPT:]}
