"""Passes: every open ticket of a kind is read once by its sys_id, a part at each sync."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass over the open tickets of a kind, newest first. `after` is the ticket it got to, "" at its start."""

    begun_at: datetime
    after: str = ""
    is_done: bool = False

    def at(self, ticket_id: str) -> Pass:
        """The pass when it got to this ticket."""
        return replace(self, after=ticket_id)

    def done(self) -> Pass:
        """The pass at its end."""
        return replace(self, after="", is_done=True)


def next_pass(last: Pass | None, now: datetime, *, every: timedelta) -> Pass | None:
    """The pass to go on with: the one under way, else a new one when the last began so long ago; None: it is early."""
    if last is None or (last.is_done and now - last.begun_at >= every):
        return Pass(now)
    return None if last.is_done else last
