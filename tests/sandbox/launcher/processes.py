"""Whether processes are gone, for tests that start some."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

WAIT_S = 10.0


def is_running(pid: int) -> bool:
    """Whether a process of this id runs; one that ended and was not yet collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_gone(pids: list[int]) -> bool:
    """Whether all of them end within some seconds."""
    deadline = time.monotonic() + WAIT_S
    while any(is_running(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def processes_of(folder: Path) -> list[int]:
    """The ids of running processes that write their output below this folder, as every server of a run does."""
    found = []
    for output in Path("/proc").glob("[0-9]*/fd/1"):
        with contextlib.suppress(OSError):  # It ended meanwhile, or is another user's.
            if output.readlink().is_relative_to(folder):
                found.append(int(output.parts[2]))
    return found
