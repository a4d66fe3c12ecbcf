"""StateNameStore over the table `connections`.

Rows, in the partition `names_<tenant id>`: `chosen` (an administrator's names), `choices_<connection id>` (the choice
lists of that connection's instance). One range reads them all.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from azure.data.tables import TableClient

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.rows import utc
from connector.adapters.tables.service import SERVICE, Entity, put
from connector.domain.connection import Connection
from connector.domain.draft import Kind
from connector.domain.states import Choices, Names
from connector.ports import KeptNames

_CHOSEN, _CHOICES = "chosen", "choices_"


class StateNameTable:
    """Names of states: chosen per tenant, choice lists per connection."""

    def __init__(self, table: TableClient) -> None:
        self._table = table

    def get(self, tenant_id: str) -> KeptNames:
        """What is kept; of several connections' choice lists the ones read last."""
        with azure_errors(SERVICE):
            found = list(self._table.query_entities("PartitionKey eq @p", parameters={"p": _partition(tenant_id)}))
        chosen = next((_by_kind(row["names"]) for row in found if row["RowKey"] == _CHOSEN), {})
        lists = [row for row in found if row["RowKey"].startswith(_CHOICES)]
        if not lists:
            return KeptNames(chosen)
        newest = max(lists, key=lambda row: utc(row["read_at"]))
        return KeptNames(chosen, _by_kind(newest["choices"]), utc(newest["read_at"]))

    def choose(self, tenant_id: str, names: Names) -> None:
        """Replace the tenant's own names."""
        self._put(tenant_id, {"RowKey": _CHOSEN, "names": json.dumps(names)})

    def keep_choices(self, connection: Connection, choices: Choices, now: datetime) -> None:
        """Replace a connection's choice lists."""
        row = {"RowKey": _CHOICES + connection.connection_id, "choices": json.dumps(choices), "read_at": now}
        self._put(connection.tenant_id, row)

    def _put(self, tenant_id: str, row: Entity) -> None:
        put(self._table, {"PartitionKey": _partition(tenant_id), **row})


def _partition(tenant_id: str) -> str:
    return f"names_{tenant_id}"


def _by_kind(text: str) -> dict[Kind, Any]:
    return {Kind(kind): value for kind, value in json.loads(text).items()}
