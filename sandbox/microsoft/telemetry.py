"""What the envelopes of Application Insights say: spans and metric points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Envelope = dict[str, Any]

_SPAN_TYPES = ("RequestData", "RemoteDependencyData")


@dataclass(frozen=True, slots=True)
class Span:
    """One request or dependency. `began_at` in seconds since 1970; `links` are trace ids; `kind` is its data type."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    kind: str
    role: str
    target: str
    result: str
    success: bool
    began_at: float
    elapsed_ms: float
    links: str


@dataclass(frozen=True, slots=True)
class Point:
    """One metric value; a histogram's is its sum over `count`."""

    name: str
    attributes: dict[str, str]
    value: float
    count: int


def spans_in(envelopes: Iterable[Envelope]) -> Iterator[Span]:
    """The spans among these."""
    for item in envelopes:
        kind, data, tags = item["data"]["baseType"], item["data"]["baseData"], item.get("tags", {})
        if kind in _SPAN_TYPES:
            yield Span(
                trace_id=tags.get("ai.operation.id", ""),
                span_id=data["id"],
                parent_id=tags.get("ai.operation.parentId", ""),
                name=data.get("name", ""),
                kind=kind,
                role=tags.get("ai.cloud.role", ""),
                target=data.get("target") or "",
                result=str(data.get("responseCode") or data.get("resultCode") or ""),
                success=bool(data.get("success")),
                began_at=datetime.fromisoformat(item["time"]).timestamp(),
                elapsed_ms=_milliseconds(data["duration"]),
                links=(data.get("properties") or {}).get("_MS.links", ""),
            )


def metrics_in(envelopes: Iterable[Envelope]) -> Iterator[Point]:
    """The metric points among these."""
    for item in envelopes:
        if item["data"]["baseType"] == "MetricData":
            data = item["data"]["baseData"]
            for point in data["metrics"]:
                yield Point(point["name"], data.get("properties") or {}, float(point["value"]), point.get("count") or 1)


def _milliseconds(text: str) -> float:
    """Of a duration `d.hh:mm:ss.fff`."""
    days, _, clock = text.partition(".") if text.index(".") < text.index(":") else ("0", "", text)
    hours, minutes, seconds = clock.split(":")
    return ((int(days) * 24 + int(hours)) * 60 + int(minutes)) * 60_000 + float(seconds) * 1000
