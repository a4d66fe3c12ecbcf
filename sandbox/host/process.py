"""Starts a host as a child process and speaks to its admin paths; for tests and for the sandbox's launcher."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SSL_CERT_FILE", "SYSTEMROOT")


class HostStartError(RuntimeError):
    """The host ended, or was not ready in time; the message holds the end of its log."""


class HostProcess:
    """
    A running host. A context manager; entering waits until it answers.

    Args:
        env: The app settings. Of this process's own environment only names like PATH and HOME are passed on.
        state_dir: Where keys and timer status live; by default a folder that goes with this object.
        log: Where standard error goes; by default a file in that folder.
        lease_s: How long a fetched queue message is hidden (600 in Azure).
        options: Further arguments of `python -m sandbox.host`.
    """

    def __init__(
        self,
        app_dir: Path | str,
        env: Mapping[str, str] | None = None,
        *,
        port: int = 0,
        workers: int = 2,
        master_key: str | None = None,
        state_dir: Path | None = None,
        log: Path | None = None,
        lease_s: float | None = None,
        options: tuple[str, ...] = (),
        start_timeout_s: float = 60.0,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="host-", ignore_cleanup_errors=True)
        self._env = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | dict(env or {})
        self.master_key = master_key or secrets.token_urlsafe(32)
        self.state_dir = state_dir or Path(self._folder.name) / "state"
        self.log = log or Path(self._folder.name) / "host.log"
        self._start_timeout_s = start_timeout_s
        self._command = [sys.executable, "-m", "sandbox.host", "--app-dir", str(Path(app_dir).resolve())]
        self._command += ["--workers", str(workers), "--state-dir", str(self.state_dir)]
        self._command += ["--lease-s", str(lease_s)] if lease_s is not None else []
        self._command += options
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> HostProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop()
        self._folder.cleanup()

    def start(self) -> None:
        """Start it, or start it again after `kill` or `stop`. Raises HostStartError."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command line
                [*self._command, "--port", str(self._port)],
                cwd=REPOSITORY,
                env={**self._env, "SANDBOX_MASTER_KEY": self.master_key},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the owner first, which stops this one in its own order.
            )
        with self._process.stdout or contextlib.nullcontext():
            ready = self._ready_line(self._process)
        if ready is None:
            self._process.kill()
            code = self._process.wait()
            raise HostStartError(f"the host did not start (exit code {code}):\n{self.log_text()[-4000:]}")
        self.url = ready["url"]
        self._port = int(self.url.rpartition(":")[2])  # The same again after a kill, so that clients find it.

    @property
    def pid(self) -> int:
        """The host's process id."""
        return self._running().pid

    def worker_pids(self) -> list[int]:
        """The workers' process ids, those that are ready."""
        workers = self.admin("GET", "/admin/host/stats")["workers"]
        return [worker["pid"] for worker in workers if worker["ready"]]

    def stats(self) -> dict[str, Any]:
        """`GET /admin/host/stats`."""
        stats: dict[str, Any] = self.admin("GET", "/admin/host/stats")
        return stats

    def run(self, function: str, text: str = "") -> None:
        """Run a timer or queue function now; does not wait for it."""
        self.admin("POST", f"/admin/functions/{function}", {"input": text})

    def admin(self, method: str, path: str, content: Any = None) -> Any:
        """Call an admin path with the master key; returns decoded JSON, or None. Raises urllib.error.HTTPError."""
        request = urllib.request.Request(  # noqa: S310 - our own loopback address
            self.url + path,
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={"x-functions-key": self.master_key, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own loopback address
            body = answer.read()
        return json.loads(body) if body else None

    def kill(self) -> None:
        """End it as kill -9 does, and wait for its end."""
        process = self._running()
        process.kill()
        process.wait()

    def wait(self, timeout_s: float) -> int:
        """Wait for its end; returns its exit code. Raises subprocess.TimeoutExpired."""
        return self._running().wait(timeout_s)

    def stop(self, timeout_s: float = 40.0) -> int:
        """Ask it to end, as a service manager does; returns its exit code. Killed when it takes longer."""
        process = self._running()
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def log_text(self) -> str:
        """Everything it has logged."""
        return self.log.read_text(errors="replace")

    def log_lines(self) -> list[dict[str, Any]]:
        """Its log lines that are JSON, decoded."""
        return [
            json.loads(line) for line in self.log_text().splitlines() if line.startswith("{") and line.endswith("}")
        ]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the host was not started")
        return self._process

    def _ready_line(self, process: subprocess.Popen[bytes]) -> dict[str, Any] | None:
        assert process.stdout is not None  # noqa: S101 - asked for above
        deadline = time.monotonic() + self._start_timeout_s
        while (left_s := deadline - time.monotonic()) > 0:
            readable, _, _ = select.select([process.stdout], [], [], left_s)
            line = process.stdout.readline() if readable else b""
            if not line:
                return None
            if line.startswith(b"{"):
                ready: dict[str, Any] = json.loads(line)
                return ready
        return None
