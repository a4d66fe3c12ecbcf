"""ConnectionStore over the table `connections`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from azure.data.tables import TableClient

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.connection_rows import (
    AUTHORIZATION,
    CONNECTION,
    CURRENT,
    SYNC,
    from_authorization,
    from_connection,
    from_sync_state,
    hash_of,
    to_authorization,
    to_connection,
    to_sync_state,
)
from connector.adapters.tables.rows import utc
from connector.adapters.tables.service import SERVICE, find, put, write
from connector.domain.authorization import Authorization
from connector.domain.connection import Connection
from connector.errors import ConflictError, NotConnectedError, NotFoundError
from connector.ports import SyncState


class ConnectionTable:
    """Connections, authorizations under way, and how far each connection is synced."""

    def __init__(self, table: TableClient) -> None:
        self._table = table

    def current(self, tenant_id: str) -> Connection:
        """The tenant's connection. Raises NotConnectedError when there never was one."""
        try:
            pointer = self._get(CURRENT, tenant_id)
        except NotFoundError as error:
            raise NotConnectedError("never connected") from error
        return self.get(pointer["connection_id"])

    def get(self, connection_id: str) -> Connection:
        """Raises NotFoundError."""
        return to_connection(self._get(CONNECTION, connection_id))

    def save(self, connection: Connection) -> Connection:
        """Store. Raises ConflictError when someone wrote first."""
        return replace(connection, version=write(self._table, from_connection(connection), connection.version))

    def make_current(self, connection: Connection) -> None:
        """From now on this is the tenant's connection."""
        pointer = {"PartitionKey": CURRENT, "RowKey": connection.tenant_id, "connection_id": connection.connection_id}
        put(self._table, pointer)

    def all(self) -> Iterator[Connection]:
        """Every connection with a usable consent."""
        with azure_errors(SERVICE):
            rows = list(self._table.query_entities(f"PartitionKey eq '{CONNECTION}'"))
        yield from (connection for connection in map(to_connection, rows) if connection.is_usable)

    def tenants(self) -> list[str]:
        """Every tenant that ever connected."""
        with azure_errors(SERVICE):
            rows = list(self._table.query_entities(f"PartitionKey eq '{CURRENT}'", select=["RowKey"]))
        return [row["RowKey"] for row in rows]

    def of_tenant(self, tenant_id: str) -> list[Connection]:
        """Every connection that the tenant ever began."""
        wanted = f"PartitionKey eq '{CONNECTION}' and tenant_id eq @tenant"
        with azure_errors(SERVICE):
            return [to_connection(row) for row in self._table.query_entities(wanted, parameters={"tenant": tenant_id})]

    def begin(self, authorization: Authorization) -> None:
        """Keep an authorization under way."""
        write(self._table, from_authorization(authorization), "")

    def take(self, state: str) -> Authorization:
        """The authorization with this state, once. Raises NotFoundError when unknown or used."""
        entity = self._get(AUTHORIZATION, hash_of(state))
        if entity["used"]:
            raise NotFoundError("authorization was used")
        try:
            write(self._table, {**entity, "used": True}, entity.metadata["etag"])
        except ConflictError as error:
            raise NotFoundError("authorization was used") from error
        return to_authorization(entity, state)

    def authorization_until(self, connection_id: str, now: datetime) -> datetime | None:
        """Until when a consent that was begun can still be given."""
        wanted = f"PartitionKey eq '{AUTHORIZATION}' and connection_id eq @id and used eq false and expires_at gt @now"
        with azure_errors(SERVICE):
            rows = self._table.query_entities(wanted, parameters={"id": connection_id, "now": now})
            return max((utc(row["expires_at"]) for row in rows), default=None)

    def sync_state(self, connection: Connection) -> SyncState:
        """How far it is; a fresh one when it never was synced."""
        row = find(self._table, SYNC, connection.connection_id)
        return SyncState(connection.connection_id, connection.tenant_id) if row is None else to_sync_state(row)

    def save_sync_state(self, state: SyncState) -> SyncState:
        """Store. Raises ConflictError when someone wrote first."""
        return replace(state, version=write(self._table, from_sync_state(state), state.version))

    def lapsed(self, now: datetime) -> set[str]:
        """Ids of connections with authorizations that lapsed."""
        return {row["connection_id"] for row in self._lapsed(now)}

    def forget_lapsed(self, connection_id: str, now: datetime) -> None:
        """Delete this connection's authorizations that lapsed."""
        for row in self._lapsed(now):
            if row["connection_id"] == connection_id:
                with azure_errors(SERVICE):
                    self._table.delete_entity(row)

    def _lapsed(self, now: datetime) -> list[Any]:
        lapsed = f"PartitionKey eq '{AUTHORIZATION}' and expires_at lt @now"
        with azure_errors(SERVICE):
            return list(self._table.query_entities(lapsed, parameters={"now": now}))

    def _get(self, partition_key: str, row_key: str) -> Any:
        with azure_errors(SERVICE):
            return self._table.get_entity(partition_key, row_key)
