"""PushLog over the table `connections`: partition `push`, row key = SHA-256 of connection id and signature."""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import batched

from azure.data.tables import TableClient

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.service import MOST_OPERATIONS, SERVICE
from connector.errors import NotFoundError

_PARTITION = "push"


class PushTable:
    """Signatures of pushes that were accepted."""

    def __init__(self, table: TableClient) -> None:
        self._table = table

    def accept(self, connection_id: str, signature: str, *, until: datetime) -> None:
        """Remember a signature. Raises ConflictError when it is remembered already."""
        key = hashlib.sha256(f"{connection_id}.{signature}".encode()).hexdigest()
        with azure_errors(SERVICE):
            self._table.create_entity({"PartitionKey": _PARTITION, "RowKey": key, "until": until})

    def sweep(self, now: datetime) -> int:
        """Forget what nobody could send again."""
        lapsed = f"PartitionKey eq '{_PARTITION}' and until lt @now"
        with azure_errors(SERVICE):
            rows = list(self._table.query_entities(lapsed, parameters={"now": now}, select=["PartitionKey", "RowKey"]))
        for some in batched(rows, MOST_OPERATIONS, strict=False):
            try:
                with azure_errors(SERVICE):
                    self._table.submit_transaction([("delete", row) for row in some])
            except NotFoundError:  # Another sweep was here at the same time; the next one finds what is left.
                break
        return len(rows)
