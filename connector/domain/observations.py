"""What the installation checklist sees of an instance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from connector.domain.fixes import recognise

_TRANSIENT = (0, 200, 202, 408, 429)
_NOT_SHOWN = ("fix_read_rights", "fix_query_rights", "fix_table_missing", "fix_record_hidden", "fix_unknown")


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer, or one that says no: HTTP status (0: none) and words. `code` names the fix where it is known."""

    status: int
    message: str
    detail: str = ""
    code: str = ""

    @property
    def fix_code(self) -> str:
        """What mends it."""
        return self.code or recognise(self.status, self.message, self.detail)

    def fix_or(self, code: str) -> str:
        """This code where the user may just not see something; else what the refusal itself calls for."""
        return code if self.fix_code in _NOT_SHOWN else self.fix_code

    @property
    def is_transient(self) -> bool:
        """Whether it says nothing about rights and settings: asleep, overloaded, out of reach."""
        return self.status in _TRANSIENT or self.status >= 500

    @property
    def is_about_a_right(self) -> bool:
        """Whether it refuses what was asked for; a refused token says nothing of the rights behind it."""
        return not self.is_transient and self.status != 401

    def __str__(self) -> str:
        words = ": ".join(part for part in (self.message, self.detail) if part)
        return f"HTTP {self.status}: {words}" if self.status else words


@dataclass(frozen=True, slots=True)
class Knock:
    """An answer to a request without a token. `server_time` is its Date header."""

    status: int
    server_time: datetime | None


@dataclass(frozen=True, slots=True)
class Registration:
    """Our entry in the application registry. Lifetimes in seconds, 0 when they are not shown."""

    active: bool
    redirect_uris: tuple[str, ...]
    access_life_s: int
    refresh_life_s: int


@dataclass(frozen=True, slots=True)
class UserFacts:
    """The user behind the token; None and "" where the record does not show it."""

    sys_id: str
    user_name: str
    email: str
    time_zone: str
    active: bool | None
    locked_out: bool | None
    password_needs_reset: bool | None
    web_service_only: bool | None


@dataclass(frozen=True, slots=True)
class Visible:
    """Rows seen of the first few, and how many the table has (counted before access rules; None: not said)."""

    rows: int
    total: int | None


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A rate-limit rule that met us. `reset_at`: when its hour ends."""

    per_hour: int
    reset_at: datetime | None
