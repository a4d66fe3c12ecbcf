"""The command line of each server."""

from __future__ import annotations

import sys
from pathlib import Path

from sandbox.azurite import AzuriteNotFoundError, azurite_command
from sandbox.launcher.addresses import Addresses
from sandbox.launcher.errors import SandboxError
from sandbox.launcher.ports import Ports

Command = list[str | Path]

HOST_GRACE_S = 5
"""How long the host lets running invocations finish when it stops."""


def azurite(ports: Ports) -> Command:
    """Azurite in memory. Raises SandboxError when it is not installed."""
    try:
        return [*azurite_command(ports.blob, ports.queue, ports.table)]
    except AzuriteNotFoundError as error:
        raise SandboxError(f"{error}") from error


def servicenow(ports: Ports, addresses: Addresses) -> Command:
    """The ServiceNow instance, with the app registered as its OAuth client."""
    port, redirect = str(ports.servicenow), addresses.servicenow_redirect_uri
    return [*_python("sandbox.servicenow"), "--port", port, "--redirect-uri", redirect]


def microsoft(ports: Ports, addresses: Addresses, *, tls: Path, controls: Path | None) -> Command:
    """Entra, the managed-identity endpoint, Graph, Key Vault and Azure Monitor. `tls` holds key and certificates."""
    command = _python("sandbox.microsoft")
    command += ["--entra-port", str(ports.entra), "--entra-http-port", str(ports.identity)]
    command += ["--graph-port", str(ports.graph), "--keyvault-port", str(ports.keyvault)]
    command += ["--monitor-port", str(ports.monitor)]
    command += ["--tls", tls, "--redirect-uri", addresses.entra_redirect_uri]
    command += ["--redirect-uri", f"{addresses.app}/"]  # Where sign-out leads back to.
    return command + (["--controls", controls.resolve()] if controls else [])


def host(ports: Ports, *, workers: int, app_dir: Path, state_dir: Path) -> Command:
    """The local host; its master key comes in the environment."""
    command = _python("sandbox.host")
    command += ["--port", str(ports.app), "--workers", str(workers), "--app-dir", app_dir]
    return [*command, "--state-dir", state_dir, "--grace-s", str(HOST_GRACE_S)]


def _python(module: str) -> Command:
    return [sys.executable, "-m", module]
