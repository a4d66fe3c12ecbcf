"""EventLog: who did what, append only, newest first."""

import pytest

from connector.adapters.tables.events import EventTable
from connector.errors import InvalidRequestError
from connector.ports import Event
from tests.builders import NOW, OTHER_TENANT_ID, TENANT_ID
from tests.contract.conftest import BOTH
from tests.fakes import FakeEvents


@pytest.fixture(params=BOTH)
def events(request, clock):
    """A log without events."""
    if request.param == "memory":
        return FakeEvents(clock)
    return EventTable(request.getfixturevalue("new_table")(), clock)


def _read_all(events, limit):
    pages = [events.page(TENANT_ID, cursor=None, limit=limit)]
    while pages[-1].cursor:
        pages.append(events.page(TENANT_ID, cursor=pages[-1].cursor, limit=limit))
    return [event for page in pages for event in page.events]


def test_event_comes_back_whole(events):
    """
    Name, person, time and facts.
    """
    facts = {"user": "l’intégration", "instance": "https://sandbox.service-now.com", "empty": ""}
    events.append(TENANT_ID, "connected", by="person", facts=facts)

    page = events.page(TENANT_ID, cursor=None, limit=10)

    assert (page.events, page.cursor) == ([Event("connected", "person", NOW, facts)], None)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 10])
def test_pages_go_from_the_newest_to_the_oldest(events, clock, limit):
    """
    Each event once, whatever the size of a page.
    """
    for number in range(5):
        clock.advance(milliseconds=1)
        events.append(TENANT_ID, f"event{number}", by="person", facts={})

    assert [event.name for event in _read_all(events, limit)] == [f"event{number}" for number in range(4, -1, -1)]


def test_tenants_have_logs_of_their_own(events):
    """
    Another tenant's events are not shown.
    """
    events.append(OTHER_TENANT_ID, "connected", by="person", facts={})

    assert events.page(TENANT_ID, cursor=None, limit=10).events == []


def test_same_event_twice_is_two_events(events):
    """
    Nothing is overwritten, also within one millisecond.
    """
    for _ in range(3):
        events.append(TENANT_ID, "connected", by="person", facts={})

    assert len(_read_all(events, 10)) == 3


@pytest.mark.parametrize("letter", ["x", "多", "🔐", "\x01"])
def test_longest_fact_is_kept_whole(events, letter):
    """
    The body of a message that nobody understood may be 64 KiB of anything.
    """
    facts = {"body": letter * (65_536 // len(letter.encode())), "reason": "not_json"}
    events.append(TENANT_ID, "message_unreadable", by="queue", facts=facts)

    [event] = events.page(TENANT_ID, cursor=None, limit=1).events
    assert event.facts == facts


def test_person_is_erased_from_a_long_event(events):
    """
    What is left of it stays whole.
    """
    events.append(TENANT_ID, "connected", by="person", facts={"body": "x" * 16_000, "from": "192.0.2.1"})

    assert events.erase(TENANT_ID, "person", name="erased") == 1

    [event] = events.page(TENANT_ID, cursor=None, limit=1).events
    assert (event.by, event.facts) == ("erased", {"body": "x" * 16_000})


@pytest.mark.parametrize("cursor", ["x", "é", "' or true", "0" * 31])
def test_bad_cursor_is_refused_by_name(events, cursor):
    """
    A cursor that no page gave is the caller's mistake.
    """
    with pytest.raises(InvalidRequestError) as refused:
        events.page(TENANT_ID, cursor=cursor, limit=2)
    assert refused.value.fields == {"cursor": "not_a_cursor"}


def test_old_events_are_forgotten(events, clock):
    """
    Those before the moment, of one tenant; the others stay in order.
    """
    events.append(TENANT_ID, "old", by="person", facts={})
    events.append(OTHER_TENANT_ID, "old elsewhere", by="person", facts={})
    moment = clock.advance(days=1)
    events.append(TENANT_ID, "new", by="person", facts={})

    assert (events.forget(TENANT_ID, moment), events.forget(TENANT_ID, moment)) == (1, 0)
    assert [event.name for event in _read_all(events, 10)] == ["new"]
    assert len(events.page(OTHER_TENANT_ID, cursor=None, limit=10).events) == 1


def test_person_is_erased_from_the_log(events, clock):
    """
    The id gives way to a name, the address is dropped; what was done and other people's events stay.
    """
    events.append(TENANT_ID, "connected", by="person", facts={"user": "integration", "from": "192.0.2.1"})
    clock.advance(seconds=1)
    events.append(TENANT_ID, "disconnected", by="other", facts={"from": "192.0.2.2"})

    assert events.erase(TENANT_ID, "person", name="erased") == 1
    assert [(event.by, event.facts) for event in _read_all(events, 10)] == [
        ("other", {"from": "192.0.2.2"}),
        ("erased", {"user": "integration"}),
    ]
