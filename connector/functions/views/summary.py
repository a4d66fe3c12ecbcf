"""The two cards."""

from __future__ import annotations

from datetime import date, datetime

from connector.application.summary import Summary
from connector.domain.connection import ConnectionStatus
from connector.domain.draft import Kind
from connector.functions.views.base import View
from connector.functions.views.connection import TroubleView


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
        synced_at: datetime | None

    class Attention(View):
        """
        What a person should look at: tickets that failed, tickets that wait for their record, trouble with ServiceNow
        (null: none), and the days of consent left once they are few (null: there is time).
        """

        failed: int
        waiting: int
        connection: TroubleView | None
        consent_days_left: int | None

    cards: list[Card]
    synced_at: datetime | None
    connection_status: ConnectionStatus
    warning_days: int | None
    attention: Attention

    @classmethod
    def of(cls, summary: Summary, language: str) -> SummaryView:
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
                    synced_at=summary.synced_at,
                )
                for card in summary.cards
            ],
            synced_at=summary.synced_at,
            connection_status=summary.connection_status,
            warning_days=summary.warning_days,
            attention=cls.Attention(
                failed=summary.failed,
                waiting=summary.waiting,
                connection=TroubleView.of(summary.trouble, language) if summary.trouble else None,
                consent_days_left=summary.days_left if summary.warning_days is not None else None,
            ),
        )
