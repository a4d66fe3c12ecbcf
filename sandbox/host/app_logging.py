"""The worker's side of logging: records of the app as JSON lines, each with the invocation it belongs to."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping

from azure_functions_runtime import invocation_id_cv  # type: ignore[import-untyped]
from azure_functions_runtime.bindings.context import _invocation_id_local  # type: ignore[import-untyped]
from opentelemetry import trace

from sandbox.host.logs import LogLevels, write_line

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class AppLogHandler(logging.Handler):
    """
    Writes records with their `extra` fields.

    `running` maps the ids of running invocations to function names. A thread of the app's own belongs to an invocation
    when it has set `context.thread_local_storage.invocation_id`, as in Azure.
    """

    def __init__(self, levels: LogLevels, running: Mapping[str, str]) -> None:
        super().__init__()
        self._levels = levels
        self._running = running
        self._formatter = logging.Formatter()

    def emit(self, record: logging.LogRecord) -> None:
        """Called by logging."""
        invocation_id = invocation_id_cv.get() or getattr(_invocation_id_local, "invocation_id", None)
        function = self._running.get(invocation_id or "")
        category = f"Function.{function}.User" if function else "Worker"
        if not self._levels.enabled(category, record.levelno):
            return
        try:
            self._write(record, category, function, invocation_id if function else None)
        except Exception:  # noqa: BLE001 - a record that cannot be formatted must not fail the function, as in logging
            self.handleError(record)

    def _write(self, record: logging.LogRecord, category: str, function: str | None, invocation_id: str | None) -> None:
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        write_line(
            record.levelno,
            category,
            record.getMessage(),
            logger=record.name,
            function=function,
            invocationId=invocation_id,
            traceId=_trace_id(),
            extra=extra or None,
            exception=self._formatter.formatException(record.exc_info) if record.exc_info else None,
        )


def _trace_id() -> str | None:
    """The trace that the app's current span belongs to."""
    span = trace.get_current_span().get_span_context()
    return trace.format_trace_id(span.trace_id) if span.is_valid else None


def configure(levels: Mapping[str, str], running: Mapping[str, str]) -> None:
    """Route the process's logging through the handler; the root level is INFO, as in the real worker."""
    debug = os.environ.get("PYTHON_ENABLE_DEBUG_LOGGING", "").lower() in ("1", "true")
    root = logging.getLogger()
    root.handlers[:] = [AppLogHandler(LogLevels(levels), running)]
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    logging.getLogger("azure.functions").setLevel(logging.WARNING)  # The library's own account of each step.
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
