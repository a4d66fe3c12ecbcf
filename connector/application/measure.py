"""Measure: how far behind things are, told to the meter now and then."""

from __future__ import annotations

import logging
from collections.abc import Callable

from connector.application.container import Container
from connector.errors import ConnectorError

log = logging.getLogger(__name__)


def measure(c: Container) -> None:
    """
    Beat, and measure queues, syncs and consents. What cannot be read is left out: measuring stops nothing else.

    The number of requests does not grow with the tickets.
    """
    c.meter.alive()
    for what, look in (("queues", _queues), ("connections", _connections)):
        _try(what, look, c)


def _try(what: str, look: Callable[[Container], None], c: Container) -> None:
    try:
        look(c)
    except ConnectorError as error:
        log.warning("not_measured", extra={"what": what, "error": error.code})


def _queues(c: Container) -> None:
    for state in c.jobs.states():
        c.meter.queue_stands(state)


def _connections(c: Container) -> None:
    now = c.clock.now()
    connections = list(c.connections.all())
    if not connections:
        return  # A zero would look like a sync that is up to date.
    c.meter.sync_lags(max(now - (each.last_success_at or each.created_at) for each in connections))
    c.meter.consent_ends(days_left=min(each.days_left(now) or 0 for each in connections))
