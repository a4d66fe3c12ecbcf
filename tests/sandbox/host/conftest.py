"""A host running the sample app, what its functions recorded, and Azurite."""

from __future__ import annotations

import base64
import json
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from azure.storage.queue import QueueClient

from sandbox.azurite import AzuriteNotFoundError, AzuriteProcess
from sandbox.host import HostProcess

SAMPLE_APP = Path(__file__).parent / "sample_app"


def _wait_for(condition: Callable[[], Any], timeout_s: float = 15.0) -> Any:
    deadline = time.monotonic() + timeout_s
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s} s: {condition}")
        time.sleep(0.02)
    return value


@pytest.fixture(scope="session")
def wait_for() -> Callable[..., Any]:
    """Ask again and again until the answer is truthy, or fail at the time limit."""
    return _wait_for


@dataclass(frozen=True)
class Records:
    """What the sample app's functions wrote, oldest first."""

    folder: Path

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The records of one kind."""
        names = sorted(self.folder.glob(f"{kind}-*.json"), key=lambda file: file.name.split("-")[-2])
        return [json.loads(file.read_text()) for file in names]

    def wait(self, kind: str, count: int = 1, timeout_s: float = 15.0) -> list[dict[str, Any]]:
        """Wait for so many records."""
        _wait_for(lambda: len(self.of(kind)) >= count, timeout_s)
        return self.of(kind)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    folder = tmp_path / "records"
    folder.mkdir()
    return Records(folder)


@pytest.fixture
def settings(records: Records) -> dict[str, str]:
    """App settings without storage; timers tick once a year."""
    return {
        "RECORDS": str(records.folder),
        "JOBS_QUEUE": "jobs",
        "TICK_SCHEDULE": "0 0 0 1 1 *",
        "AzureWebJobsDisableHomepage": "true",
        "AzureWebJobs.at_startup.Disabled": "true",
    }


@pytest.fixture
def start_host(settings: dict[str, str]) -> Iterator[Callable[..., HostProcess]]:
    """Start hosts that end with the test. Takes what `HostProcess` takes, and `app_dir`, `settings`."""
    started: list[HostProcess] = []

    def start(app_dir: Path = SAMPLE_APP, extra: dict[str, str] | None = None, **options: Any) -> HostProcess:
        host = HostProcess(app_dir, {**settings, **(extra or {})}, **options)
        started.append(host)
        return host.__enter__()

    yield start
    for host in started:
        host.__exit__(None, None, None)


@pytest.fixture(scope="session")
def azurite() -> Iterator[AzuriteProcess]:
    try:
        emulator = AzuriteProcess()
        emulator.__enter__()
    except AzuriteNotFoundError as error:
        pytest.skip(str(error))
    yield emulator
    emulator.stop()


@dataclass(frozen=True)
class Jobs:
    """The sample app's queue and its poison queue, in a storage account of one test's own names."""

    queue: QueueClient
    poison: QueueClient

    def put(self, **job: Any) -> str:
        """Enqueue a job as a trigger expects it; returns the message id."""
        return self.queue.send_message(base64.b64encode(json.dumps(job).encode()).decode()).id

    def count(self) -> int:
        """Messages in the queue, hidden ones included."""
        return self.queue.get_queue_properties().approximate_message_count or 0


@pytest.fixture
def jobs(azurite: AzuriteProcess, settings: dict[str, str], request: pytest.FixtureRequest) -> Jobs:
    name = f"jobs-{zlib.crc32(request.node.nodeid.encode())}"
    settings["JOBS_QUEUE"] = name
    settings["AzureWebJobsStorage"] = azurite.connection_string
    queue = QueueClient.from_connection_string(azurite.connection_string, name)
    queue.create_queue()
    return Jobs(queue, QueueClient.from_connection_string(azurite.connection_string, f"{name}-poison"))


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="session")
def lives() -> Callable[[int], bool]:
    """Tell whether a process runs; one that ended and is not yet collected does not."""
    return _lives
