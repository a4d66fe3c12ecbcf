"""The machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Clock over the operating system."""

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC)
