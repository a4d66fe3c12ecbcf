"""Connections, authorizations and the state of syncs as table entities.

Rows of the table `connections`, by partition: `connection` (row key = connection id), `current` (row key = tenant id,
names its connection), `authorization` (row key = SHA-256 of the state), `sync` (row key = connection id).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from connector.adapters.tables.rows import utc, utc_or_none
from connector.adapters.tables.service import Entity
from connector.domain.authorization import Authorization
from connector.domain.connection import Connection, ConnectionStatus, Doubt, IntegrationUser, Trouble
from connector.domain.draft import Kind
from connector.domain.reconciling import Pass
from connector.ports import SyncState

CONNECTION, CURRENT, AUTHORIZATION, SYNC = "connection", "current", "authorization", "sync"


def hash_of(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def from_connection(connection: Connection) -> Entity:
    user, trouble = connection.integration_user, connection.trouble
    return {
        "PartitionKey": CONNECTION,
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


def to_connection(entity: Any) -> Connection:
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
        consented_at=utc_or_none(entity.get("consented_at")),
        consent_life=timedelta(seconds=entity["consent_life_s"]),
        doubts=tuple(Doubt(word) for word in filter(None, entity["doubts"].split(","))),
        integration_user=user,
        last_success_at=utc_or_none(entity.get("last_success_at")),
        trouble=trouble,
        version=entity.metadata["etag"],
    )


def from_authorization(authorization: Authorization) -> Entity:
    return {
        "PartitionKey": AUTHORIZATION,
        "RowKey": hash_of(authorization.state),
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


def to_authorization(entity: Any, state: str) -> Authorization:
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


def from_sync_state(state: SyncState) -> Entity:
    return {
        "PartitionKey": SYNC,
        "RowKey": state.connection_id,
        "tenant_id": state.tenant_id,
        "watermarks": json.dumps({kind.value: at.isoformat() for kind, at in state.watermarks.items()}),
        "labels": json.dumps({kind.value: labels for kind, labels in state.labels.items()}),
        "synced_at": state.synced_at,
        "passes": json.dumps({kind.value: _from_pass(one) for kind, one in state.passes.items()}),
        "choices_at": state.choices_at,
    }


def to_sync_state(entity: Any) -> SyncState:
    return SyncState(
        connection_id=entity["RowKey"],
        tenant_id=entity["tenant_id"],
        watermarks={Kind(kind): datetime.fromisoformat(at) for kind, at in json.loads(entity["watermarks"]).items()},
        labels={Kind(kind): labels for kind, labels in json.loads(entity["labels"]).items()},
        synced_at=utc_or_none(entity.get("synced_at")),
        passes={Kind(kind): _to_pass(one) for kind, one in json.loads(entity.get("passes") or "{}").items()},
        choices_at=utc_or_none(entity.get("choices_at")),
        version=entity.metadata["etag"],
    )


def _from_pass(one: Pass) -> dict[str, Any]:
    return {"begun_at": one.begun_at.isoformat(), "after": one.after, "is_done": one.is_done}


def _to_pass(value: Mapping[str, Any]) -> Pass:
    return Pass(datetime.fromisoformat(value["begun_at"]), value["after"], value["is_done"])
