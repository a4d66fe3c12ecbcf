"""Queries of alerts and workbook name what the app sends, and each alert has a runbook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from connector.adapters.telemetry import names
from tests.infra.checks.bicep import Expression, read

METRICS = {metric.name: set(metric.attributes) for metric in names.METRICS}
"""The metrics the app sends, with their attributes."""

_TABLES = {"AppMetrics", "AppTraces", "AppRequests"}
_TABLE = re.compile(r"^(?:let \w+ = )?(App\w+|Azure\w+|AZ\w+|Storage\w+)$", re.MULTILINE)
_TABLES_IN_RUNBOOKS = _TABLES | {"AppDependencies", "AZKVAuditLogs"}
_TABLE_NAME = re.compile(r"\b(App[A-Z]\w*s|AZKV\w+|customDimensions|customMetrics|requests(?=,| \|))\b")
_EVENT = re.compile(r'Message == "([^"]+)"')
_EVENTS = re.compile(r"Message in \(([^)]+)\)")
_METRIC = re.compile(r'"(connector\.[a-z_.]+)"')
_ROLE = re.compile(r'AppRoleName [!=]= "([^"]+)"')
_ATTRIBUTE = re.compile(r"Properties\.(\w+)")
_RUNBOOK = re.compile(r'section "Alert: ([^"$]+)"')


def problems(infra: Path, docs: Path) -> list[str]:
    """Names nobody sends, metrics nobody looks at, alerts without a runbook, runbooks without an alert."""
    queries = dict(_queries(infra))
    operations = (docs / "operations.md").read_text(encoding="utf-8")
    events = set(re.findall(r"`([a-z_]+)`", operations.split("## Log events\n")[1].split("\n## ")[0]))
    found = [f"{name}: {line}" for name, query in queries.items() for line in _query(query, events)]
    seen = {metric for query in queries.values() for metric in _METRIC.findall(query)}
    found += [f"{metric} is in no query" for metric in sorted(set(METRICS) - seen)]
    found += [f"operations.md: {line}" for line in _queries_of_runbooks(operations, events)]
    return found + _windows(infra) + _runbooks(infra, operations) + _unused(infra)


def _queries(infra: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((infra / "queries").glob("*.kql")):
        yield path.name, path.read_text(encoding="utf-8")
    for item in json.loads((infra / "workbook.json").read_text(encoding="utf-8"))["items"]:
        if item["type"] == 3:
            yield f"workbook.json: {item['name']}", item["content"]["query"]


def _query(query: str, events: set[str]) -> Iterator[str]:
    tables = _TABLE.findall(query)
    if not tables:
        yield "no table"
    yield from (f"unknown table {table}" for table in tables if table not in _TABLES)
    metrics = set(_METRIC.findall(query))
    yield from (f"no metric is named {metric}" for metric in sorted(metrics - set(METRICS)))
    attributes = {attribute for metric in metrics & set(METRICS) for attribute in METRICS[metric]}
    yield from (f"no attribute {name}" for name in sorted(set(_ATTRIBUTE.findall(query)) - attributes))
    yield from (f"no role is named {role}" for role in _ROLE.findall(query) if role != names.SERVICE_NAME)
    yield from (f"no event is named {event}" for event in _EVENT.findall(query) if event not in events)
    yield from (f"{pair} do not match" for pair in ("()", "[]") if query.count(pair[0]) != query.count(pair[1]))


def _queries_of_runbooks(operations: str, events: set[str]) -> Iterator[str]:
    code = re.findall(r"```kusto\n(.*?)```|`([^`\n]+)`", operations, re.DOTALL)
    for text in ("".join(parts) for parts in code):
        yield from (f"unknown table {name}" for name in _TABLE_NAME.findall(text) if name not in _TABLES_IN_RUNBOOKS)
        named = _EVENT.findall(text) + [name for names_ in _EVENTS.findall(text) for name in re.findall(r"\w+", names_)]
        yield from (f"no event is named {event}" for event in named if event not in events)


def _windows(infra: Path) -> list[str]:
    """A query that wants two readings looks back over two of the longest pauses that the heartbeat allows."""
    alerts = {alert["name"]: alert for alert in read(infra / "modules" / "alerts.bicep").variables["logAlerts"]}
    longest = _minutes(alerts["no-heartbeat"]["window"])
    return [
        f"{name}: two readings need a window of {2 * longest} minutes"
        for name, alert in alerts.items()
        if "readings > 1" in (infra / "queries" / f"{name}.kql").read_text(encoding="utf-8")
        and _minutes(alert["window"]) < 2 * longest
    ]


def _minutes(duration: str) -> int:
    number, unit = re.fullmatch(r"PT(\d+)([HM])", duration).groups()  # type: ignore[union-attr]
    return int(number) * (60 if unit == "H" else 1)


def alert_titles(infra: Path) -> list[str]:
    """What the alerts are called: the log alerts by their table, the metric alerts by the section they point to."""
    alerts = read(infra / "modules" / "alerts.bicep")
    titles = [alert["title"] for alert in alerts.variables["logAlerts"]]
    for resource in alerts.resources_of("Microsoft.Insights/metricAlerts"):
        description = resource.body["properties"]["description"]
        titles += _RUNBOOK.findall(description.text if isinstance(description, Expression) else description)
    return titles


def _runbooks(infra: Path, operations: str) -> list[str]:
    titles, sections = set(alert_titles(infra)), set(re.findall(r"^#+ Alert: (.+)$", operations, re.MULTILINE))
    missing = [f"operations.md has no section for the alert {title}" for title in sorted(titles - sections)]
    return missing + [f"operations.md: there is no alert {title}" for title in sorted(sections - titles)]


def _unused(infra: Path) -> list[str]:
    loaded = (alert["query"] for alert in read(infra / "modules" / "alerts.bicep").variables["logAlerts"])
    used = {re.sub(r".*queries/(.+)'\)", r"\1", query.text) for query in loaded}
    files = {path.name for path in (infra / "queries").glob("*.kql")}
    return [f"{name} is there for no alert, or the reverse" for name in sorted(used ^ files)]
