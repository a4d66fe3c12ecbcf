"""EventLog over the table `events`: who did what, append only, newest first."""

from __future__ import annotations

import json
from collections.abc import Mapping

from azure.data.tables import TableClient

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.rows import newest_first
from connector.adapters.tables.transactions import SERVICE
from connector.domain.ids import new_id
from connector.ports import Clock

_LONGEST_FACTS = 30_000


class EventTable:
    """Events of all tenants, a partition each."""

    def __init__(self, table: TableClient, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def append(self, tenant_id: str, name: str, *, by: str, facts: Mapping[str, str]) -> None:
        """Keep one event."""
        now = self._clock.now()
        entity = {
            "PartitionKey": tenant_id,
            "RowKey": newest_first(new_id(now)),
            "name": name,
            "by": by,
            "at": now,
            "facts": json.dumps(dict(facts))[:_LONGEST_FACTS],
        }
        with azure_errors(SERVICE):
            self._table.create_entity(entity)
