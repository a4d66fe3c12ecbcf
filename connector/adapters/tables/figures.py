"""Figure rows: counts kept in the same transactions as the changes they count.

Rows `figure_total_<shard>` hold a tenant's totals, `figure_<yyyymmdd>_<shard>` one day's moves, each as JSON in the
column `counts`. A writer borrows a shard that nobody else in its process uses, and remembers the rows' ETags, so that
a quiet shard costs no read.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableClient

from connector.adapters.tables.service import Operation, in_range, whole
from connector.ports import Figures

SHARDS = 8
PREFIX = "figure_"
TOTAL = f"{PREFIX}total_"
END = f"{PREFIX}~"


@dataclass(slots=True)
class _Row:
    counts: Counter[str]
    etag: str | None  # None: the row does not exist


@dataclass(slots=True)
class Shard:
    """One shard of a tenant's figures, as this process last knew it."""

    tenant_id: str
    number: int
    rows: dict[str, _Row] = field(default_factory=dict)
    _moved: dict[str, Counter[str]] = field(default_factory=dict, init=False)

    def operations(
        self, table: TableClient, totals: Counter[str], days: Mapping[date, Counter[str]]
    ) -> list[Operation]:
        """The transaction's part that adds these moves; reads rows it does not know yet."""
        self._moved = {}
        operations: list[Operation] = []
        for key, moves in self._keyed(totals, days):
            row = self.rows.get(key) or self._read(table, key)
            counts = Counter(row.counts)
            counts.update(moves)
            self._moved[key] = counts
            entity = {"PartitionKey": self.tenant_id, "RowKey": key, "counts": json.dumps(counts)}
            operations.append(whole(entity, row.etag))
        return operations

    def keep(self, etags: Iterable[str]) -> None:
        """Remember what the transaction wrote, in the order of `operations`."""
        for (key, counts), etag in zip(self._moved.items(), etags, strict=True):
            self.rows[key] = _Row(counts, etag)

    def forget(self) -> None:
        """Someone else wrote: read again next time."""
        self.rows.clear()

    def _keyed(self, totals: Counter[str], days: Mapping[date, Counter[str]]) -> Iterator[tuple[str, Counter[str]]]:
        if totals:
            yield f"{TOTAL}{self.number}", totals
        for day, moves in days.items():
            if moves:
                yield f"{PREFIX}{day:%Y%m%d}_{self.number}", moves

    def _read(self, table: TableClient, key: str) -> _Row:
        try:
            entity = table.get_entity(self.tenant_id, key)
        except ResourceNotFoundError:
            return _Row(Counter(), None)
        return _Row(Counter(json.loads(entity["counts"])), entity.metadata["etag"])


class Shards:
    """The shards of all tenants, each lent to one thread at a time; the threads of a process never share a number."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free: dict[str, list[Shard]] = {}
        self._used: dict[str, Counter[int]] = {}  # how many of this process's shards have a number

    @contextmanager
    def borrow(self, tenant_id: str) -> Iterator[Shard]:
        """A shard for one transaction: the one used last, whose rows are known; another when it is lent."""
        with self._lock:
            free = self._free.setdefault(tenant_id, [])
            shard = free.pop() if free else Shard(tenant_id, self._take_number(tenant_id))
        try:
            yield shard
        finally:
            with self._lock:
                free.append(shard)

    def drop(self, shard: Shard) -> None:
        """After a conflict: go on with another shard number and no memory."""
        with self._lock:
            number = self._take_number(shard.tenant_id)
            self._used[shard.tenant_id][shard.number] -= 1
        shard.forget()
        shard.number = number

    def _take_number(self, tenant_id: str) -> int:
        """One that fewest use."""
        used = self._used.setdefault(tenant_id, Counter())
        fewest = min(used[number] for number in range(SHARDS))
        number = random.choice([number for number in range(SHARDS) if used[number] == fewest])  # noqa: S311
        used[number] += 1
        return number


def read_figures(table: TableClient, tenant_id: str, since: date) -> Figures:
    """The sums over all shards: one range of at most 8 rows for each day and 8 for the totals."""
    totals: Counter[str] = Counter()
    days: dict[date, Counter[str]] = {}
    # The other columns would be most of the answer, and most of the time it takes to read.
    columns = ["RowKey", "counts"]
    for row in in_range(table, tenant_id, f"{PREFIX}{since:%Y%m%d}", END, select=columns):
        counts = Counter(json.loads(row["counts"]))
        if row["RowKey"].startswith(TOTAL):
            totals.update(counts)
        else:
            day = date.fromisoformat(row["RowKey"].removeprefix(PREFIX).partition("_")[0])
            days.setdefault(day, Counter()).update(counts)
    return Figures(dict(totals), {day: dict(moves) for day, moves in days.items()})
