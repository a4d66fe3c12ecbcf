"""Log lines: one JSON object per line on standard error, filtered by the levels of host.json."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LEVELS = {"Trace": 0, "Debug": 10, "Information": 20, "Warning": 30, "Error": 40, "Critical": 50, "None": 100}
DEFAULT_LEVEL = "Information"


class LogLevels:
    """`logging.logLevel` of host.json: the longest category that begins a log's category decides."""

    def __init__(self, levels: Mapping[str, str]) -> None:
        unknown = {level for level in levels.values() if level not in LEVELS}
        if unknown:
            raise ValueError(f"unknown log level {', '.join(sorted(unknown))}; known: {', '.join(LEVELS)}")
        self._levels = {category.lower(): LEVELS[level] for category, level in levels.items()}
        self._default = self._levels.pop("default", LEVELS[DEFAULT_LEVEL])
        self._known: dict[str, int] = {}

    def enabled(self, category: str, level: int) -> bool:
        """Whether a log of this category and Python level is written."""
        minimum = self._known.get(category)
        if minimum is None:
            minimum = self._known[category] = self._minimum(category.lower())
        return level >= minimum

    def _minimum(self, category: str) -> int:
        parts = category.split(".")
        for length in range(len(parts), 0, -1):
            level = self._levels.get(".".join(parts[:length]))
            if level is not None:
                return level
        return self._default


def level_name(level: int) -> str:
    """The .NET name of a Python log level."""
    return next(name for name, number in reversed(LEVELS.items()) if number <= max(level, 0) and name != "None")


def write_line(level: int, category: str, message: str, **fields: Any) -> None:
    """Write one log line; values JSON does not know are written as text."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": level_name(level),
        "category": category,
        "message": message,
        **{name: value for name, value in fields.items() if value is not None},
    }
    # One write per line, so that lines of several processes do not mix.
    sys.stderr.write(json.dumps(line, default=str, ensure_ascii=False) + "\n")
    sys.stderr.flush()


class HostLog:
    """What the host itself has to say."""

    def __init__(self, levels: LogLevels) -> None:
        self._levels = levels

    def write(self, level: int, category: str, message: str, **fields: Any) -> None:
        """Write a line if its category is on at this level."""
        if self._levels.enabled(category, level):
            write_line(level, category, message, **fields)

    def debug(self, category: str, message: str, **fields: Any) -> None:
        """Detail that is off by default."""
        self.write(logging.DEBUG, category, message, **fields)

    def info(self, category: str, message: str, **fields: Any) -> None:
        """What happens in the normal course."""
        self.write(logging.INFO, category, message, **fields)

    def warning(self, category: str, message: str, **fields: Any) -> None:
        """Trouble the host deals with."""
        self.write(logging.WARNING, category, message, **fields)

    def error(self, category: str, message: str, **fields: Any) -> None:
        """Trouble somebody should look at."""
        self.write(logging.ERROR, category, message, **fields)
