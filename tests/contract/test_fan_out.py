"""The timer's fan-out on real storage: what it costs grows with the connections that are due, and with nothing else."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

import pytest
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from connector.adapters.queue import SYNC_JOBS, StorageQueue
from connector.adapters.storage import StorageAccount
from connector.adapters.tables.connections import ConnectionTable
from connector.application.sync import enqueue_syncs
from tests.builders import make_connection
from tests.fakes import FakeClock, make_container

pytestmark = pytest.mark.e2e

MANY = 1000


class _Counting(SansIOHTTPPolicy[Any, Any]):
    """Counts requests."""

    def __init__(self) -> None:
        self.requests = 0

    def on_request(self, request: Any) -> None:
        self.requests += 1


class _Account:
    """The storage account with queues of this test's own, counted."""

    def __init__(self, connection_string: str, counting: _Counting) -> None:
        self._prefix = uuid.uuid4().hex
        self.queues = QueueServiceClient.from_connection_string(connection_string, per_call_policies=[counting])

    def queue(self, name: str, **_: Any) -> Any:
        return self.queues.get_queue_client(f"{self._prefix}-{name}")


def test_a_thousand_connections_cost_one_message_each_and_two_reads(account: StorageAccount) -> None:
    """
    A page of the table holds a thousand rows; the end of the list is the second read.
    """
    counting = _Counting()
    tables = TableServiceClient.from_connection_string(account.connection_string, per_call_policies=[counting])
    table = tables.create_table(f"fanout{uuid.uuid4().hex}")
    connections = ConnectionTable(table)
    connections.save(make_connection())
    [row] = table.query_entities("PartitionKey eq 'connection'")
    others = [("create", {**row, "RowKey": f"{number:032x}"}) for number in range(MANY - 1)]
    for some in itertools.batched(others, 100, strict=False):
        table.submit_transaction(some)
    storage = _Account(account.connection_string, counting)
    storage.queue(SYNC_JOBS).create_queue()
    c = make_container(connections=connections, jobs=StorageQueue(storage, FakeClock()))  # type: ignore[arg-type]
    counting.requests = 0

    assert enqueue_syncs(c) == MANY

    assert counting.requests <= MANY + 2
    assert storage.queue(SYNC_JOBS).get_queue_properties().approximate_message_count == MANY
