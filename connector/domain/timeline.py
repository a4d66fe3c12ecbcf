"""A ticket's timeline: its moves, oldest first. It stays short, because it is kept with the ticket.

The first move is always kept, and of the others the latest. An attempt that fails for the same reason as the
one before is counted with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

LATEST_MAX = 50
"""Moves kept beside the first."""
REASON_MAX = 300
"""Characters."""


class What(StrEnum):
    """Which move it was."""

    SHARED = "shared"
    QUEUED = "queued"
    ATTEMPT_FAILED = "attempt_failed"
    CREATED = "created"
    STATE_CHANGED = "state_changed"
    CLOSED = "closed"
    REOPENED = "reopened"
    DELETED = "deleted"
    FAILED = "failed"
    RETRIED = "retried"
    DETACHED = "detached"


@dataclass(frozen=True, slots=True)
class Move:
    """
    One move. `by` is a person's name, `state` ServiceNow's value with the label on the record, `code` and `reason` say
    why it failed, `count` how many attempts in a row did; `at` is the time of the last of them.
    """

    at: datetime
    what: What
    by: str = ""
    state: str = ""
    state_label: str = ""
    code: str = ""
    reason: str = ""
    count: int = 1


Timeline = tuple[Move, ...]


def extended(timeline: Timeline, *moves: Move) -> Timeline:
    """The timeline with these moves at its end, no longer than it may be."""
    for move in moves:
        last = timeline[-1] if timeline else None
        at = max(move.at, last.at) if last else move.at  # Two clocks are at work: the order is what happened.
        short = replace(move, at=at, reason=_shortened(move.reason))
        if last and short.what is What.ATTEMPT_FAILED and replace(last, at=short.at, count=1) == short:
            timeline = (*timeline[:-1], replace(short, count=last.count + 1))
        else:
            timeline = (*timeline, short)
    return timeline if len(timeline) <= 1 + LATEST_MAX else (timeline[0], *timeline[-LATEST_MAX:])


def _shortened(reason: str) -> str:
    return reason if len(reason) <= REASON_MAX else f"{reason[: REASON_MAX - 1]}…"
