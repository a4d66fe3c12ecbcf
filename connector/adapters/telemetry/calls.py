"""Requests to other services: a client span and a count for each.

Source: OpenTelemetry semantic conventions for HTTP client spans. The URL stands without user, query and fragment: they
may hold text of a ticket. Trace ids are not passed on to services outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from opentelemetry import metrics, trace

from connector.adapters.telemetry.meter import Instruments
from connector.adapters.telemetry.names import REMOTE_ANSWERS, REMOTE_THROTTLED, SCOPE
from connector.adapters.telemetry.spans import fail

NO_ANSWER = "none"
"""`status` of a request without an answer."""

_EXPECTED_REFUSALS = (404, 409, 412)
"""How storage and vault say that a row is not there or was changed: everyday answers."""


class Call:
    """A request on its way; `answered` when its answer came."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span
        self.status = NO_ANSWER
        self.retry_after_s = 0.0

    def answered(self, status: int, retry_after_s: float | None) -> None:
        """By the service, with the seconds it asked to wait."""
        self.status = str(status)
        self.retry_after_s = retry_after_s or 0.0
        self._span.set_attribute("http.response.status_code", status)
        if status >= 400:
            fail(self._span, self.status)


class Calls:
    """Watches requests to other services. Without providers it uses the process's own."""

    def __init__(
        self, tracers: trace.TracerProvider | None = None, meters: metrics.MeterProvider | None = None
    ) -> None:
        self._tracer = trace.get_tracer(SCOPE, tracer_provider=tracers)
        make = Instruments(meters)
        self._answers = make.counter(REMOTE_ANSWERS)
        self._throttled = make.counter(REMOTE_THROTTLED)

    @contextmanager
    def watch(self, service: str, method: str, url: str) -> Iterator[Call]:
        """One request, inside the block; an exception that leaves it means that there was no answer."""
        attributes = {"http.request.method": method, "peer.service": service, **_address(url)}
        with self._tracer.start_as_current_span(
            method,
            kind=trace.SpanKind.CLIENT,
            attributes=attributes,
            record_exception=False,  # Its text holds the URL.
            set_status_on_exception=False,
        ) as span:
            call = Call(span)
            try:
                yield call
            except Exception as error:
                fail(span, type(error).__name__)
                raise
            finally:
                self._answers.add(1, {"service": service, "status": call.status})
                if call.retry_after_s:
                    self._throttled.add(call.retry_after_s, {"service": service})

    def refused(self, service: str, status: int, retry_after_s: float | None) -> None:
        """An Azure SDK was refused, or got no answer (0). The SDKs' own requests are not counted one by one."""
        if status not in _EXPECTED_REFUSALS:
            self._answers.add(1, {"service": service, "status": str(status) if status else NO_ANSWER})
            if retry_after_s:
                self._throttled.add(retry_after_s, {"service": service})


def _address(url: str) -> dict[str, str | int]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    authority = f"{host}:{parts.port}" if parts.port else host
    return {"server.address": host, "server.port": port, "url.full": f"{parts.scheme}://{authority}{parts.path}"}
