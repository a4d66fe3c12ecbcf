"""What is kept of timers between runs: ticks as JSON, and the lock that makes a timer run in one host only."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO


@dataclass(frozen=True, slots=True)
class TimerStatus:
    """Ticks of a timer, aware UTC. `last` is None until the first."""

    last: datetime | None
    next: datetime
    last_updated: datetime

    def to_json(self) -> dict[str, str]:
        """In the form of the platform's status blob."""
        never = datetime(1, 1, 1, tzinfo=UTC)
        return {
            "Last": (self.last or never).isoformat(),
            "Next": self.next.isoformat(),
            "LastUpdated": self.last_updated.isoformat(),
        }

    @classmethod
    def from_json(cls, value: dict[str, str]) -> TimerStatus:
        """The opposite of `to_json`. Raises KeyError or ValueError."""
        last = datetime.fromisoformat(value["Last"])
        return cls(
            None if last.year == 1 else last,
            datetime.fromisoformat(value["Next"]),
            datetime.fromisoformat(value["LastUpdated"]),
        )


class TimerStore:
    """Files of one timer: `timers/<name>/status.json` and `timers/<name>/lock` in the state folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder / "timers" / name
        self._lock: IO[bytes] | None = None

    def read(self) -> TimerStatus | None:
        """The kept status; None when there is none, or none that can be read."""
        try:
            return TimerStatus.from_json(json.loads((self._folder / "status.json").read_text()))
        except (FileNotFoundError, KeyError, ValueError):
            return None

    def write(self, status: TimerStatus) -> None:
        """Keep a status, whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f"status.{os.getpid()}"
        draft.write_text(json.dumps(status.to_json()))
        draft.replace(self._folder / "status.json")

    def try_lock(self) -> bool:
        """Whether this process now is the one that runs the timer; the lock ends with `unlock` or the process."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = (self._folder / "lock").open("wb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._lock = file
        return True

    def unlock(self) -> None:
        """Let another process run the timer."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
