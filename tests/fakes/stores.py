"""A fake of the connection store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from connector.domain.authorization import Authorization
from connector.domain.connection import Connection
from connector.errors import ConflictError, NotConnectedError, NotFoundError
from connector.ports import SyncState
from tests.fakes.trouble import Troublesome


class FakeConnections(Troublesome):
    """Connections, authorizations under way, sync states."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._connections: dict[str, Connection] = {}
        self._current: dict[str, str] = {}
        self._authorizations: dict[str, Authorization] = {}
        self._sync_states: dict[str, SyncState] = {}
        self._writes = 0

    def establish(self, connection: Connection) -> Connection:
        """A connection that is there from before, as its tenant's current one."""
        held = self._connections.get(connection.connection_id)
        stored = self.save(replace(connection, version=held.version if held else ""))
        self.make_current(stored)
        return stored

    def current(self, tenant_id: str) -> Connection:
        """The tenant's connection."""
        self._meet("current")
        if tenant_id not in self._current:
            raise NotConnectedError("never connected")
        return self._connections[self._current[tenant_id]]

    def get(self, connection_id: str) -> Connection:
        """One connection."""
        self._meet("get")
        if connection_id not in self._connections:
            raise NotFoundError("connections")
        return self._connections[connection_id]

    def save(self, connection: Connection) -> Connection:
        """Store, unless someone wrote first."""
        self._meet("save")
        with self._lock:
            held = self._connections.get(connection.connection_id)
            if connection.version and held is None:
                raise NotFoundError("connections")
            if (held.version if held else "") != connection.version:
                raise ConflictError("connections: someone wrote first")
            self._writes += 1
            stored = replace(connection, version=f"v{self._writes}")
            self._connections[connection.connection_id] = stored
            return stored

    def make_current(self, connection: Connection) -> None:
        """From now on this is the tenant's connection."""
        self._meet("make_current")
        self._current[connection.tenant_id] = connection.connection_id

    def all(self) -> Iterator[Connection]:
        """Every connection with a usable consent."""
        self._meet("all")
        yield from [connection for connection in self._connections.values() if connection.is_usable]

    def tenants(self) -> list[str]:
        """Every tenant that ever connected."""
        self._meet("tenants")
        return list(self._current)

    def of_tenant(self, tenant_id: str) -> list[Connection]:
        """Every connection of the tenant."""
        self._meet("of_tenant")
        return [connection for connection in self._connections.values() if connection.tenant_id == tenant_id]

    def begin(self, authorization: Authorization) -> None:
        """Keep an authorization under way."""
        self._meet("begin")
        if authorization.state in self._authorizations:
            raise ConflictError("authorizations: the state is taken")
        self._authorizations[authorization.state] = authorization

    def take(self, state: str) -> Authorization:
        """The authorization with this state, once."""
        self._meet("take")
        with self._lock:
            authorization = self._authorizations.get(state)
            if authorization is None or authorization.used:
                raise NotFoundError("authorization is unknown or used")
            self._authorizations[state] = replace(authorization, used=True)
            return authorization

    def authorization_until(self, connection_id: str, now: datetime) -> datetime | None:
        """Until when a consent can still be given."""
        self._meet("authorization_until")
        waiting = [
            each.expires_at
            for each in self._authorizations.values()
            if each.connection_id == connection_id and not each.used and each.expires_at > now
        ]
        return max(waiting, default=None)

    def sync_state(self, connection: Connection) -> SyncState:
        """How far it is."""
        self._meet("sync_state")
        fresh = SyncState(connection.connection_id, connection.tenant_id)
        return self._sync_states.get(connection.connection_id, fresh)

    def save_sync_state(self, state: SyncState) -> SyncState:
        """Store, unless someone wrote first."""
        self._meet("save_sync_state")
        with self._lock:
            held = self._sync_states.get(state.connection_id)
            if (held.version if held else "") != state.version:
                raise ConflictError("connections: someone wrote first")
            self._writes += 1
            self._sync_states[state.connection_id] = stored = replace(state, version=f"v{self._writes}")
            return stored

    def lapsed(self, now: datetime) -> set[str]:
        """Ids of connections with authorizations that lapsed."""
        self._meet("lapsed")
        return {kept.connection_id for kept in self._authorizations.values() if kept.expires_at < now}

    def forget_lapsed(self, connection_id: str, now: datetime) -> None:
        """Delete this connection's authorizations that lapsed."""
        self._meet("forget_lapsed")
        for state, kept in list(self._authorizations.items()):
            if kept.connection_id == connection_id and kept.expires_at < now:
                del self._authorizations[state]
