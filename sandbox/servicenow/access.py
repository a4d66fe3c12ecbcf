"""Who may do what: roles per table, one's own incidents, and rules a test adds at run time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.servicenow.accounts import User
from sandbox.servicenow.schema import Table
from sandbox.servicenow.store import Row
from sandbox.servicenow.switches import Switches

EVERYONE = ("*",)
ADMIN_ONLY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rights:
    """Roles that may read, write (insert and update) and delete rows of a table; none: only admins."""

    read: tuple[str, ...]
    write: tuple[str, ...] = ADMIN_ONLY
    delete: tuple[str, ...] = ADMIN_ONLY


_TABLE_RIGHTS: dict[str, Rights] = {
    "task": Rights(("itil", "sn_incident_read", "sn_change_read"), ("itil",)),
    "incident": Rights(
        ("itil", "sn_incident_read", "sn_incident_write"), ("itil", "sn_incident_write"), ("itil_admin",)
    ),
    "change_request": Rights(
        ("itil", "sn_change_read", "sn_change_write", "change_manager"),
        ("itil", "sn_change_write", "change_manager"),
        ("change_manager",),
    ),
    "problem": Rights(("itil",), ("itil",), ("problem_admin",)),
    "sys_user": Rights(EVERYONE, ("user_admin",), ("user_admin",)),
    "sys_user_group": Rights(EVERYONE, ("user_admin",), ("user_admin",)),
    "sys_choice": Rights(("personalize_choices",), ("personalize_choices",), ("personalize_choices",)),
    "sys_dictionary": Rights(("personalize_dictionary",)),
    "oauth_entity": Rights(("oauth_admin",)),
    "chg_model": Rights(("itil", "change_manager", "sn_change_read", "sn_change_write")),
    "std_change_producer_version": Rights(("itil", "change_manager", "sn_change_read", "sn_change_write")),
    "cmdb_ci": Rights(("itil",), ("itil",)),
    "core_company": Rights(EVERYONE),
    "cmn_location": Rights(EVERYONE),
}
_NOBODY = Rights(ADMIN_ONLY)


@dataclass
class AddedRules:
    """Rules a test adds for everyone but admins. Tables and columns by name, records by sys_id."""

    hidden_records: set[str] = field(default_factory=set)
    unreadable_fields: dict[str, set[str]] = field(default_factory=dict)
    read_only_fields: dict[str, set[str]] = field(default_factory=dict)
    deny_insert: set[str] = field(default_factory=set)
    deny_update: set[str] = field(default_factory=set)
    deny_delete: set[str] = field(default_factory=set)


class AccessRules:
    """Answers for one instance; every question takes the user."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self.added = AddedRules()

    def may_read_table(self, user: User, table: str) -> bool:
        """Whether any row can be visible; incidents of one's own always can."""
        return table == "incident" or self._reads_all(user, table)

    def _reads_all(self, user: User, table: str) -> bool:
        opened = {
            "sys_properties": self._switches.properties_readable,
            "sys_user_role": self._switches.roles_readable,
            "sys_user_has_role": self._switches.roles_readable,
            "sys_journal_field": self._switches.journals_readable,
        }
        return opened.get(table, False) or _has(user, _TABLE_RIGHTS.get(table, _NOBODY).read)

    def may_read(self, user: User, table: str, row: Row) -> bool:
        """Whether this row is visible."""
        if user.is_admin:
            return True
        if row["sys_id"] in self.added.hidden_records:
            return False
        if self._reads_all(user, row["sys_class_name"] if table == "task" else table):
            return True
        return table == "incident" and user.sys_id in (row["caller_id"], row["opened_by"])

    def readable_field(self, user: User, table: str) -> Callable[[str], bool]:
        """Which columns of a table the user may see."""
        denied = set() if user.is_admin else self.added.unreadable_fields.get(table, set())
        return lambda name: name not in denied

    def writable_field(self, user: User, table: Table) -> Callable[[str], bool]:
        """Which columns of a table the user may set; others are ignored without a word."""
        denied = set() if user.is_admin else self.added.read_only_fields.get(table.name, set())
        return lambda name: name in table.columns and not table.columns[name].system and name not in denied

    def may_insert(self, user: User, table: str) -> bool:
        """Whether the user may add rows."""
        return user.is_admin or (table not in self.added.deny_insert and _has(user, _rights(table).write))

    def may_update(self, user: User, table: str) -> bool:
        """Whether the user may change rows."""
        return user.is_admin or (table not in self.added.deny_update and _has(user, _rights(table).write))

    def may_delete(self, user: User, table: str) -> bool:
        """Whether the user may remove rows."""
        return user.is_admin or (table not in self.added.deny_delete and _has(user, _rights(table).delete))


def _rights(table: str) -> Rights:
    return _TABLE_RIGHTS.get(table, _NOBODY)


def _has(user: User, roles: tuple[str, ...]) -> bool:
    return roles == EVERYONE or user.has_any(*roles)
