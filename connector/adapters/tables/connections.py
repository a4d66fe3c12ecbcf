"""ConnectionStore over the table `connections`.

Rows, by partition: `connection` (row key = connection id), `current` (row key = tenant id, names its connection),
`authorization` (row key = SHA-256 of the state), `sync` (row key = connection id).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from azure.core import MatchConditions
from azure.data.tables import TableClient, UpdateMode

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.rows import Entity, utc
from connector.adapters.tables.transactions import SERVICE
from connector.domain.authorization import Authorization
from connector.domain.connection import Connection, ConnectionStatus, Doubt, IntegrationUser, Trouble
from connector.domain.draft import Kind
from connector.errors import ConflictError, NotConnectedError, NotFoundError
from connector.ports import SyncState

_CONNECTION, _CURRENT, _AUTHORIZATION, _SYNC = "connection", "current", "authorization", "sync"


class ConnectionTable:
    """Connections, authorizations under way, and how far each connection is synced."""

    def __init__(self, table: TableClient) -> None:
        self._table = table

    def current(self, tenant_id: str) -> Connection:
        """The tenant's connection. Raises NotConnectedError when there never was one."""
        try:
            pointer = self._get(_CURRENT, tenant_id)
        except NotFoundError as error:
            raise NotConnectedError("never connected") from error
        return self.get(pointer["connection_id"])

    def get(self, connection_id: str) -> Connection:
        """Raises NotFoundError."""
        return _connection(self._get(_CONNECTION, connection_id))

    def save(self, connection: Connection) -> Connection:
        """Store. Raises ConflictError when someone wrote first."""
        entity = _connection_entity(connection)
        with azure_errors(SERVICE):
            if not connection.version:
                answer = self._table.create_entity(entity)
            else:
                answer = self._table.update_entity(
                    entity,
                    mode=UpdateMode.REPLACE,
                    etag=connection.version,
                    match_condition=MatchConditions.IfNotModified,
                )
        return replace(connection, version=answer["etag"])

    def make_current(self, connection: Connection) -> None:
        """From now on this is the tenant's connection."""
        pointer = {"PartitionKey": _CURRENT, "RowKey": connection.tenant_id, "connection_id": connection.connection_id}
        with azure_errors(SERVICE):
            self._table.upsert_entity(pointer, mode=UpdateMode.REPLACE)

    def all(self) -> Iterator[Connection]:
        """Every connection with a usable consent."""
        with azure_errors(SERVICE):
            rows = list(self._table.query_entities(f"PartitionKey eq '{_CONNECTION}'"))
        yield from (connection for connection in map(_connection, rows) if connection.is_usable)

    def tenants(self) -> list[str]:
        """Every tenant that ever connected."""
        with azure_errors(SERVICE):
            rows = list(self._table.query_entities(f"PartitionKey eq '{_CURRENT}'", select=["RowKey"]))
        return [row["RowKey"] for row in rows]

    def of_tenant(self, tenant_id: str) -> list[Connection]:
        """Every connection that the tenant ever began."""
        wanted = f"PartitionKey eq '{_CONNECTION}' and tenant_id eq @tenant"
        with azure_errors(SERVICE):
            return [_connection(row) for row in self._table.query_entities(wanted, parameters={"tenant": tenant_id})]

    def begin(self, authorization: Authorization) -> None:
        """Keep an authorization under way."""
        with azure_errors(SERVICE):
            self._table.create_entity(_authorization_entity(authorization))

    def take(self, state: str) -> Authorization:
        """The authorization with this state, once. Raises NotFoundError when unknown or used."""
        entity = self._get(_AUTHORIZATION, _hash(state))
        if entity["used"]:
            raise NotFoundError("authorization was used")
        try:
            with azure_errors(SERVICE):
                self._table.update_entity(
                    {**entity, "used": True},
                    mode=UpdateMode.REPLACE,
                    etag=entity.metadata["etag"],
                    match_condition=MatchConditions.IfNotModified,
                )
        except ConflictError as error:
            raise NotFoundError("authorization was used") from error
        return _authorization(entity, state)

    def authorization_until(self, connection_id: str, now: datetime) -> datetime | None:
        """Until when a consent that was begun can still be given."""
        wanted = f"PartitionKey eq '{_AUTHORIZATION}' and connection_id eq @id and used eq false and expires_at gt @now"
        with azure_errors(SERVICE):
            rows = self._table.query_entities(wanted, parameters={"id": connection_id, "now": now})
            return max((utc(row["expires_at"]) for row in rows), default=None)

    def sync_state(self, connection: Connection) -> SyncState:
        """How far it is; a fresh one when it never was synced."""
        try:
            entity = self._get(_SYNC, connection.connection_id)
        except NotFoundError:
            return SyncState(connection.connection_id, connection.tenant_id)
        return _sync_state(entity)

    def save_sync_state(self, state: SyncState) -> None:
        """Last writer wins."""
        with azure_errors(SERVICE):
            self._table.upsert_entity(_sync_entity(state), mode=UpdateMode.REPLACE)

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
        lapsed = f"PartitionKey eq '{_AUTHORIZATION}' and expires_at lt @now"
        with azure_errors(SERVICE):
            return list(self._table.query_entities(lapsed, parameters={"now": now}))

    def _get(self, partition_key: str, row_key: str) -> Any:
        with azure_errors(SERVICE):
            return self._table.get_entity(partition_key, row_key)


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _connection_entity(connection: Connection) -> Entity:
    user, trouble = connection.integration_user, connection.trouble
    return {
        "PartitionKey": _CONNECTION,
        "RowKey": connection.connection_id,
        "tenant_id": connection.tenant_id,
        "instance": connection.instance,
        "client_id": connection.client_id,
        "status": connection.status.value,
        "created_at": connection.created_at,
        "created_by": connection.created_by,
        "changed_at": connection.changed_at,
        "consented_at": connection.consented_at,
        "consent_life_s": int(connection.consent_life.total_seconds()),
        "doubts": ",".join(connection.doubts),
        "last_success_at": connection.last_success_at,
        "user_sys_id": user.sys_id if user else None,
        "user_name": user.name if user else None,
        "user_display_name": user.display_name if user else None,
        "user_email": user.email if user else None,
        "user_is_admin": user.is_admin if user else None,
        "trouble_code": trouble.code if trouble else None,
        "trouble_reason": trouble.reason if trouble else None,
        "trouble_at": trouble.at if trouble else None,
        "trouble_since": trouble.since if trouble else None,
    }


