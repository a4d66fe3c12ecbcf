"""Records of a package or an update set, read from their XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """One record: its table and its columns as text."""

    table: str
    columns: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.columns[column]

    @classmethod
    def read(cls, document: str) -> Record:
        """The one record of a `<record_update>` document."""
        [row] = ET.fromstring(document)
        return cls(row.tag, {column.tag: column.text or "" for column in row})

    @property
    def facts(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Table and columns, for comparing."""
        return self.table, tuple(sorted(self.columns.items()))


def of_table(records: Iterable[Record], table: str) -> list[Record]:
    """The records of one table."""
    return [record for record in records if record.table == table]


def updates(document: str) -> list[Record]:
    """The records that an update set loads."""
    root = ET.fromstring(document)
    return [Record.read(row.findtext("payload") or "") for row in root.findall("sys_update_xml")]
