"""Sampling that never drops errors.

What the sampler would drop is recorded all the same, and kept here until the outermost span of this process ends: when
one of them failed all of them are exported, otherwise they are forgotten.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import Link, SpanContext, SpanKind, StatusCode, TraceFlags, TraceState
from opentelemetry.util.types import Attributes

_SPANS_KEPT = 200
"""Of one invocation; later ones are forgotten unless they failed."""


class RecordingSampler(Sampler):
    """Decides as another sampler does, but has spans recorded where that one would drop them."""

    def __init__(self, decider: Sampler) -> None:
        self._decider = decider

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """The other's decision, at least to record."""
        result = self._decider.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)
        if result.decision is Decision.DROP:
            return SamplingResult(Decision.RECORD_ONLY, attributes, result.trace_state)
        return result

    def get_description(self) -> str:
        """For logs."""
        return f"RecordingSampler({self._decider.get_description()})"


class ErrorsKept(SpanProcessor):
    """Hands sampled spans on, and unsampled ones when their invocation failed."""

    def __init__(self, onward: SpanProcessor) -> None:
        self._onward = onward
        self._lock = threading.Lock()
        self._waiting: dict[int, list[ReadableSpan]] = {}
        self._root_of: dict[int, int] = {}

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Remember which invocation an unsampled span belongs to."""
        if span.context.trace_flags.sampled:
            self._onward.on_start(span, parent_context)
            return
        parent = span.parent
        with self._lock:
            root = self._root_of.get(parent.span_id) if parent and not parent.is_remote else None
            self._root_of[span.context.span_id] = root or span.context.span_id
            if root is None:
                self._waiting[span.context.span_id] = []

    def on_end(self, span: ReadableSpan) -> None:
        """Hand on, keep or forget."""
        if span.context is None or span.context.trace_flags.sampled:
            self._onward.on_end(span)
            return
        for kept in self._ended(span, span.context.span_id):
            self._onward.on_end(_sampled(kept))

    def shutdown(self) -> None:
        """Passed on."""
        self._onward.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Passed on; what waits for its invocation goes on waiting."""
        return self._onward.force_flush(timeout_millis)

    def _ended(self, span: ReadableSpan, span_id: int) -> list[ReadableSpan]:
        """The spans to export now."""
        with self._lock:
            root = self._root_of.pop(span_id, span_id)
            waiting = self._waiting.get(root, [])
            if len(waiting) < _SPANS_KEPT or _failed(span):
                waiting.append(span)
            if root != span_id:
                return []
            self._waiting.pop(root, None)
        return waiting if any(map(_failed, waiting)) else []


def _failed(span: ReadableSpan) -> bool:
    return span.status.status_code is StatusCode.ERROR


def _sampled(span: ReadableSpan) -> ReadableSpan:
    """The same span with the sampled flag: exporters pass over others."""
    context = span.context
    assert context is not None  # noqa: S101 - asked for in on_end
    flagged = SpanContext(
        context.trace_id, context.span_id, context.is_remote, TraceFlags(TraceFlags.SAMPLED), context.trace_state
    )
    return ReadableSpan(
        name=span.name,
        context=flagged,
        parent=span.parent,
        resource=span.resource,
        attributes=span.attributes,
        events=span.events,
        links=span.links,
        kind=span.kind,
        status=span.status,
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
