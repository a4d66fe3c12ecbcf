"""What clients send: JSON in camelCase, strictly checked, unknown fields refused."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from connector.domain.action import Category
from connector.domain.draft import (
    DESCRIPTION_MAX,
    DUE_DAYS_MAX,
    NAME_MAX,
    Defaults,
    Kind,
    Priority,
    Source,
    TicketDraft,
)

BULK_MAX = 500

_PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def _text(limit: int) -> Any:
    return StringConstraints(min_length=1, max_length=limit, strip_whitespace=True, pattern=_PRINTABLE)


class Body(BaseModel):
    """Base of all request bodies."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True, frozen=True, defer_build=True)


class DraftBody(Body):
    """A task to share; what GET /api/actions/{id}/draft answers is one."""

    action_id: Annotated[str, _text(200)]
    kind: Kind
    name: Annotated[str, _text(NAME_MAX)]
    description: Annotated[str, _text(DESCRIPTION_MAX)]
    priority: Priority
    due_date: date = Field(strict=False)
    source: Source = Source.MICROSOFT
    category: Category | None = Field(default=None, description="Shown only: the action's own category counts.")
    allow_another: bool = Field(default=False, description="Share also when the action has an open ticket.")

    def draft(self) -> TicketDraft:
        """The draft; whether its due date is over is for the share to say."""
        return TicketDraft(
            action_id=self.action_id,
            kind=self.kind,
            name=self.name,
            description=self.description,
            priority=self.priority,
            due_date=self.due_date,
            source=self.source,
            category=self.category or Category.OTHER,
            allow_another=self.allow_another,
        )


class DraftsBody(Body):
    """Up to 500 improvement actions; without a kind the tasks have the default one."""

    action_ids: Annotated[list[Annotated[str, _text(200)]], Field(min_length=1, max_length=BULK_MAX)]
    kind: Kind | None = None


class DefaultPriority(StrEnum):
    """A priority for every draft, or the rule that weighs gain against effort."""

    BY_SCORE = "byScore"
    CRITICAL = Priority.CRITICAL.value
    HIGH = Priority.HIGH.value
    MODERATE = Priority.MODERATE.value
    LOW = Priority.LOW.value

    @classmethod
    def of(cls, priority: Priority | None) -> DefaultPriority:
        """The word for what the domain keeps; None is the rule."""
        return cls(priority.value) if priority else cls.BY_SCORE

    @property
    def priority(self) -> Priority | None:
        """The priority; None by the rule."""
        return None if self is DefaultPriority.BY_SCORE else Priority(self.value)


class DefaultsBody(Body):
    """What drafts begin with. The whole set: what is left out goes by the rule again."""

    kind: Kind = Kind.INCIDENT
    priority: DefaultPriority = DefaultPriority.BY_SCORE
    due_days: Annotated[int, Field(ge=1, le=DUE_DAYS_MAX)] | None = Field(
        default=None, description="null: by priority and implementation cost."
    )

    def defaults(self) -> Defaults:
        """As the domain has them."""
        return Defaults(self.kind, self.priority.priority, self.due_days)


class BulkBody(Body):
    """Up to 500 drafts, each judged by itself."""

    drafts: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=BULK_MAX, description="Each a DraftBody.")]


class ConnectionBody(Body):
    """The OAuth client registered in the instance."""

    instance: Annotated[str, _text(300)]
    client_id: Annotated[str, _text(200)]
    client_secret: Annotated[str, _text(1000)] = Field(repr=False)
    detach_open_tickets: bool = Field(default=False, description="Let go of open tickets in another instance.")


class RetryBody(Body):
    """Up to 500 failed tickets."""

    ids: Annotated[list[Annotated[str, _text(100)]], Field(min_length=1, max_length=BULK_MAX)]


class LookupBody(Body):
    """Up to 500 tickets."""

    ids: Annotated[list[Annotated[str, _text(100)]], Field(min_length=1, max_length=BULK_MAX)]


class StateNamesBody(Body):
    """Names by kind and state. The whole set: what is left out has no name of its own any more."""

    incident: dict[str, str] = {}
    change_request: dict[str, str] = Field(default={}, alias="change_request")

    def names(self) -> dict[Kind, dict[str, str]]:
        """The names by kind."""
        return {Kind.INCIDENT: self.incident, Kind.CHANGE_REQUEST: self.change_request}


class PushBody(Body):
    """Which record changed. More fields are welcome and not read; `correlationId` helps where sys_ids differ."""

    model_config = ConfigDict(extra="ignore")

    table: Annotated[str, _text(80)]
    sys_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    correlation_id: str | None = None
