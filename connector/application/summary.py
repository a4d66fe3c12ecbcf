"""Summary: the two cards, counted from figure rows, whatever the number of tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from connector.application.container import Container
from connector.domain.connection import ConnectionStatus, Trouble
from connector.domain.draft import Kind
from connector.domain.states import StateNames
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
    """Both cards, and how the connection stands. `synced_at` None: never yet; `warning_days`: the consent ends soon."""

    cards: tuple[Card, ...]
    synced_at: datetime | None
    connection_status: ConnectionStatus = ConnectionStatus.NOT_CONNECTED
    warning_days: int | None = None
    days_left: int | None = None
    trouble: Trouble | None = None

    @property
    def failed(self) -> int:
        """Tickets that a person has to look at."""
        return sum(card.failed for card in self.cards)

    @property
    def waiting(self) -> int:
        """Tickets that wait for their record."""
        return sum(card.queued for card in self.cards)


def summarize(caller: Caller, c: Container, *, language: str = "en") -> Summary:
    """The cards of the caller's tenant, states named in this language where nobody chose a name."""
    now = c.clock.now()
    figures = c.tickets.figures(caller.tenant_id, since=(now - SERIES).date())
    kept = c.state_names.get(caller.tenant_id)
    try:
        connection = c.connections.current(caller.tenant_id)
    except NotConnectedError:
        return Summary(_cards(figures, StateNames(kept.chosen, kept.choices), language), None)
    state = c.connections.sync_state(connection)
    names = StateNames(kept.chosen, kept.choices, state.labels)
    return Summary(
        cards=_cards(figures, names, language),
        synced_at=state.synced_at,
        connection_status=connection.status,
        warning_days=connection.warning_days(now),
        days_left=connection.days_left(now),
        trouble=connection.trouble,
    )


def _cards(figures: Figures, names: StateNames, language: str) -> tuple[Card, ...]:
    return tuple(_card(kind, figures, names, language) for kind in Kind)


def _card(kind: Kind, figures: Figures, names: StateNames, language: str) -> Card:
    own = {
        figure.removeprefix(f"{kind}/"): count
        for figure, count in figures.totals.items()
        if figure.startswith(f"{kind}/") and count
    }
    states = [
        StateCount(state, names.name(kind, state, language), count)
        for state, count in ((figure.removeprefix("state/"), n) for figure, n in own.items() if figure[:6] == "state/")
    ]
    order = {state: place for place, state in enumerate(names.states(kind, language))}
    return Card(
        kind=kind,
        total=sum(own.values()),
        queued=own.get("queued", 0),
        failed=own.get("failed", 0),
        deleted=own.get("deleted", 0),
        states=tuple(sorted(states, key=lambda item: (order.get(item.state, len(order)), item.state))),
        days=tuple(
            (day, opened, closed)
            for day, moves in sorted(figures.days.items())
            if (opened := moves.get(f"{kind}/opened", 0)) | (closed := moves.get(f"{kind}/closed", 0))
        ),
    )
