"""Secure Score."""

from __future__ import annotations

from collections.abc import Sequence

from connector.domain.action import SecureScore
from connector.functions.views.base import View


class DailyScoreView(View):
    """Secure Score points of one day; `date` is its midnight in UTC."""

    current: float
    maximum: float
    date: str


class ScoreView(View):
    """
    The latest day's score, null before Microsoft counted one, and the days up to it, oldest first. Days without a
    score are left out.
    """

    current: float | None
    maximum: float | None
    date: str | None
    history: list[DailyScoreView]

    @classmethod
    def of(cls, days: Sequence[SecureScore]) -> ScoreView:
        """The scores as JSON."""
        latest = days[-1] if days else None
        return cls(
            current=latest.current if latest else None,
            maximum=latest.maximum if latest else None,
            date=latest.date if latest else None,
            history=[DailyScoreView.model_validate(day) for day in days],
        )
