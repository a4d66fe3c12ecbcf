"""Tickets as table entities, and row keys."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from connector.adapters.tables.service import Entity
from connector.domain.action import Category
from connector.domain.draft import Kind, Priority, Source
from connector.domain.record import Record
from connector.domain.ticket import Delivery, Failure, Sharer, Ticket
from connector.domain.timeline import Move, Timeline, What

TICKET, ACTION, PENDING, IDEMPOTENCY = "ticket_", "action_", "pending_", "idempotency_"
BEHIND = "~"
"""Sorts behind every letter of a key."""
_TIME_DIGITS = 12
_LATEST = 16**_TIME_DIGITS - 1
_TEXT_MAX = 64 * 1024
"""Bytes in UTF-16 that one property holds."""
_MOVE_TEXTS = ("by", "state", "state_label", "code", "reason")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.-]{1,200}")


def newest_first(id_: str) -> str:
    """A key that sorts newest first: the 12 digits of time that begin an id of version 7, inverted."""
    return f"{_LATEST - int(id_[:_TIME_DIGITS], 16):012x}{id_[_TIME_DIGITS:]}"


def first_before(moment: datetime) -> str:
    """Where the keys of ids begin that are older than this moment, by a millisecond or more."""
    return f"{_LATEST - int(moment.timestamp() * 1000) + 1:0{_TIME_DIGITS}x}"


def older_than(moment: datetime) -> str:
    """Where the rows of tickets begin that were shared before this moment."""
    return TICKET + first_before(moment)


def end_of(key: str) -> str:
    """Where the rows end whose keys have the prefix of this one."""
    return f"{key.partition('_')[0]}_{BEHIND}"


def ticket_key(ticket_id: str) -> str:
    """A ticket's row key."""
    return TICKET + newest_first(ticket_id)


def action_key(action_id: str) -> str:
    """The key of an action's reservation; case does not count, and odd ids are hashed: keys forbid some letters."""
    folded = action_id.casefold()
    return ACTION + (folded if _PLAIN_KEY.fullmatch(folded) else hashlib.sha256(folded.encode()).hexdigest())


def pending_key(ticket_id: str) -> str:
    """The key of a waiting ticket's mark."""
    return PENDING + ticket_id


def idempotency_key(key: str) -> str:
    """The key under which an Idempotency-Key is remembered."""
    return IDEMPOTENCY + hashlib.sha256(key.encode()).hexdigest()


def to_entity(ticket: Ticket) -> Entity:
    """A ticket as one flat entity. None is left out by the service."""
    return {
        "PartitionKey": ticket.tenant_id,
        "RowKey": ticket_key(ticket.ticket_id),
        "ticket_id": ticket.ticket_id,
        "connection_id": ticket.connection_id,
        "action_id": ticket.action_id,
        "action_url": ticket.action_url,
        "kind": ticket.kind.value,
        "name": ticket.name,
        "description": ticket.description,
        "priority": ticket.priority.value,
        "due_date": ticket.due_date.isoformat(),
        "source": ticket.source.value,
        "category": ticket.category.value,
        "sharer_object_id": ticket.sharer.object_id,
        "sharer_name": ticket.sharer.name,
        "sharer_email": ticket.sharer.email,
        "shared_at": ticket.shared_at,
        "queued_at": ticket.queued_at,
        "changed_at": ticket.changed_at,
        "delivery": ticket.delivery.value,
        "attempts": ticket.attempts,
        "next_attempt_at": ticket.next_attempt_at,
        "reserves": ticket.reserves,
        "detached": ticket.detached,
        "another": ticket.another,
        "is_open": ticket.is_open,
        "warnings": ",".join(ticket.warnings),
        "failure_code": ticket.failure.code if ticket.failure else None,
        "failure_reason": ticket.failure.reason if ticket.failure else None,
        "timeline": _timeline_column(ticket.timeline),
        **(_record_columns(ticket.record) if ticket.record else {}),
    }


