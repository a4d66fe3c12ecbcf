"""The tenant's Secure Score and its course."""

from __future__ import annotations

from datetime import date, timedelta

from connector.application.container import Container
from connector.domain.action import SecureScore


def score_history(days: int, c: Container) -> tuple[SecureScore, ...]:
    """The daily scores of the last so many days, today included, oldest first; a day without a score is left out."""
    first = c.clock.now().date() - timedelta(days=days - 1)
    return tuple(score for score in c.scores.history() if date.fromisoformat(score.date[:10]) >= first)
