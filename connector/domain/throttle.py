"""Throttle: how much of one connection's work may be under way, after ServiceNow was in trouble or asked for less.

While all is well there is no throttle. Trouble pauses the connection; then one probe goes, and good ends let more go
side by side: 1, 2, 4. Trouble on the way back begins anew, with a pause of twice the length.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from connector.domain.backoff import LONGEST_ASKED_S

FULL = 4
"""ServiceNow runs four transactions of the API at a time on a node; more would wait there and be refused in the end."""
TURN_LIFE = timedelta(seconds=10)
"""A turn not given back by then is free again: its worker was killed, or its request hangs."""
LONGEST_TURN_LIFE = timedelta(seconds=75)
"""A request that hangs has timed out by then; only a worker that was killed still has its turn."""
LONGEST_PAUSE = timedelta(seconds=30)
"""Between two probes, unless ServiceNow asked for more: a recovery is noticed so soon."""
CALM_AFTER = timedelta(minutes=3)
"""Without trouble, at full width: then all that waited has come back, and the throttle ends."""
_MOMENT_S = 1.0
_LONGEST_SPREAD_S = 120.0
_SPACING_S = 0.4
"""Between two jobs that one process tells to come back, at a width of one; a request takes about that long."""
_MOST_DOUBLINGS = 6


@dataclass(frozen=True, slots=True)
class Throttle:
    """
    One connection's throttle as all workers of all instances share it; `started_at` None: there is none.

    `turns` are pieces of work under way, by id, with the time each was taken.
    """

    connection_id: str
    started_at: datetime | None = None
    paused_until: datetime | None = None
    changed_at: datetime | None = None  # the last trouble, or the last step up
    width: int = FULL  # how many may be under way
    successes: int = 0  # good ends at this width
    strikes: int = 0  # pauses without a good end in between
    lapses: int = 0  # turns that were not given back in time, without a good end in between
    down_since: datetime | None = None  # the first of them
    reason: str = ""  # of the last trouble, in ServiceNow's words
    turns: dict[str, datetime] = field(default_factory=dict)
    version: str = field(default="", compare=False)  # the store's ETag

    def is_active(self, now: datetime) -> bool:
        """Whether workers must ask for turns; a throttle at full width ends by itself."""
        if self.started_at is None or self.changed_at is None:
            return False
        return self.width < FULL or now - self.changed_at < CALM_AFTER or self.is_paused(now)

    def is_paused(self, now: datetime) -> bool:
        """Whether nothing is sent at all."""
        return self.paused_until is not None and now < self.paused_until

    def is_full(self, now: datetime) -> bool:
        """Whether as many as may are under way."""
        return len(self._living(now)) >= self.width

    def wait_s(self, now: datetime, *, jitter: float) -> float:
        """
        When to ask again: after the pause, else in a moment; spread by `jitter` (0 to 1).

        The spread grows with the age of the outage, so that a long one costs little and its end is no stampede.
        """
        if self.paused_until is None or not self.is_paused(now):
            return _MOMENT_S
        down_s = (now - self.down_since).total_seconds() if self.down_since else 0.0
        return (self.paused_until - now).total_seconds() + jitter * min(down_s / 4, _LONGEST_SPREAD_S)

    @property
    def spacing_s(self) -> float:
        """How far apart one process tells jobs to come back: not all at once, only to find no room again."""
        return _SPACING_S / self.width

    def stored(self, version: str) -> Throttle:
        """The throttle as it stands in the store now."""
        return replace(self, version=version)

    def ended(self) -> Throttle:
        """None any more."""
        return Throttle(self.connection_id, version=self.version)

    def entered(self, turn_id: str, now: datetime) -> Throttle:
        """
        With one more turn taken; those that lapsed are dropped.

        A lapse may be a killed worker or an instance that accepts and never answers. The first costs ten seconds; each
        further one without a good end in between doubles the life of turns, so that few requests hang side by side.
        """
        living = self._living(now)
        return replace(self, turns={**living, turn_id: now}, lapses=self.lapses + (len(living) < len(self.turns)))

    def left(self, turn_id: str) -> Throttle:
        """With a turn given back by work that sent nothing or met another kind of error."""
        return replace(self, turns={id_: taken_at for id_, taken_at in self.turns.items() if id_ != turn_id})

    def succeeded(self, turn_id: str, now: datetime) -> Throttle:
        """After work that ended well: one step wider after as many good ends as were allowed side by side."""
        after = replace(self.left(turn_id), strikes=0, lapses=0, down_since=None, successes=self.successes + 1)
        if after.is_paused(now) or after.width >= FULL or after.successes < after.width:
            return after
        return replace(after, width=min(after.width * 2, FULL), successes=0, changed_at=now)

    def struck(self, turn_id: str, now: datetime, *, reason: str, retry_after_s: float | None) -> Throttle:
        """
        After trouble: a pause, and one probe when it is over.

        What several requests meet at the same time is one trouble: in a running pause only a longer wait that
        ServiceNow asks for counts.
        """
        after = self.left(turn_id) if self.is_active(now) else self.ended()
        running = after.is_paused(now)
        strikes = after.strikes if running else after.strikes + 1
        until = now + _pause(strikes, retry_after_s)
        if running and after.paused_until is not None and (retry_after_s is None or until <= after.paused_until):
            return after
        return replace(
            after,
            started_at=after.started_at or now,
            paused_until=until,
            changed_at=now,
            width=1,
            successes=0,
            strikes=strikes,
            down_since=after.down_since or now,
            reason=reason,
        )

    def _living(self, now: datetime) -> dict[str, datetime]:
        life = min(TURN_LIFE * 2 ** min(self.lapses, _MOST_DOUBLINGS), LONGEST_TURN_LIFE)
        return {id_: taken_at for id_, taken_at in self.turns.items() if now - taken_at < life}


def _pause(strikes: int, retry_after_s: float | None) -> timedelta:
    if retry_after_s is not None:
        return timedelta(seconds=min(max(retry_after_s, 1.0), LONGEST_ASKED_S))
    return min(timedelta(seconds=2 ** (min(strikes, _MOST_DOUBLINGS) - 1)), LONGEST_PAUSE)
