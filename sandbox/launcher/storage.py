"""The queues and tables that the infrastructure declares in Azure, declared in Azurite."""

from __future__ import annotations

import contextlib

from azure.core.exceptions import ResourceExistsError
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

QUEUES = ("ticket-jobs", "ticket-jobs-poison", "sync-jobs", "sync-jobs-poison")
TABLES = ("tickets", "connections", "events")


def declare_storage(connection_string: str) -> None:
    """Make every queue and table; those that exist stay as they are."""
    with QueueServiceClient.from_connection_string(connection_string) as queues:
        for name in QUEUES:
            with contextlib.suppress(ResourceExistsError):
                queues.create_queue(name)
    with TableServiceClient.from_connection_string(connection_string) as tables:
        for name in TABLES:
            tables.create_table_if_not_exists(name)
