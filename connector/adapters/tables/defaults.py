"""DefaultsStore over the table `connections`: partition `defaults`, row key = tenant id."""

from __future__ import annotations

from azure.data.tables import TableClient

from connector.adapters.tables.service import find, put
from connector.domain.draft import BY_RULE, Defaults, Kind, Priority

_DEFAULTS = "defaults"


class DefaultsTable:
    """What the drafts of a tenant begin with."""

    def __init__(self, table: TableClient) -> None:
        self._table = table

    def get(self, tenant_id: str) -> Defaults:
        """What an administrator chose, else what the rule says."""
        row = find(self._table, _DEFAULTS, tenant_id)
        if row is None:
            return BY_RULE
        priority = row.get("priority")
        return Defaults(Kind(row["kind"]), Priority(priority) if priority else None, row.get("due_days"))

    def choose(self, tenant_id: str, defaults: Defaults) -> None:
        """Replace the tenant's defaults."""
        row = {
            "PartitionKey": _DEFAULTS,
            "RowKey": tenant_id,
            "kind": defaults.kind.value,
            "priority": defaults.priority.value if defaults.priority else None,
            "due_days": defaults.due_days,
        }
        put(self._table, row)
