"""Archive over the tables: rows as JSON, with the types that JSON lacks named beside their columns.

The annotation `<column>@odata.type` is the Table service's own. Source: "Payload format for Table service operations".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from azure.data.tables import EdmType, EntityProperty, TableClient

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.rows import utc
from connector.adapters.tables.service import MOST_BYTES, MOST_OPERATIONS, SERVICE
from connector.ports import ArchivedRow

TABLES = ("connections", "events", "tickets")
_TYPE = "@odata.type"
_DATE_TIME, _INT64 = "Edm.DateTime", "Edm.Int64"
_PLAIN = (str, bool, int, float)
_PASSING = ("authorization", "lease")
"""Partitions of what lasts minutes: a consent under way holds its code verifier, which no backup should have."""


class TableArchive:
    """The app's tables, by name."""

    def __init__(self, tables: Mapping[str, TableClient]) -> None:
        self._tables = tables

    def tables(self) -> Sequence[str]:
        """Names of the tables."""
        return tuple(self._tables)

    def is_empty(self, table: str) -> bool:
        """Whether the table has no row."""
        with azure_errors(SERVICE):
            return next(iter(self._tables[table].list_entities(results_per_page=1)), None) is None

    def rows(self, table: str) -> Iterator[ArchivedRow]:
        """Every row, in order of its keys."""
        entities = iter(self._tables[table].list_entities())
        while True:
            with azure_errors(SERVICE):
                entity = next(entities, None)
            if entity is None:
                return
            if entity["PartitionKey"] not in _PASSING:
                yield _archived(entity)

    def put(self, table: str, rows: Iterable[ArchivedRow]) -> int:
        """Write rows, many to a transaction; those of one partition stand together in a backup."""
        count = 0
        for _, of_partition in groupby(map(_entity, rows), key=lambda entity: entity["PartitionKey"]):
            for chunk in _chunks(of_partition):
                with azure_errors(SERVICE):
                    self._tables[table].submit_transaction(
                        [("upsert", entity, {"mode": "replace"}) for entity in chunk]
                    )
                count += len(chunk)
        return count


def _chunks(entities: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    size = 0
    for entity in entities:
        weight = len(json.dumps(entity, default=str).encode())
        if chunk and (len(chunk) == MOST_OPERATIONS or size + weight > MOST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(entity)
        size += weight
    if chunk:
        yield chunk


def _archived(entity: Mapping[str, Any]) -> ArchivedRow:
    row: dict[str, str | int | bool | float] = {}
    for column, value in entity.items():
        if isinstance(value, datetime):
            row |= {column: utc(value).isoformat(), column + _TYPE: _DATE_TIME}
        elif isinstance(value, EntityProperty) and value.edm_type is EdmType.INT64:
            row |= {column: str(value.value), column + _TYPE: _INT64}
        elif isinstance(value, _PLAIN):
            row[column] = value
        else:
            raise ValueError(f"column {column} has a type that a backup does not know: {type(value).__name__}")
    return row


def _entity(row: ArchivedRow) -> dict[str, Any]:
    if not all(isinstance(row.get(key), str) for key in ("PartitionKey", "RowKey")):
        raise ValueError("a row needs PartitionKey and RowKey")
    return {column: _typed(value, row.get(column + _TYPE)) for column, value in row.items() if _TYPE not in column}


def _typed(value: Any, type_: Any) -> Any:
    if type_ == _DATE_TIME:
        return datetime.fromisoformat(value).astimezone(UTC)
    if type_ == _INT64:
        return EntityProperty(int(value), EdmType.INT64)
    if type_ is not None:
        raise ValueError(f"unknown type {type_}")
    return value
