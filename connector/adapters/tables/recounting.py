"""Compare a tenant's figures with a count of its tickets, and mend them.

Every change of a ticket that moves a figure writes one of the figures' rows. So a count is exact when these rows have
the same ETags after it as before, and a mend is safe when it replaces rows under these ETags, all in one transaction.

On a busy tenant tickets change during every count. Then only the rows written since it began are read again, until
nothing came in between. A ticket deleted meanwhile is in none of them: a difference found that way counts when a second
count finds the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from azure.data.tables import TableClient, TableTransactionError

from connector.adapters.tables import rows
from connector.adapters.tables.figures import END, PREFIX, SHARDS, TOTAL
from connector.adapters.tables.service import Operation, in_range, whole
from connector.domain.counting import figure_name
from connector.domain.draft import Kind
from connector.domain.ticket import Delivery
from connector.errors import ConflictError
from connector.ports import Recount

_TRIES = 5
_CATCHING_UP = 20
"""Times that one count reads what was written meanwhile; each takes as long as one look through the partition."""
_SKEW = timedelta(minutes=5)
"""Between this machine's clock and the service's, which stamps the rows."""
_COLUMNS = [
    "PartitionKey",
    "RowKey",
    "kind",
    "delivery",
    "record_sys_id",
    "state",
    "record_deleted",
    "detached",
    "is_open",
    "changed_at",
]


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures' rows at one moment; a shard nobody used yet has none."""

    totals: Counter[str]
    days: dict[str, Counter[str]]  # by row key
    etags: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Counted:
    """One ticket as it counts."""

    figure: str
    active: str  # its kind while its record is open, else ""
    changed_on: date


def recount(table: TableClient, tenant_id: str, *, mend: bool) -> Recount:
    """Both sides of one moment. Raises ConflictError when tickets changed during every try."""
    found: Recount | None = None
    for _ in range(_TRIES):
        before_it, since = found, datetime.now(UTC) - _SKEW
        figures, tickets = _read(table, tenant_id), _count(table, tenant_id)
        for again in range(_CATCHING_UP):
            now = _read(table, tenant_id)
            if now.etags == figures.etags:
                found = _compared(figures, tickets)
                is_sure = again == 0 or (before_it is not None and before_it.differences == found.differences)
                if not found.differences or (is_sure and not mend):
                    return found
                if not is_sure:
                    break
                if _mend(table, tenant_id, figures, tickets):
                    return found
                now = _read(table, tenant_id)
            figures = now
            tickets |= _count(table, tenant_id, since)
    raise ConflictError("tickets changed while they were counted")


def _read(table: TableClient, tenant_id: str) -> _Figures:
    totals: Counter[str] = Counter()
    days: dict[str, Counter[str]] = {}
    etags: dict[str, str] = {}
    for row in in_range(table, tenant_id, PREFIX, END):
        key, counts = row["RowKey"], Counter(json.loads(row["counts"]))
        etags[key] = str(row.metadata["etag"])
        if key.startswith(TOTAL):
            totals.update(counts)
        else:
            days[key] = counts
    return _Figures(totals, days, etags)


def _count(table: TableClient, tenant_id: str, since: datetime | None = None) -> dict[str, _Counted]:
    """Tickets by row key; those whose rows were written since then, or all."""
    found = in_range(
        table,
        tenant_id,
        rows.TICKET,
        rows.end_of(rows.TICKET),
        conditions="Timestamp ge @since" if since else "",
        values={"since": since} if since else None,
        select=_COLUMNS,
    )
    return {row["RowKey"]: _counted(row) for row in found}


def _counted(row: Any) -> _Counted:
    is_active = row["is_open"] and row["delivery"] == Delivery.CREATED
    return _Counted(_figure(row), row["kind"] if is_active else "", rows.utc(row["changed_at"]).date())


def _compared(figures: _Figures, tickets: Mapping[str, _Counted]) -> Recount:
    days: Counter[str] = Counter()
    for counts in figures.days.values():
        for name, count in counts.items():
            kind, _, what = name.partition("/")
            days[kind] += count if what == "opened" else -count
    return Recount(
        _present(figures.totals),
        _present(_totals(tickets)),
        _present(days),
        _present(Counter(ticket.active for ticket in tickets.values() if ticket.active)),
    )


def _totals(tickets: Mapping[str, _Counted]) -> Counter[str]:
    return Counter(ticket.figure for ticket in tickets.values())


def _figure(row: Any) -> str:
    state = row["state"] if row.get("record_sys_id") else None
    return figure_name(
        Kind(row["kind"]),
        Delivery(row["delivery"]),
        state=state,
        deleted=bool(row.get("record_deleted")),
        detached=row["detached"],
    )


def _mend(table: TableClient, tenant_id: str, figures: _Figures, tickets: Mapping[str, _Counted]) -> bool:
    """
    The first shard holds all that was counted, the others nothing; what all days together have too much or too little
    is put right on the last of them. False when someone wrote first.
    """
    new: dict[str, Counter[str]] = {f"{TOTAL}{number}": Counter() for number in range(SHARDS)}
    new[f"{TOTAL}0"] = _totals(tickets)
    compared = _compared(figures, tickets)
    for kind in compared.days_kept | compared.active:
        missing = compared.active.get(kind, 0) - compared.days_kept.get(kind, 0)
        if missing:
            key = _last_day(figures, tickets)
            new.setdefault(key, Counter(figures.days.get(key, {})))[_moved(kind, missing)] += abs(missing)
    operations: list[Operation] = [
        whole({"PartitionKey": tenant_id, "RowKey": key, "counts": json.dumps(counts)}, figures.etags.get(key))
        for key, counts in new.items()
    ]
    try:
        table.submit_transaction(operations)
    except TableTransactionError as error:
        if error.status_code in (404, 409, 412):
            return False
        raise
    return True


def _moved(kind: str, missing: int) -> str:
    return f"{kind}/{'opened' if missing > 0 else 'closed'}"


def _last_day(figures: _Figures, tickets: Mapping[str, _Counted]) -> str:
    """The row key of the last day on which anything happened."""
    changed = max((f"{PREFIX}{ticket.changed_on:%Y%m%d}_0" for ticket in tickets.values()), default="")
    return max(changed, *figures.days, "")


def _present(counts: Counter[str]) -> dict[str, int]:
    return {figure: count for figure, count in counts.items() if count}
