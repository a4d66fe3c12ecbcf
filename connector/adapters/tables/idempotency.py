"""Idempotency keys whose day is over, in the table `tickets`. The ETag keeps a delete from meeting a key's next use."""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import batched
from typing import Any

from azure.core import MatchConditions
from azure.data.tables import TableClient

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.rows import IDEMPOTENCY, utc
from connector.adapters.tables.transactions import SERVICE
from connector.errors import ConflictError, NotFoundError

_MOST_PAGES = 5
"""Read in one sweep; the service looks through a thousand rows or more for each."""
_MOST_OPERATIONS = 100


def is_over(row: Any, now: datetime) -> bool:
    """Whether this key may be used anew."""
    return utc(row["expires_at"]) <= now


def forget(table: TableClient, row: Any) -> None:
    """Delete one key's row, unless someone used the key anew."""
    try:
        with azure_errors(SERVICE):
            table.delete_entity(row, **_unchanged(row))
    except ConflictError:
        return


def sweep(table: TableClient, tenant_id: str, now: datetime) -> int:
    """
    Delete what is over, at most five pages of it.

    Rows stand in the order of hashes, so each sweep begins elsewhere: many living keys hide no lapsed one for ever.
    """
    begin = IDEMPOTENCY + hashlib.sha256(now.isoformat().encode()).hexdigest()
    pages = _MOST_PAGES
    forgotten = 0
    for first, end in ((begin, f"{IDEMPOTENCY}~"), (IDEMPOTENCY, begin)):
        found = table.query_entities(
            "PartitionKey eq @tenant and RowKey ge @first and RowKey lt @end and expires_at le @now",
            parameters={"tenant": tenant_id, "first": first, "end": end, "now": now},
        ).by_page()
        while pages > 0:
            with azure_errors(SERVICE):
                page = next(found, None)
                rows = None if page is None else list(page)
            if rows is None:
                break
            pages -= 1
            forgotten += sum(_forget_many(table, some) for some in batched(rows, _MOST_OPERATIONS, strict=False))
    return forgotten


def _forget_many(table: TableClient, rows: tuple[Any, ...]) -> int:
    try:
        with azure_errors(SERVICE):
            table.submit_transaction([("delete", row, _unchanged(row)) for row in rows])
    except (ConflictError, NotFoundError):  # Used anew, or another sweep was here: the next one finds what is left.
        return 0
    return len(rows)


def _unchanged(row: Any) -> dict[str, Any]:
    return {"etag": row.metadata["etag"], "match_condition": MatchConditions.IfNotModified}
