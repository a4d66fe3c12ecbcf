"""Timers: they only enqueue, measure or put back, so that they end at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import azure.functions as func

from connector.application.measure import measure
from connector.application.retain import retain
from connector.application.sweep import sweep
from connector.application.sync import enqueue_syncs
from connector.bootstrap import container, spans
from connector.functions.defects import defects_named
from connector.functions.traces import traceparent_of

bp = func.Blueprint()


@bp.timer_trigger(arg_name="timer", schedule="%SYNC_SCHEDULE%", use_monitor=True)
def sync_timer(timer: func.TimerRequest, context: func.Context) -> None:
    """One sync job for each connection."""
    with _traced(context):
        enqueue_syncs(container())


@bp.timer_trigger(arg_name="timer", schedule="%SWEEP_SCHEDULE%", use_monitor=True)
def sweep_timer(timer: func.TimerRequest, context: func.Context) -> None:
    """How far behind things are is measured; forgotten tickets get a new job; what was kept long enough goes."""
    with _traced(context):
        measure(container())
        sweep(container())
        retain(container())


@contextmanager
def _traced(context: func.Context) -> Iterator[None]:
    """A span for the timer's work; defects leave it by their name only."""
    with spans().task(context.function_name, traceparent_of(context)), defects_named(context.function_name):
        yield
