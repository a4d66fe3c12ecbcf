"""The chaos run's killer: it ends what a host lists as its workers, or the host itself, and nothing else."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.chaos.errors import ChaosError
from sandbox.chaos.killer import Killer, Target
from sandbox.launcher.children import Child


class Sandbox:
    """A sandbox whose hosts are processes that sleep; `workers` is what the host says of its workers, None: nothing."""

    master_key = "key"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[dict[str, Any]] | None = []
        self.started: list[str] = []
        self.children: list[Child] = []

    def start_host(self, name: str = "host", *, port: int | None = None) -> Child:
        self.started.append(f"{name} on {port}")
        command = [sys.executable, "-c", "import time; time.sleep(60)"]
        child = Child(name, command, log=self.folder / "log", cwd=self.folder, environ=dict(os.environ))
        self.children.append(child)
        return child

    def session(self) -> Any:
        return self

    def get(self, url: str, **_: Any) -> Any:
        assert url == "http://localhost:7/admin/host/stats"
        if self.workers is None:
            raise requests.ConnectionError
        return self

    def json(self) -> dict[str, Any]:
        return {"workers": self.workers}


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    """A sandbox with nothing in it."""
    return Sandbox(tmp_path)


def make_killer(sandbox: Any, child: Child, *, hosts: float = 0) -> Killer:
    """A killer of one host's workers, or with `hosts` 1 of the host."""
    return Killer(sandbox, [Target("host", 7, child)], random.Random(1), lambda _: None, hosts=hosts)  # noqa: S311


def test_a_worker_that_is_up_is_killed(sandbox: Sandbox) -> None:
    """
    By its id, among those that the host lists as ready; the host lives on.
    """
    host, worker, loading = (sandbox.start_host() for _ in range(3))
    sandbox.workers = [
        {"pid": worker.pid, "ready": True, "running": 2},
        {"pid": loading.pid, "ready": False, "running": 0},
    ]
    killer = make_killer(sandbox, host)

    killer.strike()
    worker.stop(patience_s=5)

    assert (worker.exit_code, host.exit_code, loading.exit_code) == (-9, None, None)
    assert dict(killer.kills) == {"worker": 1}
    for child in (host, loading):
        child.stop()


def test_a_kill_is_noticed_once_the_host_lists_the_worker_no_more(sandbox: Sandbox) -> None:
    """
    Until then the host may still hand it a request, which is lost with it.
    """
    host, worker = (sandbox.start_host() for _ in range(2))
    sandbox.workers = [{"pid": worker.pid, "ready": True, "running": 0}]
    killer = make_killer(sandbox, host)
    assert killer.is_noticed

    killer.strike()
    assert not killer.is_noticed
    sandbox.workers = [{"pid": 1, "ready": True, "running": 0}]

    assert killer.is_noticed
    worker.stop(patience_s=5)
    host.stop()


def test_a_killed_host_is_started_again(sandbox: Sandbox) -> None:
    """
    On the same port, at once.
    """
    host = sandbox.start_host()
    sandbox.workers = [{"pid": 1, "ready": True, "running": 0}]
    killer = make_killer(sandbox, host, hosts=1)

    killer.strike()

    assert (host.exit_code, sandbox.started[-1], dict(killer.kills)) == (-9, "host on 7", {"host": 1})
    killer.require_alive()
    sandbox.children[-1].stop()


@pytest.mark.parametrize("workers", [None, [], [{"pid": 1, "ready": False, "running": 0}]])
def test_nobody_is_killed_while_nobody_is_up(sandbox: Sandbox, workers: list[dict[str, Any]] | None) -> None:
    """
    A host that is starting, or whose workers all are, gets its time; the strike is counted as missed.
    """
    host = sandbox.start_host()
    sandbox.workers = workers
    killer = make_killer(sandbox, host)

    killer.strike()

    assert (host.exit_code, dict(killer.kills)) == (None, {"nobody was up": 1})
    host.stop()


def test_a_host_that_ends_by_itself_ends_the_run(sandbox: Sandbox) -> None:
    """
    That is no chaos of this run's: it is told, with the end of the log.
    """
    host = sandbox.start_host()
    host.kill()

    with pytest.raises(ChaosError, match="ended by itself"):
        make_killer(sandbox, host).strike()
