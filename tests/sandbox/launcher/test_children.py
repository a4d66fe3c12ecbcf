"""Child processes: started, watched, stopped, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.launcher import SandboxError
from sandbox.launcher.children import Child
from tests.sandbox.launcher.processes import is_running, wait_gone

REPOSITORY = Path(__file__).resolve().parents[3]
WAIT_S = 10.0


def start(tmp_path: Path, program: str, name: str = "server") -> Child:
    """A child that runs a Python program."""
    return Child(name, [sys.executable, "-c", program], log=tmp_path / f"{name}.log", cwd=tmp_path, environ=os.environ)


def test_a_child_that_fails_to_start_is_reported_with_its_log(tmp_path: Path) -> None:
    """
    The error names the child, its exit code and the last lines it wrote.
    """
    child = start(tmp_path, "import sys; print('the disk is full'); sys.exit(7)")

    with pytest.raises(SandboxError, match=r"(?s)server ended by itself with exit code 7.*the disk is full"):
        child.wait_ready(lambda: False, timeout_s=WAIT_S)


def test_a_child_that_is_never_ready_is_reported(tmp_path: Path) -> None:
    """
    Waiting is bounded.
    """
    child = start(tmp_path, "import time; time.sleep(60)")
    try:
        with pytest.raises(SandboxError, match="server was not ready after 0 s"):
            child.wait_ready(lambda: False, timeout_s=0.2)
    finally:
        child.stop()


def test_a_program_that_is_not_there_is_reported(tmp_path: Path) -> None:
    """
    A missing program is an error in words, not a traceback.
    """
    with pytest.raises(SandboxError, match="server could not be started"):
        Child("server", [tmp_path / "missing"], log=tmp_path / "server.log", cwd=tmp_path, environ=os.environ)


def test_stopping_ends_what_the_child_started(tmp_path: Path) -> None:
    """
    The whole process group goes, also when its leader ignores SIGTERM.
    """
    program = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    child = start(tmp_path, program)
    child.wait_ready(lambda: child.log.read_text().endswith("\n"), timeout_s=WAIT_S)
    grandchild = int(child.log.read_text())

    child.stop(patience_s=0.2)

    assert child.exit_code == -signal.SIGKILL
    assert wait_gone([grandchild])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_children_do_not_outlive_a_killed_launcher(tmp_path: Path) -> None:
    """
    After kill -9 of the process that started it, a child is gone within moments.
    """
    program = (
        "import os, sys, time; from pathlib import Path; from sandbox.launcher.children import Child\n"
        "child = Child('server', ['sleep', '60'], log=Path('server.log'), cwd=Path('.'), environ=os.environ)\n"
        "print(child.pid, flush=True); time.sleep(60)\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    launcher = subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, env=environ, stdout=subprocess.PIPE, text=True
    )
    with launcher:
        assert launcher.stdout is not None
        child = int(launcher.stdout.readline())
        assert is_running(child)

        launcher.kill()

    assert wait_gone([child])
