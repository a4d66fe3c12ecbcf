"""A world to crash in: storage of its own in Azurite, a vault, two instances, and a clock that a test moves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any
from unittest import mock

from azure.data.tables import TableClient, TableServiceClient
from azure.storage.queue import QueueClient, QueueServiceClient

from connector import bootstrap, wiring
from connector.adapters.storage import StorageAccount
from connector.adapters.tables.leases import LeaseTable
from connector.application.container import Container
from connector.settings import Settings
from tests.builders import make_score_card
from tests.crash.watch import Watch, watch_container, watch_wire
from tests.fakes import FakeClock, FakeScores

TABLES = ("tickets", "connections", "events")
QUEUES = ("ticket-jobs", "sync-jobs", "ticket-jobs-poison", "sync-jobs-poison")
ACTIONS = tuple(f"Action{number}" for number in range(52))


@dataclass(frozen=True)
class World:
    """Where everything is; the same in every process."""

    name: str
    settings: Mapping[str, str]
    storage: str
    servicenow: str
    elsewhere: str  # another instance
    began: datetime

    def enter(self, now: datetime, watch: Watch | None = None) -> tuple[Container, FakeClock]:
        """This process becomes the app at that time, watched or not."""
        os.environ.update(self.settings)
        clock = FakeClock(now)
        c = self.container(clock)
        if watch is not None:
            watch_wire(watch)
            c = watch_container(c, watch)
        bootstrap.build = lambda settings: c
        bootstrap.forget()
        return c, clock

    def container(self, clock: FakeClock) -> Container:
        """The app's own wiring, but for the clock, the names in the storage account and the improvement actions."""
        with mock.patch.multiple(
            wiring,
            SystemClock=lambda: clock,
            StorageAccount=partial(_Account, self.name),
            LeaseTable=partial(LeaseTable, sleep=lambda s: clock.advance(seconds=s) and None),
            KeptScores=lambda *_: FakeScores(make_score_card(*ACTIONS)),
        ):
            return wiring.wire(Settings.load(self.settings))

    def table(self, name: str) -> TableClient:
        """One of this world's tables."""
        return _tables(self.storage).get_table_client(f"{self.name}{name}")

    def queue(self, name: str) -> QueueClient:
        """One of this world's queues."""
        return _queues(self.storage).get_queue_client(f"{self.name}-{name}")


@cache
def _tables(connection_string: str) -> TableServiceClient:
    return TableServiceClient.from_connection_string(connection_string)


@cache
def _queues(connection_string: str) -> QueueServiceClient:
    return QueueServiceClient.from_connection_string(connection_string)


class _Account:
    """The storage account, with tables and queues named for a world; delays are the host's, who has this clock."""

    def __init__(self, world: str, *args: Any, **options: Any) -> None:
        self._world = world
        self._account = StorageAccount(*args, **options)

    def table(self, name: str) -> TableClient:
        return self._account.table(f"{self._world}{name}")

    def queue(self, name: str, **options: Any) -> Any:
        return _Undelayed(name, self._account.queue(f"{self._world}-{name}", **options))


class _Undelayed:
    """A queue whose messages are there at once: Azurite's clock is not ours."""

    def __init__(self, name: str, queue: QueueClient) -> None:
        self.queue_name = name
        self._queue = queue

    def send_message(self, message: str, *, visibility_timeout: int, time_to_live: int) -> None:
        assert visibility_timeout >= 0
        self._queue.send_message(message, time_to_live=time_to_live)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queue, name)
