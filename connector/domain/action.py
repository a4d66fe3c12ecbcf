"""Improvement actions: Secure Score control profiles as this connector shows them.

Source: Microsoft Graph, resources `secureScoreControlProfile` and `controlScore`. Microsoft serves the same word in
several spellings; the classes here fold them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """The recommendation category; OTHER for one that Microsoft adds later."""

    IDENTITY = "Identity"
    DATA = "Data"
    DEVICE = "Device"
    APPS = "Apps"
    INFRASTRUCTURE = "Infrastructure"
    OTHER = "Other"

    @classmethod
    def of(cls, text: str | None) -> Category:
        """The category of Graph's word, whatever its case or number ("devices")."""
        word = (text or "").strip().casefold()
        return next((item for item in cls if item.value.casefold() in (word, word.removesuffix("s"))), cls.OTHER)


class Level(StrEnum):
    """User impact or implementation cost."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, text: str | None) -> Level:
        """The level of Graph's word: any case, "medium" for moderate, anything else unknown."""
        word = (text or "").strip().casefold()
        if word == "medium":
            return cls.MODERATE
        return next((item for item in cls if item.value == word), cls.UNKNOWN)


def threat_name(text: str) -> str:
    """A threat in plain words: Graph sends "Account breach", "Account Breach" and "accountBreach" alike."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).split()
    return " ".join(words).capitalize()


class ActionStatus(StrEnum):
    """Where an improvement action stands: Microsoft's score first, then the tenant's own word."""

    TO_ADDRESS = "to_address"
    COMPLETED = "completed"
    IGNORED = "ignored"
    THIRD_PARTY = "third_party"
    REVIEWED = "reviewed"

    @classmethod
    def of(cls, tenant_state: str | None) -> ActionStatus:
        """The status of Graph's control state ("Default", "ignored", "thirdParty", ...)."""
        words = {"ignored": cls.IGNORED, "thirdparty": cls.THIRD_PARTY, "reviewed": cls.REVIEWED}
        return words.get((tenant_state or "").strip().casefold(), cls.TO_ADDRESS)


@dataclass(frozen=True, slots=True)
class ImprovementAction:
    """One thing a tenant can do to raise its Secure Score. Points are Secure Score points, 0 to `max_score`."""

    action_id: str  # Graph's control id, e.g. "AdminMFAV2"
    title: str
    category: Category
    service: str
    tier: str
    rank: int  # Microsoft's order, 1 first
    max_score: float
    score: float | None  # None: not in the latest daily score
    user_impact: Level
    implementation_cost: Level
    threats: tuple[str, ...]
    remediation_html: str
    impact_html: str
    action_url: str | None  # http or https only
    tenant_status: ActionStatus
    implementation_status: str
    deprecated: bool = False

    @property
    def points_to_gain(self) -> float:
        """Points still missing."""
        return max(0.0, round(self.max_score - (self.score or 0.0), 2))

    @property
    def status(self) -> ActionStatus:
        """COMPLETED when no point is missing, else the tenant's own word."""
        return ActionStatus.COMPLETED if self.points_to_gain == 0 else self.tenant_status


@dataclass(frozen=True, slots=True)
class SecureScore:
    """The tenant's score of one day. `date` is RFC 3339 of midnight UTC."""

    current: float
    maximum: float
    date: str


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """All improvement actions, in Microsoft's order, with the latest daily score."""

    actions: tuple[ImprovementAction, ...]
    score: SecureScore | None

    def find(self, action_id: str) -> ImprovementAction | None:
        """The action with this id; Graph's own lists differ in case, so case is ignored."""
        wanted = action_id.casefold()
        return next((action for action in self.actions if action.action_id.casefold() == wanted), None)
