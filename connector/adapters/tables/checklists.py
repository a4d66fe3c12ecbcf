"""ChecklistLog over the table `connections`: partition `checked`, row key = connection id."""

from __future__ import annotations

from azure.data.tables import TableClient

from connector.adapters.tables.rows import utc
from connector.adapters.tables.service import find, put
from connector.domain.setup import Checked

_CHECKED = "checked"


class ChecklistTable:
    """How the installation checklist of each connection came out."""

    def __init__(self, table: TableClient) -> None:
        self._table = table

    def last(self, connection_id: str) -> Checked | None:
        """The last time; None when it never was run."""
        row = find(self._table, _CHECKED, connection_id)
        if row is None:
            return None
        return Checked(utc(row["at"]), _ids(row["failed"]), _ids(row["unknown"]))

    def keep(self, connection_id: str, checked: Checked) -> None:
        """Replace what was kept."""
        row = {
            "PartitionKey": _CHECKED,
            "RowKey": connection_id,
            "at": checked.at,
            "failed": ",".join(checked.failed),
            "unknown": ",".join(checked.unknown),
        }
        put(self._table, row)


def _ids(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
