"""Timers: they only enqueue or put back, so that they end at once."""

from __future__ import annotations

import azure.functions as func

from connector.application.retain import retain
from connector.application.sweep import sweep
from connector.application.sync import enqueue_syncs
from connector.bootstrap import container

bp = func.Blueprint()


@bp.timer_trigger(arg_name="timer", schedule="%SYNC_SCHEDULE%", use_monitor=True)
def sync_timer(timer: func.TimerRequest) -> None:
    """One sync job for each connection."""
    enqueue_syncs(container())


@bp.timer_trigger(arg_name="timer", schedule="%SWEEP_SCHEDULE%", use_monitor=True)
def sweep_timer(timer: func.TimerRequest) -> None:
    """Tickets that waited too long get a new job; what was kept long enough goes."""
    sweep(container())
    retain(container())
