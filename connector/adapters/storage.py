"""The storage account: where its queue and table services are, and who asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from azure.core.credentials import TokenCredential
from azure.data.tables import TableClient
from azure.storage.queue import QueueClient


@dataclass(frozen=True, slots=True)
class StorageAccount:
    """Either service URIs, reached with an identity, or a connection string: the two forms that Functions knows."""

    queue_uri: str = ""
    table_uri: str = ""
    credential: TokenCredential | None = None
    connection_string: str = field(default="", repr=False)

    def queue(self, name: str, **options: Any) -> QueueClient:
        """A client of one queue."""
        if self.connection_string:
            return QueueClient.from_connection_string(self.connection_string, name, **options)
        return QueueClient(self.queue_uri, name, credential=self.credential, **options)

    def table(self, name: str) -> TableClient:
        """A client of one table."""
        if self.connection_string:
            return TableClient.from_connection_string(self.connection_string, name)
        return TableClient(self.table_uri, name, credential=self.credential)
