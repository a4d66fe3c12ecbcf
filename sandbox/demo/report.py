"""The figures of one run, in the form that `REPORT` is written in."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Report:
    """Counted at the ServiceNow end, not by the app."""

    shared: int = 0
    """Shares that the app accepted."""
    created: int = 0
    """Of those, how many have a record in ServiceNow under the ticket's id."""
    duplicates: int = 0
    """Records beyond one per ticket."""
    failed: int = 0
    """Shares that were refused, or whose delivery ended as failed."""
    synced: int = 0
    """Tickets worked on in ServiceNow whose new state the app shows."""
    elapsed_s: float = 0.0
    requests: Counter[str] = field(default_factory=Counter)
    """Requests that ServiceNow received, by kind: create, sync, read, oauth."""
    problems: list[str] = field(default_factory=list)
    """Why the run is not a success; empty when it is."""

    def as_json(self) -> dict[str, Any]:
        """The file's content."""
        return {
            "shared": self.shared,
            "created": self.created,
            "duplicates": self.duplicates,
            "failed": self.failed,
            "synced": self.synced,
            "elapsedS": round(self.elapsed_s, 1),
            "serviceNowRequests": {"create": self.requests["create"], "sync": self.requests["sync"]},
        }

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(self.as_json(), indent=2) + "\n", encoding="utf-8")
