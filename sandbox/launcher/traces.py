"""Traces and metrics as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.microsoft.telemetry import Envelope, Point, Span, metrics_in, spans_in

SETTLED_S = 2.5
"""A trace is shown when nothing of it has arrived for so long."""


@dataclass
class TraceBook:
    """
    Collects what arrives and gives out what is worth a line: traces once they are complete, metrics when their value is
    another than the last. Times are seconds of any steady clock.
    """

    _open: dict[str, list[Span]] = field(default_factory=dict)
    _touched: dict[str, float] = field(default_factory=dict)
    _shapes: set[tuple[str, ...]] = field(default_factory=set)
    _values: dict[str, float] = field(default_factory=dict)

    def add(self, envelopes: Sequence[Envelope], now: float) -> Iterator[str]:
        """Take envelopes in; the lines of their metrics."""
        for span in spans_in(envelopes):
            self._open.setdefault(span.trace_id, []).append(span)
            self._touched[span.trace_id] = now
        for point in metrics_in(envelopes):
            yield from self._metric(point)

    def settled(self, now: float) -> Iterator[str]:
        """The lines of traces that are complete by now. One that looks like an earlier one gets a single line."""
        for trace_id in [id_ for id_, touched in self._touched.items() if now - touched >= SETTLED_S]:
            del self._touched[trace_id]
            spans = self._open.pop(trace_id)
            lines = list(tree(spans))
            shape = tuple(name for _, name in lines)
            if shape in self._shapes:
                yield f"{_head(spans)}  {len(spans)} spans as before"
            else:
                self._shapes.add(shape)
                yield _head(spans)
                yield from (_line(depth, span) for depth, span in _walk(spans))

    def _metric(self, point: Point) -> Iterator[str]:
        attributes = " ".join(f"{name}={value}" for name, value in sorted(point.attributes.items()))
        known = f"{point.name} {attributes}".strip()
        if self._values.get(known) != point.value:
            self._values[known] = point.value
            many = f" in {point.count}" if point.count > 1 else ""
            yield f"metric {known}  {point.value:g}{many}"


def tree(spans: Sequence[Span]) -> Iterator[tuple[int, str]]:
    """Depth and name of each span, children below their parents, siblings by when they began."""
    return ((depth, span.name) for depth, span in _walk(spans))


def _walk(spans: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    known = {span.span_id for span in spans}
    children: dict[str, list[Span]] = {}
    for span in sorted(spans, key=lambda span: span.began_at):
        children.setdefault(span.parent_id if span.parent_id in known else "", []).append(span)
    yield from _below("", children, 0)


def _below(parent_id: str, children: Mapping[str, list[Span]], depth: int) -> Iterator[tuple[int, Span]]:
    for span in children.get(parent_id, ()):
        yield depth, span
        yield from _below(span.span_id, children, depth + 1)


def _head(spans: Sequence[Span]) -> str:
    first = min(spans, key=lambda span: span.began_at)
    ended = max(span.began_at + span.elapsed_ms / 1000 for span in spans)
    return f"trace {first.trace_id}  {first.name}  {_duration((ended - first.began_at) * 1000)}"


def _line(depth: int, span: Span) -> str:
    result = "" if span.result in ("", "0") else f"  {span.result}"
    return f"  {'  ' * depth}{span.name}{result}{'' if span.success else '  failed'}  {_duration(span.elapsed_ms)}"


def _duration(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.2f} s" if milliseconds >= 1000 else f"{milliseconds:.0f} ms"
