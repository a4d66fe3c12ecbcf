"""Summary: the two cards, counted from figure rows, whatever the number of tickets."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from connector.application.container import Container
from connector.domain.draft import Kind
from connector.domain.states import DEFAULT_LABELS
from connector.errors import NotConnectedError
from connector.ports import Caller, Figures

SERIES = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class StateCount:
    """Tickets in one state of ServiceNow."""

    state: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """One kind's card. `opened` and `closed` by day, oldest first, days without any left out."""

    kind: Kind
    total: int
    queued: int
    failed: int
    deleted: int
    states: tuple[StateCount, ...]
    days: tuple[tuple[date, int, int], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Both cards. `synced_at` None: never yet."""

    cards: tuple[Card, ...]
    synced_at: datetime | None


def summarize(caller: Caller, c: Container) -> Summary:
    """The cards of the caller's tenant."""
    figures = c.tickets.figures(caller.tenant_id, since=(c.clock.now() - SERIES).date())
    labels: dict[Kind, dict[str, str]] = {}
    synced_at = None
    with suppress(NotConnectedError):  # Without a connection the labels are ServiceNow's own.
        state = c.connections.sync_state(c.connections.current(caller.tenant_id))
        labels, synced_at = state.labels, state.synced_at
    return Summary(tuple(_card(kind, figures, labels.get(kind, {})) for kind in Kind), synced_at)


def _card(kind: Kind, figures: Figures, seen_labels: dict[str, str]) -> Card:
    labels = {**DEFAULT_LABELS[kind], **seen_labels}
    own = {
        figure.removeprefix(f"{kind}/"): count
        for figure, count in figures.totals.items()
        if figure.startswith(f"{kind}/") and count
    }
    states = [
        StateCount(state, labels.get(state, state), count)
        for state, count in ((figure.removeprefix("state/"), n) for figure, n in own.items() if figure[:6] == "state/")
    ]
    return Card(
        kind=kind,
        total=sum(own.values()),
        queued=own.get("queued", 0),
        failed=own.get("failed", 0),
        deleted=own.get("deleted", 0),
        states=tuple(sorted(states, key=lambda item: _state_order(kind, item.state))),
        days=tuple(
            (day, opened, closed)
            for day, moves in sorted(figures.days.items())
            if (opened := moves.get(f"{kind}/opened", 0)) | (closed := moves.get(f"{kind}/closed", 0))
        ),
    )


def _state_order(kind: Kind, state: str) -> tuple[int, str]:
    known = list(DEFAULT_LABELS[kind])
    return (known.index(state) if state in known else len(known), state)
