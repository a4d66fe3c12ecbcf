"""Shows in a terminal what arrives at the sandbox's Azure Monitor."""

from __future__ import annotations

import time

import requests
from rich.console import Console

from sandbox.launcher.traces import TraceBook

TIMEOUT_S = 5


class TelemetryPrinter:
    """Asks the ingestion endpoint for what is new and prints it."""

    def __init__(self, monitor: str, session: requests.Session, console: Console) -> None:
        self._url = f"{monitor}/_sandbox/items"
        self._session = session
        self._console = console
        self._book = TraceBook()
        self._seen = 0

    def look(self) -> None:
        """Print what has come since the last look; an endpoint that does not answer is left to the next look."""
        try:
            answer = self._session.get(self._url, params={"after": str(self._seen)}, timeout=TIMEOUT_S).json()
        except requests.RequestException:
            return
        self._seen = answer["next"]
        now = time.monotonic()
        for line in (*self._book.add(answer["items"], now), *self._book.settled(now)):
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)
