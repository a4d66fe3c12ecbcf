"""Tickets as table entities, and the keys that put them in order."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from connector.adapters.tables.rows import (
    LISTED,
    action_key,
    idempotency_key,
    newest_first,
    ticket_key,
    to_entity,
    to_ticket,
)
from connector.domain.action import Category
from connector.domain.draft import Kind, Priority, Source
from connector.domain.ids import new_id
from connector.domain.ticket import Delivery, Failure, Sharer, Ticket
from connector.domain.timeline import LATEST_MAX, REASON_MAX, Move, What, extended
from tests.builders import NOW, days, make_created_ticket, make_record, make_ticket

FULL = replace(
    make_ticket(),
    tenant_id="tenant-2",
    connection_id="d" * 32,
    action_id="scid_2012/a",
    action_url="https://a.example/?b=1",
    kind=Kind.CHANGE_REQUEST,
    name="Zoë's 安全",
    description="one\ntwo",
    priority=Priority.LOW,
    due_date=days(3),
    source=Source.USER,
    category=Category.DEVICE,
    sharer=Sharer("oid-2", "Another", "another@sandbox.example"),
    shared_at=NOW + timedelta(seconds=1),
    queued_at=NOW + timedelta(seconds=2),
    changed_at=NOW + timedelta(seconds=3, microseconds=4),
    delivery=Delivery.CREATED,
    attempts=7,
    next_attempt_at=NOW + timedelta(seconds=5),
    reserves=False,
    detached=True,
    another=True,
    record=make_record(state="-5", state_label="Neu", active=False, mod_count=9, deleted=True),
    failure=Failure("remote_rejected", "Operation Failed"),
    warnings=("impact", "caller_id"),
    timeline=(
        Move(NOW, What.SHARED, by="Zoë 安全"),
        Move(NOW + timedelta(microseconds=1), What.ATTEMPT_FAILED, code="busy", reason="later", count=3),
        Move(NOW + timedelta(days=1), What.CLOSED, state="-5", state_label="Neu"),
    ),
)


def round_trip(ticket: Ticket) -> Ticket:
    """Written and read; None is left out by the service."""
    entity = {name: value for name, value in to_entity(ticket).items() if value is not None}
    return to_ticket(entity, etag="e1")


@pytest.mark.parametrize("ticket", [FULL, make_ticket(), make_created_ticket(), make_ticket(action_url=None)])
def test_every_field_survives(ticket: Ticket) -> None:
    """
    A ticket comes back as it was, with the row's ETag as its version.
    """
    back = round_trip(ticket)

    assert back == ticket
    assert back.version == "e1"


def test_a_row_from_before_there_were_timelines_reads() -> None:
    """
    What it knows is who shared it and when.
    """
    entity = to_entity(FULL)
    del entity["timeline"]

    assert to_ticket(entity, etag="e1").timeline == (Move(FULL.shared_at, What.SHARED, by="Another"),)


def test_the_longest_timeline_fits_into_a_property() -> None:
    """
    64 KiB in UTF-16: of one that is all rare letters the oldest moves go, the first one stays.
    """
    moves = [
        Move(NOW, What.FAILED, by="𐀀" * 100, code="remote_rejected", reason=f"{number}{'𐀀' * REASON_MAX}")
        for number in range(LATEST_MAX + 1)
    ]
    ticket = replace(make_ticket(), timeline=extended((), *moves))

    entity = to_entity(ticket)

    kept = to_ticket(entity, etag="e1").timeline
    assert len(entity["timeline"].encode("utf-16-le")) <= 64 * 1024
    assert (kept[0], kept[-1], len(kept) > 30) == (ticket.timeline[0], ticket.timeline[-1], True)


def test_lists_read_every_column_but_the_timeline() -> None:
    """
    A column that is forgotten here would be missing from every list; what is only read for the store is not needed.
    """
    assert set(to_entity(FULL)) - set(LISTED) == {"timeline", "is_open"}
    assert set(LISTED) <= set(to_entity(FULL))


def test_the_full_ticket_of_these_tests_differs_from_a_new_one_in_every_field() -> None:
    """
    So a field that a row forgets cannot come back by its default.
    """
    new = make_ticket()

    same = [f.name for f in fields(Ticket) if f.compare and getattr(FULL, f.name) == getattr(new, f.name)]

    assert same == []


def test_newer_tickets_sort_first() -> None:
    """
    Keys of ids in order of time are in the reverse order, in upper bounds of the table too.
    """
    ids = [new_id(NOW + timedelta(milliseconds=step)) for step in (0, 1, 1000, 86_400_000, 10**12)]

    keys = [ticket_key(id_) for id_ in ids]

    assert keys == sorted(keys, reverse=True)
    assert len(set(keys)) == len(keys)


def test_a_key_can_be_turned_back() -> None:
    """
    The inversion keeps the whole id.
    """
    id_ = new_id(NOW)

    assert newest_first(newest_first(id_)) == id_
    assert newest_first(id_)[12:] == id_[12:]


@pytest.mark.parametrize(
    "action_id", ["AdminMFAV2", "scid_2012", "a/b", "a\\b", "a#b?c", "with space", "安全", "x" * 500, "tab\t", "%2F"]
)
def test_any_action_id_makes_a_key_that_tables_accept(action_id: str) -> None:
    """
    Keys may not hold / \\ # ? or control characters; two spellings of one id are one place.
    """
    key = action_key(action_id)

    assert re.fullmatch(r"action_[a-z0-9_.-]{1,200}", key)
    assert key == action_key(action_id.upper())


def test_different_actions_have_different_places() -> None:
    """
    Also where an id looks like another one's hash or differs in a forbidden letter only.
    """
    ids = ["a/b", "a\\b", "a?b", "a b", "ab", "a.b", "a-b", "a_b"]

    assert len({action_key(id_) for id_ in ids}) == len(ids)


def test_an_idempotency_key_is_hashed() -> None:
    """
    Whatever a client sends fits, and nobody reads it in the table.
    """
    assert re.fullmatch(r"idempotency_[0-9a-f]{64}", idempotency_key("oid/a key / with # anything/0"))
