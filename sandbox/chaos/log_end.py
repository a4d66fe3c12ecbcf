"""What the hosts' logs tell: functions that raised, and defects that were answered with 500."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def read_events(folder: Path) -> tuple[Counter[str], list[str]]:
    """The app's own log events by name, and in words each invocation or request that ended in an exception."""
    events: Counter[str] = Counter()
    raised: list[str] = []
    for line in _lines(folder):
        message = str(line.get("message", ""))
        if line.get("outcome") == "failed":
            raised.append(f"{line.get('function')} raised: {str(line.get('error'))[:300]}")
        elif message == "defect":
            raised.append(f"{line.get('function')} answered 500: {str(line.get('exception'))[-300:]}")
        if str(line.get("logger", "")).startswith("connector."):
            events[message] += 1
    return events, raised


def _lines(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("host*.log")):
        for text in path.read_text("utf-8", errors="replace").splitlines():
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict):
                yield line