def _connection(entity: Any) -> Connection:
    user = trouble = None
    if entity.get("user_sys_id"):
        user = IntegrationUser(
            entity["user_sys_id"],
            entity["user_name"],
            entity["user_display_name"],
            entity["user_email"],
            entity["user_is_admin"],
        )
    if entity.get("trouble_code"):
        trouble = Trouble(
            entity["trouble_code"],
            entity["trouble_reason"],
            utc(entity["trouble_at"]),
            utc(entity["trouble_since"]),
        )
    return Connection(
        connection_id=entity["RowKey"],
        tenant_id=entity["tenant_id"],
        instance=entity["instance"],
        client_id=entity["client_id"],
        status=ConnectionStatus(entity["status"]),
        created_at=utc(entity["created_at"]),
        created_by=entity["created_by"],
        changed_at=utc(entity["changed_at"]),
        consented_at=_when(entity, "consented_at"),
        consent_life=timedelta(seconds=entity["consent_life_s"]),
        doubts=tuple(Doubt(word) for word in filter(None, entity["doubts"].split(","))),
        integration_user=user,
        last_success_at=_when(entity, "last_success_at"),
        trouble=trouble,
        version=entity.metadata["etag"],
    )


def _authorization_entity(authorization: Authorization) -> Entity:
    return {
        "PartitionKey": _AUTHORIZATION,
        "RowKey": _hash(authorization.state),
        "code_verifier": authorization.code_verifier,
        "redirect_uri": authorization.redirect_uri,
        "tenant_id": authorization.tenant_id,
        "connection_id": authorization.connection_id,
        "client_id": authorization.client_id,
        "secret_name": authorization.secret_name,
        "begun_by": authorization.begun_by,
        "begun_by_email": authorization.begun_by_email,
        "browser_bound": authorization.browser_bound,
        "expires_at": authorization.expires_at,
        "used": authorization.used,
    }


def _authorization(entity: Any, state: str) -> Authorization:
    return Authorization(
        state=state,
        code_verifier=entity["code_verifier"],
        redirect_uri=entity["redirect_uri"],
        tenant_id=entity["tenant_id"],
        connection_id=entity["connection_id"],
        client_id=entity["client_id"],
        secret_name=entity["secret_name"],
        begun_by=entity["begun_by"],
        begun_by_email=entity["begun_by_email"],
        browser_bound=entity["browser_bound"],
        expires_at=utc(entity["expires_at"]),
    )


def _sync_entity(state: SyncState) -> Entity:
    return {
        "PartitionKey": _SYNC,
        "RowKey": state.connection_id,
        "tenant_id": state.tenant_id,
        "watermarks": json.dumps({kind.value: at.isoformat() for kind, at in state.watermarks.items()}),
        "labels": json.dumps({kind.value: labels for kind, labels in state.labels.items()}),
        "synced_at": state.synced_at,
        "reconciled_at": state.reconciled_at,
        "choices_at": state.choices_at,
    }


def _sync_state(entity: Any) -> SyncState:
    return SyncState(
        connection_id=entity["RowKey"],
        tenant_id=entity["tenant_id"],
        watermarks={Kind(kind): datetime.fromisoformat(at) for kind, at in json.loads(entity["watermarks"]).items()},
        labels={Kind(kind): labels for kind, labels in json.loads(entity["labels"]).items()},
        synced_at=_when(entity, "synced_at"),
        reconciled_at=_when(entity, "reconciled_at"),
        choices_at=_when(entity, "choices_at"),
    )


def _when(entity: Any, name: str) -> datetime | None:
    value = entity.get(name)
    return utc(value) if value is not None else None