def to_ticket(entity: Mapping[str, Any], *, etag: str) -> Ticket:
    """The ticket of an entity."""
    failure_code = entity.get("failure_code")
    return Ticket(
        ticket_id=entity["ticket_id"],
        tenant_id=entity["PartitionKey"],
        connection_id=entity["connection_id"],
        action_id=entity["action_id"],
        action_url=entity.get("action_url"),
        kind=Kind(entity["kind"]),
        name=entity["name"],
        description=entity["description"],
        priority=Priority(entity["priority"]),
        due_date=date.fromisoformat(entity["due_date"]),
        source=Source(entity["source"]),
        category=Category(entity["category"]),
        sharer=Sharer(entity["sharer_object_id"], entity["sharer_name"], entity["sharer_email"]),
        shared_at=utc(entity["shared_at"]),
        queued_at=utc(entity["queued_at"]),
        changed_at=utc(entity["changed_at"]),
        delivery=Delivery(entity["delivery"]),
        attempts=entity["attempts"],
        next_attempt_at=utc_or_none(entity.get("next_attempt_at")),
        reserves=entity["reserves"],
        detached=entity["detached"],
        another=entity.get("another", False),
        record=_record(entity) if entity.get("record_sys_id") else None,
        failure=Failure(failure_code, entity.get("failure_reason") or "") if failure_code else None,
        warnings=tuple(filter(None, entity.get("warnings", "").split(","))),
        timeline=_timeline(entity),
        version=etag,
    )


def to_listed(entity: Mapping[str, Any]) -> Ticket:
    """The ticket of an entity with the `LISTED` columns: to be looked at, not to be saved."""
    return replace(to_ticket(entity, etag=""), timeline=())


def versioned(ticket: Ticket, etag: str) -> Ticket:
    """The ticket as it stands in the table now."""
    return replace(ticket, version=etag)


def utc(value: datetime) -> datetime:
    """A plain datetime; the SDK returns a subclass of its own."""
    return datetime.combine(value.date(), value.time(), UTC)


def utc_or_none(value: datetime | None) -> datetime | None:
    """A plain datetime of a column that may be empty."""
    return None if value is None else utc(value)


def _timeline_column(timeline: Timeline) -> str:
    """The moves as JSON that fits into one property: of long ones, those after the first go."""
    moves = [_without_defaults(move) for move in timeline]
    while len((text := json.dumps(moves, ensure_ascii=False, separators=(",", ":"))).encode("utf-16-le")) > _TEXT_MAX:
        del moves[1]
    return text


def _without_defaults(move: Move) -> dict[str, object]:
    values = {name: getattr(move, name) for name in _MOVE_TEXTS if getattr(move, name)}
    count = {"count": move.count} if move.count > 1 else {}
    return {"at": move.at.isoformat(), "what": move.what.value, **values, **count}


def _timeline(entity: Mapping[str, Any]) -> Timeline:
    """The moves; of a row from before they were kept, the share."""
    text = entity.get("timeline")
    if not text:
        return (Move(utc(entity["shared_at"]), What.SHARED, by=entity["sharer_name"]),)
    return tuple(
        Move(**{**move, "at": datetime.fromisoformat(move["at"]), "what": What(move["what"])})
        for move in json.loads(text)
    )


def _record_columns(record: Record) -> Entity:
    return {
        "record_sys_id": record.sys_id,
        "number": record.number,
        "state": record.state,
        "state_label": record.state_label,
        "record_active": record.active,
        "record_updated_at": record.updated_at,
        "record_mod_count": record.mod_count,
        "link": record.link,
        "record_deleted": record.deleted,
    }


LISTED = [
    *("PartitionKey", "RowKey", "ticket_id", "connection_id", "action_id", "action_url", "kind", "name", "description"),
    *("priority", "due_date", "source", "category", "sharer_object_id", "sharer_name", "sharer_email", "shared_at"),
    *("queued_at", "changed_at", "delivery", "attempts", "next_attempt_at", "reserves", "detached", "another"),
    *("warnings", "failure_code", "failure_reason", "record_sys_id", "number", "state", "state_label"),
    *("record_active", "record_updated_at", "record_mod_count", "link", "record_deleted"),
]
"""The columns that lists read: all but the timeline."""


def _record(entity: Mapping[str, Any]) -> Record:
    return Record(
        sys_id=entity["record_sys_id"],
        number=entity["number"],
        state=entity["state"],
        state_label=entity["state_label"],
        active=entity["record_active"],
        updated_at=utc(entity["record_updated_at"]),
        mod_count=entity["record_mod_count"],
        link=entity["link"],
        deleted=entity["record_deleted"],
    )
