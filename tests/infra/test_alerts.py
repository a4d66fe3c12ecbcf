"""Alerts and workbook look at what the app sends, and each alert has a runbook."""

from __future__ import annotations

import pytest

from tests.infra.checks import telemetry
from tests.infra.conftest import REPOSITORY, Breaks

ALERTS = "infra/modules/alerts.bicep"


def test_queries_name_what_the_app_sends() -> None:
    """
    Metrics, attributes and events in queries exist; every metric is looked at; every alert has its runbook.
    """
    assert telemetry.problems(REPOSITORY / "infra", REPOSITORY / "docs") == []
    assert len(telemetry.alert_titles(REPOSITORY / "infra")) == 10


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("infra/queries/sync-lag.kql", "connector.sync.lag", "connector.sync.delay", "no metric is named"),
        ("infra/queries/oldest-queued.kql", "Properties.queue", "Properties.name", "no attribute name"),
        ("infra/queries/consent-lost.kql", "consent_lost", "consent_gone", "no event is named consent_gone"),
        ("infra/queries/function-failures.kql", "secure-score-", "score-", "no role is named score-servicenow"),
        ("infra/queries/sync-lag.kql", "AppMetrics", "customMetrics", "sync-lag.kql: no table"),
        ("infra/queries/sync-lag.kql", "by AppRoleName", "by tostring(AppRoleName", "() do not match"),
        (
            "infra/workbook.json",
            "connector.sync.changed",
            "connector.heartbeat",
            "connector.sync.changed is in no query",
        ),
        (
            "docs/operations.md",
            '== "consent_lost"',
            '== "consent_gone"',
            "operations.md: no event is named consent_gone",
        ),
        ("docs/operations.md", 'in ("defect",', 'in ("defects",', "operations.md: no event is named defects"),
        ("docs/operations.md", "union AppRequests,", "union requests,", "operations.md: unknown table requests"),
        ("docs/operations.md", 'AppTraces | where Message == "defect"', "AppExceptions", "unknown table AppExceptions"),
        (ALERTS, "window: 'PT30M' // Two", "window: 'PT15M' // Two", "two readings need a window of 30 minutes"),
        (ALERTS, "title: 'No heartbeat'", "title: 'No pulse'", "no section for the alert No pulse"),
        ("docs/operations.md", "### Alert: Sync lag", "### Alert: Sync lags", "there is no alert Sync lags"),
        (ALERTS, "queries/sync-lag.kql", "queries/no-heartbeat.kql", "sync-lag.kql is there for no alert"),
    ],
)
def test_wrong_query_is_found(broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    A name that nobody sends, and an alert without a runbook, are reported.
    """
    root = broken(file, old, new)

    assert problem in "\n".join(telemetry.problems(root / "infra", root / "docs"))
