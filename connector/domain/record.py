"""Records: the rows of ServiceNow as last read, and what their new values mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from connector.domain.timeline import Move, What


@dataclass(frozen=True, slots=True)
class Record:
    """The row in ServiceNow as last read. `state` is its own value ("2"), `state_label` the word beside it."""

    sys_id: str
    number: str
    state: str
    state_label: str
    active: bool
    updated_at: datetime  # sys_updated_on, aware, UTC, whole seconds
    mod_count: int
    link: str
    deleted: bool = False

    @property
    def revision(self) -> tuple[int, datetime]:
        """Which of its changes this is: ServiceNow's count of them, 0 when it is hidden, then its stamp."""
        return self.mod_count, self.updated_at

    def is_older_than(self, other: Record) -> bool:
        """Whether ServiceNow changed the record since."""
        return self.revision < other.revision


def moves_of(before: Record | None, after: Record, now: datetime) -> list[Move]:
    """
    What a record's new values mean. One move says it all; a record that is closed when it is first seen makes two.

    ServiceNow's own time counts for changes made there, unless its clock is ahead of ours.
    """
    changed_at = min(now, after.updated_at)
    if before is None:
        created = _state_move(What.CREATED, after, now)
        return [created] if after.active else [created, _state_move(What.CLOSED, after, now)]
    if after.deleted:
        return [] if before.deleted else [Move(now, What.DELETED)]
    if before.active != after.active:
        return [_state_move(What.REOPENED if after.active else What.CLOSED, after, changed_at)]
    return [_state_move(What.STATE_CHANGED, after, changed_at)] if after.state != before.state else []


def _state_move(what: What, record: Record, at: datetime) -> Move:
    return Move(at, what, state=record.state, state_label=record.state_label)
