"""Idempotency keys whose day is over, in the table `tickets`. The ETag keeps a delete from meeting a key's next use."""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import batched, islice
from typing import Any

from azure.data.tables import TableClient

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables.rows import IDEMPOTENCY, end_of, utc
from connector.adapters.tables.service import MOST_OPERATIONS, SERVICE, in_range, pages_of, unchanged
from connector.errors import ConflictError, NotFoundError

_MOST_PAGES = 5
"""Read in one sweep; the service looks through a thousand rows or more for each."""


def is_over(row: Any, now: datetime) -> bool:
    """Whether this key may be used anew."""
    return utc(row["expires_at"]) <= now


def forget(table: TableClient, row: Any) -> None:
    """Delete one key's row, unless someone used the key anew."""
    try:
        with azure_errors(SERVICE):
            table.delete_entity(row, **unchanged(row.metadata["etag"]))
    except ConflictError:
        return


def sweep(table: TableClient, tenant_id: str, now: datetime) -> int:
    """
    Delete what is over, at most five pages of it.

    Rows stand in the order of hashes, so each sweep begins elsewhere: many living keys hide no lapsed one for ever.
    """
    begin = IDEMPOTENCY + hashlib.sha256(now.isoformat().encode()).hexdigest()
    left = _MOST_PAGES
    forgotten = 0
    for first, end in ((begin, end_of(IDEMPOTENCY)), (IDEMPOTENCY, begin)):
        found = in_range(table, tenant_id, first, end, conditions="expires_at le @now", values={"now": now})
        for rows in islice(pages_of(found), left):
            left -= 1
            forgotten += sum(_forget_many(table, some) for some in batched(rows, MOST_OPERATIONS, strict=False))
    return forgotten


def _forget_many(table: TableClient, rows: tuple[Any, ...]) -> int:
    try:
        with azure_errors(SERVICE):
            table.submit_transaction([("delete", row, unchanged(row.metadata["etag"])) for row in rows])
    except (ConflictError, NotFoundError):  # Used anew, or another sweep was here: the next one finds what is left.
        return 0
    return len(rows)
