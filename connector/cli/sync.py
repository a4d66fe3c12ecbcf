"""`sync`: read now what changed in ServiceNow."""

from __future__ import annotations

import sys

from connector.application.container import Container
from connector.application.sync import sync_connection
from connector.application.turns import throttled_until
from connector.cli.usage import ENGLISH
from connector.functions import messages
from connector.ports import SyncJob
from connector.ports.servicenow import SERVICE


def run(tenant_id: str, c: Container) -> int:
    """Sync the tenant's connection once. Returns the exit status: 1 when nothing could be read."""
    connection_id = c.connections.current(tenant_id).connection_id
    report = sync_connection(SyncJob(connection_id), c)
    if report.throttled:
        until = throttled_until(connection_id, c)
        reason = f"until {until:%H:%M:%S} UTC" if until else "as much as may is under way"
        print(messages.text("throttled", ENGLISH, {"service": SERVICE, "reason": reason}), file=sys.stderr)
        return 1
    print(f"read {report.read}, changed {report.changed}, gone {report.gone}")
    trouble = c.connections.get(connection_id).trouble
    if trouble:
        print(f"trouble: {trouble.code}: {trouble.reason}", file=sys.stderr)
    return 1 if trouble else 0
