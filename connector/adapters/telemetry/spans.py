"""Spans of what comes in and goes through the queues, named as OpenTelemetry's semantic conventions name them.

A trace begins where the host says (or the caller's `traceparent`), travels in the job message, and ends with
ServiceNow's answer. No span carries a text of people, an address or a secret; exceptions are named, not quoted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import Attributes, AttributeValue

from connector.adapters.telemetry.names import SCOPE

TRACEPARENT = "traceparent"
"""The W3C's name, as header and in job messages."""

_MESSAGING_SYSTEM = "azure_storage_queue"
_W3C = TraceContextTextMapPropagator()

Answered = Callable[[int, str], None]
"""Called with an answer's status and request id."""


class Spans:
    """Begins spans. Without a provider they are the process's own, which lead nowhere until one is set."""

    def __init__(self, provider: trace.TracerProvider | None = None) -> None:
        self._tracer = trace.get_tracer(SCOPE, tracer_provider=provider)

    @contextmanager
    def request(self, method: str, route: str, traceparent: str) -> Iterator[Answered]:
        """An HTTP request, inside the block."""
        attributes = {"http.request.method": method, "http.route": route}
        with self._span(f"{method} {route}", SpanKind.SERVER, attributes, traceparent) as span:

            def answered(status: int, request_id: str) -> None:
                span.set_attribute("http.response.status_code", status)
                span.set_attribute("connector.request_id", request_id)
                if status >= 500:
                    fail(span, str(status))

            yield answered

    @contextmanager
    def message(
        self, queue: str, traceparent: str, facts: Mapping[str, AttributeValue], *, host: str
    ) -> Iterator[None]:
        """
        A message at work, inside the block: a child of whoever put it. The host's span for this invocation begins a
        trace of its own, because storage queues carry no context; it is linked.
        """
        beside = trace.get_current_span(_context_of(host)).get_span_context()
        links = [trace.Link(beside)] if beside.is_valid else []
        attributes = _messaging(queue, "process") | dict(facts)
        with self._span(f"process {queue}", SpanKind.CONSUMER, attributes, traceparent or host, links=links):
            yield

    @contextmanager
    def put(self, queue: str, facts: Mapping[str, AttributeValue]) -> Iterator[str]:
        """A message on its way into a queue, inside the block; gives the `traceparent` it shall carry, or ""."""
        attributes = _messaging(queue, "send") | dict(facts)
        with self._span(f"send {queue}", SpanKind.PRODUCER, attributes):
            carrier: dict[str, str] = {}
            _W3C.inject(carrier)
            yield carrier.get(TRACEPARENT, "")

    @contextmanager
    def task(self, name: str, traceparent: str) -> Iterator[None]:
        """A timer's work, inside the block."""
        with self._span(name, SpanKind.INTERNAL, {}, traceparent):
            yield

    @contextmanager
    def _span(
        self,
        name: str,
        kind: SpanKind,
        attributes: Attributes,
        traceparent: str | None = None,
        *,
        links: Sequence[trace.Link] = (),
    ) -> Iterator[trace.Span]:
        """A child of `traceparent`; None: of the span around, "": of none."""
        # record_exception would copy the exception's text, which may hold anything.
        with self._tracer.start_as_current_span(
            name,
            None if traceparent is None else _context_of(traceparent),
            kind,
            attributes,
            links,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except Exception as error:
                fail(span, getattr(error, "code", None) or type(error).__name__)
                raise


def fail(span: trace.Span, error_type: str) -> None:
    """Mark a span as failed by this: a status, an error's code or its class."""
    span.set_attribute("error.type", error_type)
    span.set_status(Status(StatusCode.ERROR))


def _context_of(traceparent: str) -> context.Context:
    return _W3C.extract({TRACEPARENT: traceparent})


def _messaging(queue: str, operation: str) -> dict[str, AttributeValue]:
    return {
        "messaging.system": _MESSAGING_SYSTEM,
        "messaging.destination.name": queue,
        "messaging.operation.name": operation,
        "messaging.operation.type": operation,
    }
