"""Where figures are taken: Azurite, the ServiceNow simulator, the Microsoft services, and the app in this process."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import requests
from azure.data.tables import TableClient
from azure.storage.queue import QueueClient, TextBase64DecodePolicy, TextBase64EncodePolicy

from bench.wire import OTHER, QUEUE, SERVICENOW, TABLE, VAULT, Wire
from connector.application.container import Container
from connector.bootstrap import build
from connector.domain.authorization import TokenGrant
from connector.domain.connection import Connection, ConnectionStatus
from connector.settings import Settings
from sandbox import seed
from sandbox.launcher import Ports, Sandbox, SandboxConfig

TOKEN_LIFE = timedelta(minutes=30)
NEVER = {"SYNC_SCHEDULE": "0 0 0 1 1 *", "SWEEP_SCHEDULE": "0 0 0 1 1 *", "RECONCILE_EVERY_S": "86400"}


@dataclass(frozen=True, slots=True)
class Place:
    """A tenant with its own connection: a storage partition of its own, as every installation has one."""

    tenant_id: str
    connection: Connection


class Lab:
    """Servers as processes of their own, without the local host. A context manager."""

    def __init__(self) -> None:
        self._cleanup = ExitStack()

    def __enter__(self) -> Lab:
        with ExitStack() as undo:
            folder = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            ports = Ports.from_environ({}, free=True)
            self.sandbox = undo.enter_context(Sandbox(SandboxConfig(folder, ports, settings=NEVER, host=False)))
            self._cleanup = undo.pop_all()
        addresses = self.sandbox.addresses
        self.servicenow = addresses.servicenow
        self.wire = Wire(
            {
                urlsplit(addresses.servicenow).netloc: SERVICENOW,
                f"127.0.0.1:{ports.table}": TABLE,
                f"127.0.0.1:{ports.queue}": QUEUE,
                urlsplit(addresses.keyvault).netloc: VAULT,
                urlsplit(addresses.identity).netloc: OTHER,
            }
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cleanup.close()

    @contextmanager
    def app(self) -> Iterator[Container]:
        """The app on these servers, in this process and its environment."""
        settings = self.sandbox.settings
        before = {name: os.environ.get(name) for name in settings}
        os.environ.update(settings)
        try:
            yield build(Settings.load(settings))
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value

    def table(self, name: str) -> TableClient:
        """A table by the bare SDK."""
        return TableClient.from_connection_string(self.sandbox.storage, name)

    def queue(self, name: str) -> QueueClient:
        """A queue by the bare SDK, with messages in the trigger's encoding."""
        return QueueClient.from_connection_string(
            self.sandbox.storage,
            name,
            message_encode_policy=TextBase64EncodePolicy(),
            message_decode_policy=TextBase64DecodePolicy(),
        )

    def new_place(self, c: Container, tenant_id: str = "") -> Place:
        """A tenant that is connected to ServiceNow as the integration user."""
        now = c.clock.now()
        connection = Connection(
            connection_id=uuid.uuid4().hex,
            tenant_id=tenant_id or str(uuid.uuid4()),
            instance=self.servicenow,
            client_id=seed.SERVICENOW_CLIENT_ID,
            status=ConnectionStatus.CONNECTED,
            created_at=now,
            created_by=seed.ENTRA_USERS[0].object_id,
            changed_at=now,
            consented_at=now,
            last_success_at=now,
        )
        connection = c.connections.save(connection)
        c.connections.make_current(connection)
        token = self.token()
        c.secrets.set(connection.client_secret_name, seed.SERVICENOW_CLIENT_SECRET)
        c.desks.hold(connection, TokenGrant(token["access_token"], now + TOKEN_LIFE, token["refresh_token"]))
        return Place(connection.tenant_id, connection)

    def token(self) -> dict[str, Any]:
        """Tokens of the integration user, without a browser."""
        user = seed.INTEGRATION_USER
        client = {"client_id": seed.SERVICENOW_CLIENT_ID, "client_secret": seed.SERVICENOW_CLIENT_SECRET}
        form = {"grant_type": "password", "username": user.name, "password": user.password, **client}
        answer = requests.post(f"{self.servicenow}/oauth_token.do", data=form, timeout=10)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Ask something of the simulator that no real instance offers; the answer's JSON."""
        answer = requests.request(method, f"{self.servicenow}/_sandbox/{path}", json=body, timeout=300)
        answer.raise_for_status()
        return answer.json()

    def slow_down(self, delay_ms: int) -> None:
        """From now on each REST request takes this much longer, inside its semaphore."""
        self.control("POST", "latency", {"ms": delay_ms})

    def records(self) -> int:
        """How many tickets ServiceNow has."""
        counts = self.control("GET", "counts")
        return int(counts["incident"] + counts["change_request"])
