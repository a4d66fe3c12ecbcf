"""`python -m sandbox demo`: starts a sandbox of its own, does the job, reports, and stops everything."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import requests
from azure.core.exceptions import AzureError
from rich.console import Console

from sandbox.demo.errors import DemoError
from sandbox.demo.job import Job
from sandbox.demo.stages import Stages
from sandbox.demo.summary import print_summary
from sandbox.launcher import Ports, Sandbox, SandboxConfig, SandboxError
from sandbox.launcher.app_settings import tuned
from sandbox.launcher.controls import controls_file

FOLDER = ".sandbox/demo"
"""Beside the folder of `serve`, so that both can run at once."""

SETTINGS = {"RECONCILE_EVERY_S": "10"}
"""A deleted record leaves no change to read: it is noticed when all open tickets are read, here within the run."""


def run_demo(environ: Mapping[str, str], console: Console) -> int:
    """
    The demo as `CONTROLS`, `REPORT`, `SANDBOX_DIR` and `PORT_…` of the environment say.

    Returns:
        The exit code: 0 when every share has exactly one ticket and each ticket worked on was followed, else 1.
    """
    errors = Console(stderr=True)
    try:
        controls, report = controls_file(environ), _report(environ.get("REPORT"))
        folder = Path(environ.get("SANDBOX_DIR") or FOLDER)
        ports = Ports.from_environ(environ, free=True)
        config = SandboxConfig(folder, ports, controls=controls, settings={**SETTINGS, **tuned(environ)})
        problems = _run(Sandbox(config), report, console)
    except (DemoError, SandboxError) as error:
        errors.print(f"demo: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    return 1 if problems else 0


def _run(sandbox: Sandbox, report: Path | None, console: Console) -> list[str]:
    stages = Stages(console)
    with ExitStack() as running:
        with stages.stage("Start the sandbox"):
            running.enter_context(sandbox)
        try:
            result = Job(sandbox, stages).run()
        except (requests.RequestException, AzureError) as error:
            sandbox.require_alive()
            raise DemoError(f"no answer: {error}") from error
        except DemoError as error:
            raise DemoError(f"{error}\nThe logs are in {sandbox.logs}.") from error
    print_summary(console, result, stages.seconds)
    if report:
        result.report.write(report)
    return result.report.problems


def _report(name: str | None) -> Path | None:
    """Where the summary goes, with an earlier one out of the way. Raises DemoError when that folder does not exist."""
    if not name:
        return None
    path = Path(name).resolve()
    if not path.parent.is_dir():
        raise DemoError(f"REPORT={name} is in a folder that does not exist")
    path.unlink(missing_ok=True)
    return path
