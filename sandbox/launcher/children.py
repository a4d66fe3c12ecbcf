"""Child processes that log to a file and never outlive the process that started them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sandbox.launcher.errors import SandboxError

TAIL_LINES = 30
POLL_S = 0.05
STOP_S = 8.0
"""How long a child may take to end after SIGTERM before its process group is killed."""


class Child:
    """
    One running process, in a process group of its own, so that Ctrl-C in a terminal reaches the launcher alone and the
    launcher can end the child together with what it started.
    """

    def __init__(
        self, name: str, command: Sequence[str | Path], *, log: Path, cwd: Path, environ: Mapping[str, str]
    ) -> None:
        """Start it. Raises SandboxError when the program cannot be run."""
        self.name = name
        self.log = log
        with log.open("ab") as output:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own programs
                    [str(part) for part in command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=cwd,
                    env=dict(environ),
                    process_group=0,
                    preexec_fn=_die_with_parent(),
                )
            except OSError as error:
                raise SandboxError(f"{name} could not be started: {error}") from error

    @property
    def pid(self) -> int:
        """Its process id, which is its process group's too."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def wait_ready(self, is_ready: Callable[[], bool], *, timeout_s: float) -> None:
        """
        Return once `is_ready` answers true.

        Raises:
            SandboxError: It ended, or was not ready in time. The message holds the end of its log.
        """
        deadline = time.monotonic() + timeout_s
        while not is_ready():
            if self.exit_code is not None:
                raise SandboxError(self.obituary())
            if time.monotonic() > deadline:
                raise SandboxError(f"{self.name} was not ready after {timeout_s:.0f} s.\n{self.tail()}")
            time.sleep(POLL_S)

    def obituary(self) -> str:
        """That it ended, how, and the end of its log."""
        return f"{self.name} ended by itself with {_ending(self._process.returncode)}.\n{self.tail()}"

    def tail(self) -> str:
        """The last lines of its log, and where the rest is."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()[-TAIL_LINES:]
        return "\n".join([f"Its log, {self.log}, ends:", *(f"  | {line}" for line in lines or ["(nothing)"])])

    def ask_to_stop(self) -> None:
        """SIGTERM, unless it has ended."""
        if self.exit_code is None:
            self._process.terminate()

    def kill(self) -> None:
        """End it alone, as `kill -9` does, and wait for its end."""
        self._process.kill()
        self._process.wait()

    def stop(self, *, patience_s: float = STOP_S) -> None:
        """End it and whatever it started: by SIGTERM, and by SIGKILL for what has not ended in time."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(patience_s)
        # The group outlives its leader while a member runs; its id cannot be given to others meanwhile.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()


def _ending(returncode: int) -> str:
    if returncode < 0:
        return f"signal {signal.Signals(-returncode).name}"
    return f"exit code {returncode}"


def _die_with_parent() -> Callable[[], None] | None:
    """
    Run in the child before its program: on Linux, the kernel then kills it when its parent dies, even by SIGKILL.

    Elsewhere None: there a killed launcher leaves its children running.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent, set_death_signal = os.getpid(), 1  # PR_SET_PDEATHSIG

    def before_exec() -> None:
        prctl(set_death_signal, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # It died in between: no signal would come any more.
            os._exit(1)

    return before_exec
