"""Users, their roles and passwords. Passwords are kept beside the tables, so that no API can read them."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.servicenow.ids import Randomness
from sandbox.servicenow.stamps import STAMP
from sandbox.servicenow.store import Row, Store

_JAVA_DATE_PARTS = (
    ("yyyy", "%Y"),
    ("MM", "%m"),
    ("dd", "%d"),
    ("HH", "%H"),
    ("hh", "%I"),
    ("mm", "%M"),
    ("ss", "%S"),
    ("a", "%p"),
)


@dataclass(frozen=True, slots=True)
class User:
    """Who makes a request, as of that request."""

    row: Row = field(repr=False)
    roles: frozenset[str]

    @property
    def sys_id(self) -> str:
        """32 hex digits."""
        return self.row["sys_id"]

    @property
    def user_name(self) -> str:
        """The name to log in with."""
        return self.row["user_name"]

    @property
    def name(self) -> str:
        """The name to show."""
        return self.row["name"]

    @property
    def is_admin(self) -> bool:
        """Whether access rules are overridden."""
        return "admin" in self.roles

    @property
    def language(self) -> str:
        """Code of the session's language."""
        return self.row["preferred_language"] or "en"

    @property
    def may_use_rest(self) -> bool:
        """Active and not locked out."""
        return self.row["active"] == "true" and self.row["locked_out"] != "true"

    @property
    def may_log_in(self) -> bool:
        """Allowed to use the pages, and therefore to give consent."""
        return self.may_use_rest and self.row["web_service_access_only"] != "true"

    def has_any(self, *roles: str) -> bool:
        """Whether the user has one of these roles; admins have them all."""
        return self.is_admin or not self.roles.isdisjoint(roles)

    def local(self, stamp: str) -> str:
        """A stamp in the user's time zone and format; text that is no stamp stays."""
        try:
            moment = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
        except ValueError:
            return stamp
        return moment.astimezone(self._zone).strftime(self._format)

    def to_utc(self, local: str) -> str:
        """A date-time in the user's zone and format as a stamp. Raises ValueError."""
        moment = datetime.strptime(local, self._format).replace(tzinfo=self._zone)
        return moment.astimezone(UTC).strftime(STAMP)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.row["time_zone"] or "GMT")

    @property
    def _format(self) -> str:
        pattern = f"{self.row['date_format'] or 'yyyy-MM-dd'} {self.row['time_format'] or 'HH:mm:ss'}"
        for java, python in _JAVA_DATE_PARTS:
            pattern = pattern.replace(java, python)
        return pattern


class Accounts:
    """Looks users up and sets them up."""

    def __init__(self, store: Store, random: Randomness) -> None:
        self._store = store
        self._random = random
        self._passwords: dict[str, str] = {}

    def named(self, user_name: str) -> User | None:
        """The user with this user_name."""
        row = self._store.first("sys_user", "user_name = ?", (user_name,))
        return self._with_roles(row) if row else None

    def with_id(self, sys_id: str) -> User | None:
        """The user with this sys_id."""
        row = self._store.get("sys_user", sys_id)
        return self._with_roles(row) if row else None

    def _with_roles(self, row: Row) -> User:
        sql = "SELECT r.name FROM sys_user_has_role h JOIN sys_user_role r ON r.sys_id = h.role WHERE h.user = ?"
        return User(row, frozenset(name for (name,) in self._store.query(sql, (row["sys_id"],))))

    def check(self, user_name: str, password: str) -> User | None:
        """The user, when the password is right; whether the account may be used is another question."""
        user = self.named(user_name)
        kept = self._passwords.get(user.sys_id, "") if user else ""
        right = hmac.compare_digest(kept.encode(), password.encode())
        return user if user and kept and right else None

    def set_password(self, sys_id: str, password: str) -> None:
        """Give a user a password."""
        self._passwords[sys_id] = password

    def set_roles(self, sys_id: str, roles: list[str]) -> None:
        """Replace a user's roles; roles that do not exist yet are made."""
        for row in self._store.select("sys_user_has_role", "user = ?", (sys_id,)):
            self._store.delete("sys_user_has_role", row["sys_id"])
        for name in roles:
            role = self._store.first("sys_user_role", "name = ?", (name,))
            if role is None:
                role = {"sys_id": self._random.sys_id(), "name": name}
                self._store.insert("sys_user_role", role)
            link = {"user": sys_id, "role": role["sys_id"], "inherited": "false", "state": "active"}
            self._store.insert("sys_user_has_role", link | {"sys_id": self._random.sys_id()})
