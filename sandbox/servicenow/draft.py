"""A row about to be written, as business rules and data policies see it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.servicenow.accounts import User
from sandbox.servicenow.choices import Choices
from sandbox.servicenow.schema import Table
from sandbox.servicenow.store import Row
from sandbox.servicenow.switches import Switches


@dataclass
class Draft:
    """`row` is what will be kept, `before` what is kept now (None on insert), `sent` the columns the caller set."""

    table: Table
    row: Row
    before: Row | None
    sent: frozenset[str]
    user: User
    now: str
    switches: Switches
    choices: Choices
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def is_insert(self) -> bool:
        """Whether the record is new."""
        return self.before is None

    def changed(self, name: str) -> bool:
        """Whether a column gets another value than it has."""
        return self.before is None or self.row[name] != self.before[name]

    def entered(self, state: str) -> bool:
        """Whether this write brings the record into `state`."""
        return self.row["state"] == state and self.changed("state")

    def keep_listed(self, name: str) -> None:
        """Empty a choice column whose value is not on its list."""
        if self.row[name] not in self.choices.labels(self.table.name, name, "en"):
            self.row[name] = ""

    def missing(self, *names: str) -> list[str]:
        """Labels of those columns that are empty; for journals, of those without a new entry."""
        columns = (self.table.columns[name] for name in names)
        return [
            column.label for column in columns if not (self.notes if column.is_journal else self.row).get(column.name)
        ]
