"""`python -m sandbox serve`: everything up until Ctrl-C, with the app's traces and metrics as they come."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from sandbox import seed
from sandbox.launcher.app_settings import tuned
from sandbox.launcher.controls import controls_file
from sandbox.launcher.errors import SandboxError
from sandbox.launcher.ports import Ports
from sandbox.launcher.sandbox import Sandbox, SandboxConfig
from sandbox.launcher.telemetry import TelemetryPrinter

FOLDER = ".sandbox"
WATCH_S = 0.5
"""How often the servers are looked at."""
SYNC_FUNCTION = "sync_timer"
"""The app's timer that starts a sync."""

_MAY = {seed.ROLE_READ: "may look", seed.ROLE_SHARE: "may share", seed.ROLE_ADMIN: "may administer"}
"""What an app role lets a user of the portal do; the last one a user has says it all."""
_PARTS = (
    (seed.INTEGRATION_USER, "integration"),
    (seed.PERSONAL_USER, "admin"),
    (seed.AGENT_USER, "agent"),
)


def run_serve(environ: Mapping[str, str], console: Console) -> int:
    """
    Serve as `SANDBOX_DIR`, `CONTROLS` and `PORT_…` of the environment say.

    Returns:
        The exit code: 0 after Ctrl-C, 1 when a server could not start or ended by itself.
    """
    try:
        folder = Path(environ.get("SANDBOX_DIR") or FOLDER)
        ports, controls = Ports.from_environ(environ), controls_file(environ)
        config = SandboxConfig(folder, ports, controls=controls, settings=tuned(environ))
        with console.status("Starting the sandbox") as status, Sandbox(config) as sandbox:
            status.stop()
            console.print(_panel(sandbox))
            console.print(f"Sync now:\n{_sync_command(sandbox)}", markup=False, highlight=False, soft_wrap=True)
            telemetry = TelemetryPrinter(sandbox.addresses.monitor, sandbox.session(), console)
            while True:
                sandbox.require_alive()
                telemetry.look()
                time.sleep(WATCH_S)
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 0
    except SandboxError as error:
        Console(stderr=True).print(f"serve: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        return 1


def _panel(sandbox: Sandbox) -> Panel:
    """Where to go, who to be there, and what the setup of the portal asks for."""
    servicenow = f"{sandbox.addresses.servicenow}/"
    lines = Table.grid(padding=(0, 2))
    lines.add_column(style="bold", no_wrap=True)
    lines.add_column(overflow="fold")
    lines.add_row("Portal", f"{sandbox.addresses.app}/")
    lines.add_row("", _people((user.name, user.password, _may(user)) for user in seed.ENTRA_USERS))
    lines.add_row("ServiceNow", servicenow)
    lines.add_row("", _people((user.name, user.password, part) for user, part in _PARTS))
    lines.add_row("Setup", "ServiceNow is prepared. Enter this, and consent as the integration user:")
    setup = Table.grid(padding=(0, 2))
    setup.add_row("instance", servicenow)
    setup.add_row("client ID", seed.SERVICENOW_CLIENT_ID)
    setup.add_row("client secret", seed.SERVICENOW_CLIENT_SECRET)
    lines.add_row("", setup)
    lines.add_row("For programs", str(sandbox.endpoints_file))
    lines.add_row("For operators", f"{sys.executable} -m connector --settings {sandbox.settings_file} doctor")
    lines.add_row("Logs", str(sandbox.logs))
    return Panel(
        lines, title="The sandbox is up", subtitle="Ctrl-C stops it", title_align="left", subtitle_align="left"
    )


def _may(user: seed.EntraUser) -> str:
    return _MAY[user.roles[-1]] if user.roles else "may nothing"


def _people(people: Iterable[tuple[str, str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_row("user name", "password", "", style="dim")
    for person in people:
        table.add_row(*person)
    return table


def _sync_command(sandbox: Sandbox) -> str:
    url = f"{sandbox.addresses.app}/admin/functions/{SYNC_FUNCTION}"
    return (
        f"curl -X POST {url} -H 'x-functions-key: {sandbox.master_key}' -H 'Content-Type: application/json' -d '{{}}'"
    )
