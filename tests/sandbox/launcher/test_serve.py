"""`python -m sandbox serve`, as a program that is started and ended from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import fields
from itertools import chain
from pathlib import Path

import pytest
import requests

from sandbox import seed
from sandbox.launcher import Ports
from sandbox.launcher.ports import variable
from tests.sandbox.launcher.processes import processes_of, wait_gone

pytestmark = pytest.mark.e2e

REPOSITORY = Path(__file__).resolve().parents[3]
START_S = 60


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A running `serve` on free ports with its files in `tmp_path`."""
    free = {variable(field.name): "0" for field in fields(Ports)}
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox", "serve"],
        cwd=REPOSITORY,
        env={**os.environ, **free, "SANDBOX_DIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        deadline = time.monotonic() + START_S
        while not (tmp_path / "endpoints.json").exists():
            if process.poll() is not None or time.monotonic() > deadline:
                process.terminate()
                pytest.fail(f"serve did not come up: {process.communicate()[0]}")
            time.sleep(0.05)
        yield process
        if process.poll() is None:
            process.terminate()


def test_ctrl_c_stops_everything(server: subprocess.Popen[str], tmp_path: Path) -> None:
    """
    While it runs the portal's address answers and the panel names it, with whoever can be there and what the setup asks
    for, in 80 columns; after SIGINT it exits with 0, endpoints.json is gone and so is every process.
    """
    app = json.loads((tmp_path / "endpoints.json").read_text())["app"]
    assert requests.get(f"{app}/api/health", timeout=10).status_code == 200
    assert len(processes_of(tmp_path)) >= 4

    server.send_signal(signal.SIGINT)
    said, _ = server.communicate(timeout=30)

    assert server.returncode == 0, said
    people = [(user.name, user.password) for user in (*seed.ENTRA_USERS, seed.INTEGRATION_USER, seed.AGENT_USER)]
    for word in (f"{app}/", *chain(*people), seed.SERVICENOW_CLIENT_ID, seed.SERVICENOW_CLIENT_SECRET):
        assert word in said
    assert not (tmp_path / "endpoints.json").exists()
    assert processes_of(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_killed_serve_leaves_no_process(server: subprocess.Popen[str], tmp_path: Path) -> None:
    """
    After kill -9 of the launcher every server, and every worker of the host, is gone within moments.
    """
    pids = processes_of(tmp_path)
    assert len(pids) >= 4

    server.kill()

    assert wait_gone(pids)


def test_the_death_of_a_server_ends_serve(server: subprocess.Popen[str], tmp_path: Path) -> None:
    """
    When one server ends by itself, serve says which, stops the others and exits with 1.
    """
    listening = next(pid for pid in processes_of(tmp_path) if b"sandbox.servicenow" in command_of(pid))
    os.kill(listening, signal.SIGKILL)

    said, _ = server.communicate(timeout=30)

    assert server.returncode == 1
    assert "servicenow ended by itself with signal SIGKILL" in " ".join(said.split())
    assert processes_of(tmp_path) == []


def command_of(pid: int) -> bytes:
    """The command line of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()
