"""Traces and metrics as lines: a tree for each new shape, one line for what was seen before."""

from __future__ import annotations

from typing import Any

from sandbox.launcher.traces import SETTLED_S, TraceBook
from sandbox.microsoft.telemetry import Envelope


def span(name: str, id_: str, parent: str = "", *, trace: str = "t1", at_ms: int = 0, **data: Any) -> Envelope:
    """A request that took 20 ms."""
    base = {"id": id_, "name": name, "duration": "0.00:00:00.020", "responseCode": "0", "success": True, **data}
    return {
        "time": f"2026-01-02T03:04:05.{at_ms:03}+00:00",
        "tags": {"ai.operation.id": trace, "ai.operation.parentId": parent},
        "data": {"baseType": "RequestData", "baseData": base},
    }


def metric(value: float, **attributes: str) -> Envelope:
    """One metric point."""
    data = {"metrics": [{"name": "connector.queue.depth", "value": value, "count": 1}], "properties": attributes}
    return {"time": "2026-01-02T03:04:05+00:00", "data": {"baseType": "MetricData", "baseData": data}}


SHARE = [
    span("process ticket-jobs", "c", "b", at_ms=40, success=False),
    span("POST /api/tickets", "a", responseCode="202"),
    span("send ticket-jobs", "b", "a", at_ms=10),
]


def test_a_trace_is_a_tree_once_it_is_complete() -> None:
    """
    Whatever the order in which its spans arrive; each with its result and time.
    """
    book = TraceBook()
    assert list(book.add(SHARE, now=0)) == []

    assert list(book.settled(now=SETTLED_S - 1)) == []
    assert list(book.settled(now=SETTLED_S)) == [
        "trace t1  POST /api/tickets  60 ms",
        "  POST /api/tickets  202  20 ms",
        "    send ticket-jobs  20 ms",
        "      process ticket-jobs  failed  20 ms",
    ]


def test_a_span_that_arrives_late_keeps_its_trace_waiting() -> None:
    """
    The worker's part comes from another process.
    """
    book = TraceBook()
    list(book.add(SHARE[1:], now=0))
    list(book.add(SHARE[:1], now=2))

    assert list(book.settled(now=SETTLED_S)) == []
    assert len(list(book.settled(now=2 + SETTLED_S))) == 4


def test_a_trace_of_a_known_shape_gets_one_line() -> None:
    """
    A timer's run every few seconds must not push everything else away.
    """
    book = TraceBook()
    for number, trace in enumerate(("t1", "t2")):
        list(book.add([span("sync_timer", "a", trace=trace), span("send sync-jobs", "b", "a", trace=trace)], number))

    assert [line for line in book.settled(now=10) if line.startswith("trace t2")] == [
        "trace t2  sync_timer  20 ms  2 spans as before"
    ]


def test_a_metric_is_said_when_its_value_changes() -> None:
    """
    By its attributes.
    """
    book = TraceBook()
    values = [metric(1, queue="a"), metric(1, queue="a"), metric(1, queue="b"), metric(0, queue="a")]

    assert list(book.add(values, now=0)) == [
        "metric connector.queue.depth queue=a  1",
        "metric connector.queue.depth queue=b  1",
        "metric connector.queue.depth queue=a  0",
    ]
