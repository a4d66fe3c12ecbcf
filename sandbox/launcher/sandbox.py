"""The whole sandbox as one context manager."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import requests

from sandbox.azurite import AzuriteProcess
from sandbox.host.process import PASSED_ON
from sandbox.launcher import programs
from sandbox.launcher.addresses import Addresses
from sandbox.launcher.app_settings import app_settings
from sandbox.launcher.children import Child
from sandbox.launcher.endpoints import FILE_NAME, SETTINGS_NAME, endpoints, write_endpoints, write_settings
from sandbox.launcher.errors import SandboxError
from sandbox.launcher.ports import Ports
from sandbox.launcher.storage import declare_storage
from sandbox.tls import make_certificates

REPOSITORY = Path(__file__).resolve().parents[2]
START_S = 60.0
"""How long one server may take until it answers."""


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """How one sandbox is laid out. `controls` is a file of control profiles in Graph's shape; without it, Graph serves
    the sandbox's own catalogue. `settings` are app settings that differ from the sandbox's. Without `host`, the app is
    not run: whoever starts the sandbox uses the servers around it."""

    folder: Path
    ports: Ports
    controls: Path | None = None
    workers: int = 2
    app_dir: Path = REPOSITORY
    settings: Mapping[str, str] = field(default_factory=dict)
    host: bool = True


class Sandbox:
    """
    Azurite, ServiceNow, the Microsoft services and the local host, up between entering and leaving.

    Entering waits until each answers. Raises SandboxError when one does not, after stopping the others. Leaving, by
    whatever way, stops all of them.
    """

    def __init__(self, config: SandboxConfig) -> None:
        self.config = config
        self.addresses = Addresses.of(config.ports)
        self.folder = config.folder.resolve()
        self.logs = self.folder / "logs"
        self.master_key = secrets.token_urlsafe(24)
        """Opens the host's `/admin/` paths."""
        self.children: list[Child] = []
        self._cleanup = ExitStack()

    def __enter__(self) -> Sandbox:
        with ExitStack() as undo:
            undo.enter_context(_only_one_in(self.folder))
            self.config.ports.require_free()
            for left_over in (self.folder / "logs", *self.folder.glob("host*")):
                shutil.rmtree(left_over, ignore_errors=True)
            self.logs.mkdir()
            self.certificates = make_certificates(self.folder / "tls")
            undo.callback(self._stop_children)
            self._start()
            undo.callback((self.folder / FILE_NAME).unlink, missing_ok=True)
            undo.callback((self.folder / SETTINGS_NAME).unlink, missing_ok=True)
            self.settings_file = write_settings(self.folder, self.settings)
            self.endpoints_file = write_endpoints(self.folder, self.endpoints)
            self._cleanup = undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._cleanup.close()

    @property
    def storage(self) -> str:
        """Azurite's connection string."""
        ports = self.config.ports
        azurite = AzuriteProcess(blob_port=ports.blob, queue_port=ports.queue, table_port=ports.table)
        return azurite.connection_string

    @property
    def endpoints(self) -> dict[str, Any]:
        """What `endpoints.json` holds."""
        return endpoints(self.addresses, storage=self.storage, ca=self.certificates.ca)

    @property
    def settings(self) -> dict[str, str]:
        """The app's settings."""
        settings = app_settings(self.addresses, storage=self.storage, ca=self.certificates.ca)
        return {**settings, **self.config.settings}

    def session(self) -> requests.Session:
        """A session that trusts the sandbox's certificates and ignores the machine's proxy settings."""
        session = requests.Session()
        session.trust_env = False
        session.verify = str(self.certificates.ca)
        return session

    def require_alive(self) -> None:
        """Raises SandboxError with the end of its log when a server has ended by itself."""
        for child in self.children:
            if child.exit_code is not None:
                raise SandboxError(child.obituary())

    def start_host(self, name: str = "host", *, port: int | None = None) -> Child:
        """
        Start a local host of the app, without waiting for it: the sandbox's own, or with another name and port a
        further one on the same storage. One of this name that has ended is replaced.
        """
        self.children = [child for child in self.children if child.name != name or child.exit_code is None]
        ports = replace(self.config.ports, app=port or self.config.ports.app)
        command = programs.host(
            ports, workers=self.config.workers, app_dir=self.config.app_dir, state_dir=self.folder / name
        )
        return self._spawn(name, command, {**self.settings, "SANDBOX_MASTER_KEY": self.master_key})

    def answers(self, url: str, *, any_status: bool = False) -> Callable[[], bool]:
        """A question that `Child.wait_ready` can ask: whether this URL answers, by default with 200."""
        session = self.session()

        def is_ready() -> bool:
            try:
                status = session.get(url, timeout=5).status_code
            except (requests.ConnectionError, requests.Timeout):
                return False
            return any_status or status == requests.codes.ok

        return is_ready

    def _start(self) -> None:
        ports, addresses, config = self.config.ports, self.addresses, self.config
        azurite = self._spawn("azurite", programs.azurite(ports))
        servicenow = self._spawn("servicenow", programs.servicenow(ports, addresses))
        command = programs.microsoft(ports, addresses, tls=self.certificates.server, controls=config.controls)
        microsoft = self._spawn("microsoft", command)

        azurite.wait_ready(self.answers(f"http://127.0.0.1:{ports.table}/", any_status=True), timeout_s=START_S)
        declare_storage(self.storage)
        servicenow.wait_ready(self._healthy(addresses.servicenow), timeout_s=START_S)
        for address in (addresses.entra, addresses.identity, addresses.graph, addresses.keyvault, addresses.monitor):
            microsoft.wait_ready(self._healthy(address), timeout_s=START_S)

        if config.host:
            host = self.start_host()
            host.wait_ready(self.answers(f"{addresses.app}/api/health"), timeout_s=START_S)

    def _spawn(self, name: str, command: programs.Command, settings: Mapping[str, str] | None = None) -> Child:
        inherited = {variable: os.environ[variable] for variable in PASSED_ON if variable in os.environ}
        environ = {**inherited, "PYTHONUNBUFFERED": "1", **(settings or {})}
        child = Child(name, command, log=self.logs / f"{name}.log", cwd=REPOSITORY, environ=environ)
        self.children.append(child)
        return child

    def _stop_children(self) -> None:
        # The host, started last, goes first: it ends its work while what it talks to still answers.
        for child in reversed(self.children):
            child.stop()

    def _healthy(self, address: str) -> Callable[[], bool]:
        return self.answers(f"{address}/_sandbox/health")


def _only_one_in(folder: Path) -> IO[str]:
    """Hold the folder for this process. Raises SandboxError when another sandbox runs in it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise SandboxError(
            f"another sandbox runs in {folder}. Stop it, or choose another folder with SANDBOX_DIR."
        ) from error
    return lock
