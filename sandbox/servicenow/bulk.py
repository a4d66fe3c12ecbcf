"""Many records at once: rules run for one, the rest are its copies with ids and numbers of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from sandbox.servicenow import rules_change
from sandbox.servicenow.accounts import User
from sandbox.servicenow.records import Records
from sandbox.servicenow.schema import Table
from sandbox.servicenow.store import Row


def add_many(
    records: Records,
    user: User,
    table: Table,
    count: int,
    *,
    template: Mapping[str, Any],
    updated_on: str | None = None,
    sys_ids: Sequence[str] | None = None,
    correlation_ids: Sequence[str] | None = None,
) -> list[str]:
    """
    The sys_ids of `count` new records with the template's fields. Right and rule checks are left out.

    Raises DuplicateKeyError when a sys_id exists, ValueError when a list has not `count` items; nothing is added then.
    """
    for given in (sys_ids, correlation_ids):
        if given is not None and len(given) != count:
            raise ValueError(f"{count} records need {count} ids, not {len(given)}")
    ids = list(sys_ids) if sys_ids is not None else [records.random.sys_id() for _ in range(count)]
    model = records.draft(user, table, template).row
    if "state" in template and table.name == rules_change.TABLE:
        model["state"] = str(template["state"])
        model["active"] = "true" if rules_change.is_active(model["state"]) else "false"
    if updated_on is not None:
        model["sys_updated_on"] = updated_on
    records.store.insert_many(table.name, _copies(records, table, model, ids, correlation_ids))
    return ids


def _copies(
    records: Records, table: Table, model: Row, ids: list[str], correlation_ids: Sequence[str] | None
) -> Iterator[Row]:
    first = records.store.next_number(table.prefix, len(ids)) if table.prefix else 0
    correlations = repeat(model.get("correlation_id", "")) if correlation_ids is None else iter(correlation_ids)
    for position, (sys_id, correlation_id) in enumerate(zip(ids, correlations, strict=False)):
        row = model | {"sys_id": sys_id}
        if table.prefix:
            row |= {"number": f"{table.prefix}{first + position:07d}", "correlation_id": correlation_id}
        yield row
