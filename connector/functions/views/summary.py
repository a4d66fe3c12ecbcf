"""The two cards."""

from __future__ import annotations

from datetime import date, datetime

from connector.application.summary import Summary
from connector.domain.connection import ConnectionStatus
from connector.domain.draft import Kind
from connector.functions.views.base import View


class SummaryView(View):
    """The two cards, and how the connection stands."""

    class StateCount(View):
        """Tickets in one state."""

        state: str
        label: str
        count: int

    class Day(View):
        """Moves of one day."""

        date: date
        opened: int
        closed: int

    class Card(View):
        """One kind's card; days without moves are left out."""

        kind: Kind
        total: int
        queued: int
        failed: int
        deleted: int
        states: list[SummaryView.StateCount]
        days: list[SummaryView.Day]

    cards: list[Card]
    synced_at: datetime | None
    connection_status: ConnectionStatus
    warning_days: int | None

    @classmethod
    def of(cls, summary: Summary) -> SummaryView:
        """The cards as JSON."""
        return cls(
            cards=[
                cls.Card(
                    kind=card.kind,
                    total=card.total,
                    queued=card.queued,
                    failed=card.failed,
                    deleted=card.deleted,
                    states=[cls.StateCount(state=s.state, label=s.label, count=s.count) for s in card.states],
                    days=[cls.Day(date=day, opened=opened, closed=closed) for day, opened, closed in card.days],
                )
                for card in summary.cards
            ],
            synced_at=summary.synced_at,
            connection_status=summary.connection_status,
            warning_days=summary.warning_days,
        )
