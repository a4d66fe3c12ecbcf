"""Turns: before a piece of work is sent to ServiceNow it asks whether its connection may send now.

While nothing is throttled this costs one small storage read per process and some seconds, whatever the number of
tickets. The rules are in `connector.domain.throttle`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.application.container import Container
from connector.domain.ids import new_id
from connector.domain.throttle import Throttle
from connector.errors import ConflictError, ConnectorError, RemoteUnavailableError, ThrottledError
from connector.ports.servicenow import SERVICE

log = logging.getLogger(__name__)

_CALM_KEPT = timedelta(seconds=5)
_ACTIVE_KEPT = timedelta(seconds=1)
_LONGEST_LINE = timedelta(seconds=15)
_TRIES = 10


@dataclass(slots=True)
class Turn:
    """One piece of work under way; what it met decides how the connection goes on."""

    trouble: RemoteUnavailableError | None = None
    went_well: bool = False

    def note(self, *outcomes: object) -> None:
        """What ServiceNow answered; a refusal is an answer like any other."""
        for outcome in outcomes:
            if not isinstance(outcome, RemoteUnavailableError):
                self.went_well = True
            elif outcome.service_wide:
                self.trouble = outcome


@contextmanager
def turn(connection_id: str, c: Container) -> Iterator[Turn]:
    """
    Work at ServiceNow inside the block.

    Raises:
        ThrottledError: nothing may be sent now.
        RemoteError: the storage does not say.
    """
    turn_id = _enter(connection_id, c)
    taken = Turn()
    try:
        yield taken
    except RemoteUnavailableError as error:
        taken.note(error)
        raise
    finally:
        _leave(connection_id, turn_id, taken, c)


def refusal(connection_id: str, c: Container) -> ThrottledError | None:
    """Why work at this connection would be refused, as far as this process knows; costs nothing."""
    kept = c.known_throttles.get(connection_id)
    return _refusal(kept[0], c) if kept and _is_fresh(*kept, c.clock.now()) else None


def pause_of(connection_id: str, c: Container) -> timedelta | None:
    """How long the connection's jobs should wait, as far as this process knows; None: it is not paused."""
    now, kept = c.clock.now(), c.known_throttles.get(connection_id)
    return timedelta(seconds=_wait_s(kept[0], c)) if kept and kept[0].is_paused(now) else None


def throttled_until(connection_id: str, c: Container) -> datetime | None:
    """Until when nothing is sent to this connection; None: it is not paused."""
    throttle = c.throttles.get(connection_id)
    return throttle.paused_until if throttle.is_paused(c.clock.now()) else None


def _enter(connection_id: str, c: Container) -> str:
    """Take a turn. Returns its id, "" when nothing is throttled."""
    for _ in range(_TRIES):
        throttle, now = _known(connection_id, c), c.clock.now()
        if throttle.started_at is None:
            return ""
        if throttle.is_active(now):
            if (refused := _refusal(throttle, c)) is not None:
                raise refused
            turn_id = new_id(now)
            after = throttle.entered(turn_id, now)
        else:
            turn_id, after = "", throttle.ended()
        try:
            _keep(c.throttles.save(after), c)
        except ConflictError:
            c.known_throttles.pop(connection_id, None)
            continue
        if not turn_id:
            lasted_s = round((now - throttle.started_at).total_seconds())
            log.info("throttle_ended", extra={"connection_id": connection_id, "lasted_s": lasted_s})
        return turn_id
    raise ThrottledError(SERVICE, "many workers ask for a turn", retry_after_s=1.0)


def _refusal(throttle: Throttle, c: Container) -> ThrottledError | None:
    now = c.clock.now()
    if not throttle.is_active(now) or not (throttle.is_paused(now) or throttle.is_full(now)):
        return None
    return ThrottledError(SERVICE, throttle.reason, retry_after_s=_wait_s(throttle, c))


def _wait_s(throttle: Throttle, c: Container) -> float:
    """When to ask again: this process's jobs come back one after another, within a quarter of a minute."""
    now = c.clock.now()
    earliest = now + timedelta(seconds=throttle.wait_s(now, jitter=c.jitter()))
    last = c.told_to_come_back.get(throttle.connection_id, now)
    at = max(earliest, last + timedelta(seconds=throttle.spacing_s))
    if at > earliest + _LONGEST_LINE:
        return (earliest - now + _LONGEST_LINE * c.jitter()).total_seconds()
    c.told_to_come_back[throttle.connection_id] = at
    return (at - now).total_seconds()


def _leave(connection_id: str, turn_id: str, taken: Turn, c: Container) -> None:
    now, trouble = c.clock.now(), taken.trouble
    if trouble is not None:
        reason, retry_after_s = trouble.detail, trouble.retry_after_s
        before, after = _change(
            connection_id, lambda t: t.struck(turn_id, now, reason=reason, retry_after_s=retry_after_s), c
        )
        if not before.is_active(now) and after.is_active(now):
            pause = round((after.paused_until - now).total_seconds()) if after.paused_until else 0
            facts = {"connection_id": connection_id, "reason": reason, "pause_s": pause}
            log.warning("throttle_started", extra=facts)
    elif turn_id:
        _change(connection_id, lambda t: t.succeeded(turn_id, now) if taken.went_well else t.left(turn_id), c)


def _change(connection_id: str, change: Callable[[Throttle], Throttle], c: Container) -> tuple[Throttle, Throttle]:
    """
    The throttle before and after. What was done at ServiceNow stands whatever the storage says: a change that cannot
    be stored counts in this process, and a turn that is not given back lapses.
    """
    before = after = Throttle(connection_id)
    try:
        for attempt in range(_TRIES):
            before = _known(connection_id, c) if attempt == 0 else c.throttles.get(connection_id)
            after = change(before)
            if after == before:
                _keep(after, c)
                return before, after
            try:
                _keep(c.throttles.save(after), c)
            except ConflictError:
                continue
            return before, after
        log.info("throttle_not_saved", extra={"connection_id": connection_id, "error": ConflictError.code})
    except ConnectorError as error:
        log.info("throttle_not_saved", extra={"connection_id": connection_id, "error": error.code})
    _keep(after, c)
    return before, after


def _known(connection_id: str, c: Container) -> Throttle:
    """As remembered while that is fresh; a pause never gets shorter, so that it is believed to its end."""
    kept = c.known_throttles.get(connection_id)
    if kept is not None and _is_fresh(*kept, c.clock.now()):
        return kept[0]
    return _keep(c.throttles.get(connection_id), c)


def _is_fresh(throttle: Throttle, read_at: datetime, now: datetime) -> bool:
    return throttle.is_paused(now) or now - read_at < (_ACTIVE_KEPT if throttle.is_active(now) else _CALM_KEPT)


def _keep(throttle: Throttle, c: Container) -> Throttle:
    c.known_throttles[throttle.connection_id] = (throttle, c.clock.now())
    return throttle
