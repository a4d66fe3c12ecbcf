"""Writing records: values are read, rules run, numbers and stamps set, notes appended. Every writer comes here."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.server import SandboxClock
from sandbox.servicenow import errors, rules_change, rules_incident
from sandbox.servicenow.access import AccessRules
from sandbox.servicenow.accounts import User
from sandbox.servicenow.choices import Choices
from sandbox.servicenow.draft import Draft
from sandbox.servicenow.ids import Randomness
from sandbox.servicenow.journals import Journals
from sandbox.servicenow.schema import Table
from sandbox.servicenow.stamps import STAMP
from sandbox.servicenow.store import DuplicateKeyError, Row, Store
from sandbox.servicenow.switches import Switches
from sandbox.servicenow.tables_platform import TABLES
from sandbox.servicenow.values import ValueReader

SYS_ID = re.compile(r"[0-9A-Fa-f]{32}\Z")
_STAMP_COLUMNS = ("sys_updated_on", "sys_updated_by", "sys_mod_count")


class Rules(Protocol):
    """What a table's rule module offers."""

    def derive(self, draft: Draft) -> None:
        """Set dependent columns."""

    def check(self, draft: Draft) -> None:
        """Raise ApiError to stop the write."""


_RULES: dict[str, Rules] = {"incident": rules_incident, "change_request": rules_change}


@dataclass
class Records:
    """Creates, changes and deletes records of one instance, as a user."""

    store: Store
    choices: Choices
    journals: Journals
    access: AccessRules
    switches: Switches
    random: Randomness
    clock: SandboxClock
    _born: dict[str, float] = field(default_factory=dict, init=False)

    def create(self, user: User, table: Table, sent: Mapping[str, Any], *, display: bool = False) -> Row:
        """A new record. Raises ApiError: no right, a rule or policy against it, or its sys_id exists."""
        if not self.access.may_insert(user, table.name):
            raise errors.write_denied("Insert")
        draft = self.draft(user, table, sent, display=display)
        if table.name in _RULES:
            _RULES[table.name].check(draft)
        row = draft.row
        if table.prefix and not row["number"]:
            row["number"] = f"{table.prefix}{self.store.next_number(table.prefix):07d}"
        try:
            self.store.insert(table.name, row)
        except DuplicateKeyError as error:
            raise errors.duplicate_key(row["sys_id"], self.switches.duplicate_status) from error
        self._append_notes(draft)
        self._born[row["sys_id"]] = time.monotonic()
        return row

    def is_settled(self, sys_id: str) -> bool:
        """Whether a record is old enough to be read; on a real instance another node may lag behind."""
        settle_s = self.switches.settle_ms / 1_000
        return not settle_s or time.monotonic() - self._born.get(sys_id, -settle_s) >= settle_s

    def draft(self, user: User, table: Table, sent: Mapping[str, Any], *, display: bool = False) -> Draft:
        """The record that `create` would keep, with defaults and derived columns, not yet checked or numbered."""
        now = self._now()
        row = {column.name: column.default for column in table.stored}
        row |= {"sys_id": self._sys_id(sent), "sys_created_on": now, "sys_created_by": user.user_name}
        row |= {"sys_updated_on": now, "sys_updated_by": user.user_name, "sys_mod_count": "0"}
        if table.prefix:
            row |= {"sys_class_name": table.name, "opened_at": now, "opened_by": user.sys_id}
        return self._drafted(user, table, sent, row, None, display=display)

    def update(
        self,
        user: User,
        table: Table,
        before: Row,
        sent: Mapping[str, Any],
        *,
        display: bool = False,
        force: bool = False,
    ) -> Row:
        """
        Change the named fields of a record; the record as it then is. A row of a child table goes by that table's
        rules. `force` leaves rights and checks out. Raises ApiError.
        """
        if before.get("sys_class_name", table.name) != table.name and before["sys_class_name"] in TABLES:
            table = TABLES[before["sys_class_name"]]
            before = self.store.get(table.name, before["sys_id"]) or before
        if not force and not self.access.may_update(user, table.name):
            raise errors.write_denied("Update")
        sent = {name: value for name, value in sent.items() if name != "sys_id"}
        draft = self._drafted(user, table, sent, dict(before), before, display=display)
        if table.name in _RULES and not force:
            _RULES[table.name].check(draft)
        changes = {name: value for name, value in draft.row.items() if value != before[name]}
        if changes or draft.notes or self.switches.no_op_updates_touch:
            changes["sys_updated_on"] = draft.now
            changes["sys_updated_by"] = user.user_name
            changes["sys_mod_count"] = str(int(before["sys_mod_count"] or 0) + 1)
            self.store.update(table.name, before["sys_id"], changes)
            self._append_notes(draft)
        return before | changes

    def restamp(self, table: str, sys_id: str, before: Row, *, updated_on: str | None, touch: bool) -> None:
        """Rewrite the system stamps of a record after a change: to a given time, or back to what they were."""
        stamps = {} if touch else {name: before[name] for name in _STAMP_COLUMNS}
        if updated_on is not None:
            stamps["sys_updated_on"] = updated_on
        if stamps:
            self.store.update(table, sys_id, stamps)

    def delete(self, user: User, table: Table, row: Row) -> None:
        """Remove a record. Raises ApiError without the right to."""
        name = row.get("sys_class_name") or table.name
        name = name if name in TABLES else table.name
        if not self.access.may_delete(user, name):
            raise errors.write_denied("Delete")
        self.store.delete(name, row["sys_id"])

    def _drafted(
        self, user: User, table: Table, sent: Mapping[str, Any], row: Row, before: Row | None, *, display: bool
    ) -> Draft:
        reader = ValueReader(self.store, self.choices, self.switches, user, display)
        writable = self.access.writable_field(user, table)
        accepted = {
            name: reader.read(table, table.columns[name], value)
            for name, value in sent.items()
            if name != "sys_id" and writable(name)
        }
        notes = {name: text for name, text in accepted.items() if table.columns[name].kind == "journal_input" and text}
        row |= {name: text for name, text in accepted.items() if not table.columns[name].is_journal}
        is_change = table.name == rules_change.TABLE
        if is_change:
            rules_change.take_type_from_model(self.store, row, frozenset(accepted))
        draft = Draft(table, row, before, frozenset(accepted), user, self._now(), self.switches, self.choices, notes)
        if table.name in _RULES:
            _RULES[table.name].derive(draft)
        if is_change:
            rules_change.set_model(self.store, row)
        return draft

    def _append_notes(self, draft: Draft) -> None:
        for element, text in draft.notes.items():
            self.journals.append(draft.table.name, draft.row["sys_id"], element, text, draft.user, draft.now)

    def _sys_id(self, sent: Mapping[str, Any]) -> str:
        given = sent.get("sys_id")
        if isinstance(given, str) and SYS_ID.match(given) and not self.switches.ignore_client_sys_id:
            return given
        return self.random.sys_id()

    def _now(self) -> str:
        return self.clock.now().strftime(STAMP)
