"""Leases over rows of the table `connections`, partition `lease`: one holder at a time among all processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from azure.data.tables import TableClient

from connector.adapters.tables.rows import utc
from connector.adapters.tables.service import SERVICE, find, write
from connector.errors import ConflictError, RemoteUnavailableError
from connector.ports import Clock

_PARTITION = "lease"
_LIFE = timedelta(seconds=30)
"""Longer than a slow write to the secret store; a holder that was killed blocks the others no longer than this."""
_TRIES = 40
_PAUSE_S = 0.25


class LeaseTable:
    """Leases by name. A name has the letters of a row key."""

    def __init__(self, table: TableClient, clock: Clock, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._table = table
        self._clock = clock
        self._sleep = sleep

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """
        Hold the lease inside the block.

        Raises:
            RemoteUnavailableError: somebody else held it for ten seconds on end.
        """
        etag = self._acquire(name)
        try:
            yield
        finally:
            self._release(name, etag)

    def _acquire(self, name: str) -> str:
        for attempt in range(_TRIES):
            if attempt:
                self._sleep(_PAUSE_S)
            try:
                return self._take(name)
            except ConflictError:
                continue  # Another process was first: look again.
        raise RemoteUnavailableError(SERVICE, f"the lease {name} is held by another process")

    def _take(self, name: str) -> str:
        """Write our hold and return its ETag. Raises ConflictError while somebody else's holds."""
        now = self._clock.now()
        row: dict[str, Any] = {"PartitionKey": _PARTITION, "RowKey": name, "until": now + _LIFE}
        held = find(self._table, _PARTITION, name)
        if held is None:
            return write(self._table, row, "")
        if utc(held["until"]) > now:
            raise ConflictError(name)
        return write(self._table, row, str(held.metadata["etag"]))

    def _release(self, name: str, etag: str) -> None:
        row = {"PartitionKey": _PARTITION, "RowKey": name, "until": self._clock.now()}
        try:
            write(self._table, row, etag)
        except ConflictError:
            return  # It lapsed, and somebody else took it.
