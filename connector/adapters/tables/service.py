"""The Table service as the stores use it: its limits, ranges of rows, and writes guarded by an ETag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from azure.core import MatchConditions
from azure.core.paging import ItemPaged
from azure.data.tables import TableClient, TableEntity, UpdateMode

from connector.adapters.azure_errors import azure_errors
from connector.errors import NotFoundError

SERVICE = "Table Storage"
MOST_OPERATIONS = 100
"""In one transaction."""
MOST_BYTES = 3_500_000
"""In one transaction: the service takes 4 MiB; what frames the rows has room in the rest."""

Entity = dict[str, Any]
Operation = tuple[str, Entity] | tuple[str, Entity, dict[str, Any]]
"""One operation of a transaction: what is done, the row, and options."""


def find(table: TableClient, partition_key: str, row_key: str) -> TableEntity | None:
    """The row with these keys; None when there is none."""
    try:
        with azure_errors(SERVICE):
            return table.get_entity(partition_key, row_key)
    except NotFoundError:
        return None


def unchanged(etag: str) -> dict[str, Any]:
    """Options of a write that is refused when someone wrote the row since it had this ETag."""
    return {"etag": etag, "match_condition": MatchConditions.IfNotModified}


def whole(entity: Entity, etag: str | None) -> Operation:
    """The operation that writes a whole row: a new one without an ETag, else in the place of the one that has it."""
    return ("update", entity, {"mode": UpdateMode.REPLACE, **unchanged(etag)}) if etag else ("create", entity)


def write(table: TableClient, entity: Entity, etag: str) -> str:
    """
    Write a whole row: a new one without an ETag, else in the place of the one that has it.

    Returns:
        The row's new ETag.

    Raises:
        ConflictError: someone wrote first.
    """
    with azure_errors(SERVICE):
        if not etag:
            return str(table.create_entity(entity)["etag"])
        return str(table.update_entity(entity, mode=UpdateMode.REPLACE, **unchanged(etag))["etag"])


def put(table: TableClient, entity: Entity) -> None:
    """Write a whole row, whatever stood in its place."""
    with azure_errors(SERVICE):
        table.upsert_entity(entity, mode=UpdateMode.REPLACE)


def in_range(
    table: TableClient,
    partition_key: str,
    first: str,
    end: str,
    *,
    conditions: str = "",
    values: Mapping[str, Any] | None = None,
    limit: int | None = None,
    select: list[str] | None = None,
) -> ItemPaged[TableEntity]:
    """
    Rows of a partition from the key `first` on, before the key `end`, in order of their keys. Nothing is asked yet.

    Args:
        conditions: more of them, in the service's own words; `@name` stands for one of `values`.
        limit: rows in one answer.
        select: the columns to read; None: all.
    """
    wanted = "PartitionKey eq @partition and RowKey ge @first and RowKey lt @end"
    return table.query_entities(
        f"{wanted} and {conditions}" if conditions else wanted,
        parameters={"partition": partition_key, "first": first, "end": end, **(values or {})},
        results_per_page=limit,
        select=select,
    )


def pages_of(found: ItemPaged[TableEntity]) -> Iterator[list[TableEntity]]:
    """The service's answers one by one, each as its rows. An answer may be empty while more follow."""
    pages = found.by_page()
    while True:
        with azure_errors(SERVICE):
            page = next(pages, None)
            rows = None if page is None else list(page)
        if rows is None:
            return
        yield rows
