"""`python -m sandbox chaos`: starts a sandbox of its own, does the run, reports, and stops everything."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import requests
from rich.console import Console

from sandbox.chaos.controls import write_controls
from sandbox.chaos.errors import ChaosError
from sandbox.chaos.plan import Plan
from sandbox.chaos.report import Report
from sandbox.chaos.run import Run
from sandbox.chaos.summary import print_summary
from sandbox.demo.errors import DemoError
from sandbox.launcher import Ports, Sandbox, SandboxConfig, SandboxError
from sandbox.launcher.app_settings import tuned
from sandbox.launcher.ports import free_port

FOLDER = ".sandbox/chaos"
"""Beside the folders of `serve` and `demo`, so that all can run at once."""

SETTINGS = {
    "SANDBOX_LEASE_S": "10",
    "CLAIM_LEASE_S": "8",
    "SWEEP_AFTER_S": "15",
    "SWEEP_SCHEDULE": "*/5 * * * * *",
    "RECONCILE_EVERY_S": "60",
}
"""Azure's lease of 10 minutes, and what is set in proportion to it, shortened to seconds; the order stays the same."""


def run_chaos(environ: Mapping[str, str], console: Console) -> int:
    """
    A run as `SHARES`, `SEED`, `MODE`, `OUTAGE_S`, `REPORT`, `SANDBOX_DIR` and `PORT_…` of the environment say.

    Returns:
        The exit code: 0 when everything holds, else 1.
    """
    try:
        plan, file = Plan.from_environ(environ), _report(environ.get("REPORT"))
        folder = Path(environ.get("SANDBOX_DIR") or FOLDER)
        ports = Ports.from_environ(environ, free=True)
        config = SandboxConfig(
            folder,
            ports,
            controls=write_controls(folder / "controls.json", plan.shares),
            settings={**SETTINGS, **tuned(environ)},
        )
        report = _run(Sandbox(config), plan, console)
    except (ChaosError, DemoError, SandboxError) as error:
        Console(stderr=True).print(f"chaos: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    print_summary(console, report)
    if file:
        report.write(file)
    return 1 if report.problems else 0


def _run(sandbox: Sandbox, plan: Plan, console: Console) -> Report:
    began = time.monotonic()

    def tell(text: str) -> None:
        console.print(f"{time.monotonic() - began:6.1f} s  {text}", markup=False, highlight=False, soft_wrap=True)

    with ExitStack() as running:
        tell(f"starting the sandbox: SHARES={plan.shares} SEED={plan.seed} MODE={plan.mode}")
        running.enter_context(sandbox)
        run = Run(sandbox, plan, free_port(sandbox.config.ports), tell)
        run.report.seconds["start"] = time.monotonic() - began
        try:
            return run.run()
        except requests.RequestException as error:
            sandbox.require_alive()
            raise ChaosError(f"no answer: {error}\nThe logs are in {sandbox.logs}.") from error
        except (ChaosError, DemoError) as error:
            raise ChaosError(f"{error}\nThe logs are in {sandbox.logs}.") from error


def _report(name: str | None) -> Path | None:
    """Where the figures go, with earlier ones out of the way. Raises ChaosError when that folder does not exist."""
    if not name:
        return None
    path = Path(name).resolve()
    if not path.parent.is_dir():
        raise ChaosError(f"REPORT={name} is in a folder that does not exist")
    path.unlink(missing_ok=True)
    return path
