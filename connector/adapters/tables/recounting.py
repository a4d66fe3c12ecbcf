"""Compare a tenant's totals with a count of its tickets, and mend them.

Every change of a ticket that moves a total writes one of the totals' rows. So a count is exact when these rows have
the same ETags after it as before, and a mend is safe when it replaces the rows under these ETags, all in one
transaction.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from azure.data.tables import TableClient, TableTransactionError

from connector.adapters.tables import rows
from connector.adapters.tables.figures import SHARDS, TOTAL
from connector.adapters.tables.service import Operation, in_range, whole
from connector.domain.counting import figure_name
from connector.domain.draft import Kind
from connector.domain.ticket import Delivery
from connector.errors import ConflictError
from connector.ports import Recount

_TRIES = 5
_COLUMNS = ["PartitionKey", "RowKey", "kind", "delivery", "record_sys_id", "state", "record_deleted", "detached"]


@dataclass(frozen=True, slots=True)
class _Totals:
    """The totals' rows at one moment; a shard nobody used yet has none."""

    counts: Counter[str]
    etags: dict[str, str]


def recount(table: TableClient, tenant_id: str, *, mend: bool) -> Recount:
    """Both sides of one moment. Raises ConflictError when tickets changed during every try."""
    before = _read(table, tenant_id)
    for _ in range(_TRIES):
        counted = _count(table, tenant_id)
        after = _read(table, tenant_id)
        result = Recount(_present(before.counts), _present(counted))
        if before.etags == after.etags and (
            not (mend and result.differences) or _mend(table, tenant_id, before, counted)
        ):
            return result
        before = _read(table, tenant_id)
    raise ConflictError("tickets changed while they were counted")


def _read(table: TableClient, tenant_id: str) -> _Totals:
    found = list(in_range(table, tenant_id, TOTAL, TOTAL + rows.BEHIND))
    counts: Counter[str] = Counter()
    for row in found:
        counts.update(json.loads(row["counts"]))
    return _Totals(counts, {row["RowKey"]: str(row.metadata["etag"]) for row in found})


def _count(table: TableClient, tenant_id: str) -> Counter[str]:
    return Counter(map(_figure, in_range(table, tenant_id, rows.TICKET, rows.end_of(rows.TICKET), select=_COLUMNS)))


def _figure(row: Any) -> str:
    state = row["state"] if row.get("record_sys_id") else None
    return figure_name(
        Kind(row["kind"]),
        Delivery(row["delivery"]),
        state=state,
        deleted=bool(row.get("record_deleted")),
        detached=row["detached"],
    )


def _mend(table: TableClient, tenant_id: str, totals: _Totals, counted: Counter[str]) -> bool:
    """The first shard holds all that was counted, the others nothing. False when someone wrote first."""
    operations: list[Operation] = []
    for number in range(SHARDS):
        key = f"{TOTAL}{number}"
        entity = {"PartitionKey": tenant_id, "RowKey": key, "counts": json.dumps(counted if number == 0 else {})}
        operations.append(whole(entity, totals.etags.get(key)))
    try:
        table.submit_transaction(operations)
    except TableTransactionError as error:
        if error.status_code in (404, 409, 412):
            return False
        raise
    return True


def _present(counts: Counter[str]) -> dict[str, int]:
    return {figure: count for figure, count in counts.items() if count}
