"""TicketDesk.changed: every row once, however many share a second, and never another's."""

from datetime import timedelta

import pytest

from connector.adapters.servicenow.fields import CORRELATION_DISPLAY
from connector.domain.draft import Kind
from connector.errors import RemoteError, RemoteRejectedError
from tests.builders import NOW, make_id

pytestmark = pytest.mark.e2e


@pytest.fixture
def desk(instance):
    """The desk of the integration user."""
    return instance.desk()


def _changed(desk, since=NOW, kind=Kind.INCIDENT):
    return [ticket_id for page in desk.changed(kind, since) for ticket_id, _ in page]


def test_thousands_of_rows_of_one_second_are_each_seen_once(instance, desk):
    """
    More than two pages with the same stamp: the pages go on by sys_id.
    """
    ids = sorted(make_id() for _ in range(2500))
    instance.add_many(Kind.INCIDENT, ids, NOW)
    instance.add_many(Kind.INCIDENT, later := [make_id()], NOW + timedelta(seconds=1))

    pages = list(desk.changed(Kind.INCIDENT, NOW))

    assert [ticket_id for page in pages for ticket_id, _ in page] == ids + later
    assert len(pages) == 3


def test_full_last_page_ends_the_list(instance, desk):
    """
    A thousand rows exactly: nothing is repeated, and the search ends.
    """
    ids = sorted(make_id() for _ in range(1000))
    instance.add_many(Kind.INCIDENT, ids, NOW)

    assert _changed(desk) == ids


def test_hidden_rows_do_not_hide_what_follows(instance, desk):
    """
    Rows the user may not see shorten or empty a page; those behind them are still read.
    """
    ids = sorted(make_id() for _ in range(2100))
    instance.add_many(Kind.INCIDENT, ids, NOW)
    instance.control("POST", "acl", {"hiddenRecords": ids[:2050]})

    assert _changed(desk) == ids[2050:]


def test_rows_of_others_are_not_ours(instance, desk):
    """
    Neither records without our mark, nor marked ones whose correlation id is no ticket's.
    """
    instance.add_many(Kind.INCIDENT, [make_id()], NOW, correlation_display="another tool")
    instance.control(
        "POST",
        "bulk",
        {
            "table": "incident",
            "count": 1,
            "template": {"correlation_display": CORRELATION_DISPLAY[Kind.INCIDENT], "correlation_id": "SR-1"},
        },
    )

    assert _changed(desk) == []


def test_refused_range_is_told(instance, desk):
    """
    An instance may refuse ranges and sorting to this user.
    """
    instance.switch(denyRangeQueries=True)

    with pytest.raises(RemoteRejectedError):
        _changed(desk)


@pytest.mark.parametrize("column", ["correlation_display", "sys_updated_on"])
def test_dropped_condition_is_noticed(instance, desk, column):
    """
    A condition on a column that the user may not read is dropped: the whole table would be taken for ours.
    """
    instance.add_many(Kind.INCIDENT, [make_id()], NOW - timedelta(days=9))
    instance.add_many(Kind.INCIDENT, [make_id()], NOW, correlation_display="another tool")
    instance.control("POST", "acl", {"unreadableFields": {"incident": [column]}})

    with pytest.raises(RemoteError):
        _changed(desk)
