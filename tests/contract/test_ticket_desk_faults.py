"""TicketDesk on an instance in trouble: every kind of it means try later, and a look-up says what happened."""

import time

import pytest

from connector.adapters import http
from connector.adapters.http import TRIES
from connector.domain.draft import Kind
from connector.errors import RemoteUnavailableError
from connector.ports import Created
from tests.builders import NOW, make_ticket

pytestmark = pytest.mark.e2e

FAULTS = {
    "rate limit": {"kind": "status", "status": 429, "retryAfter": 7},
    "cancelled": {"kind": "status", "status": 500},
    "in trouble": {"kind": "html", "status": 503},
    "bad gateway": {"kind": "html", "status": 502},
    "asleep": {"kind": "html", "status": 200},
    "not carried out": {"kind": "drop_before"},
    "reply lost": {"kind": "drop_after"},
    "broken off": {"kind": "truncate"},
    "accepted only": {"kind": "empty", "status": 202},
}
MADE = {"reply lost", "broken off"}
TABLE_API, BATCH_API = "POST /api/now/table", "POST /api/now/v1/batch"


@pytest.fixture
def desk(instance):
    """The desk of the integration user, its token and the sharer known."""
    desk = instance.desk()
    desk.create([make_ticket("Before")])
    return desk


def _fault(instance, name, match):
    fault = dict(FAULTS[name])
    instance.fail(fault.pop("kind"), match=match, **fault)


@pytest.mark.parametrize("name", FAULTS)
def test_single_create_in_trouble_is_unclear(instance, desk, name):
    """
    The outcome says try later; the look-up finds the record when it was made, and only then.
    """
    ticket = make_ticket()
    _fault(instance, name, TABLE_API)

    outcome = desk.create([ticket])[ticket.ticket_id]

    assert isinstance(outcome, RemoteUnavailableError)
    assert (ticket.ticket_id in desk.find(Kind.INCIDENT, [ticket.ticket_id])) is (name in MADE)


def test_instance_that_never_answers_ends_at_the_time_out(instance, desk, monkeypatch):
    """
    The whole instance is taken to be away; nothing was done, and the request does not stay behind.
    """
    ticket = make_ticket()
    monkeypatch.setattr(http, "READ_TIMEOUT_S", 0.3)
    instance.fail("hang", match=TABLE_API)

    outcome = desk.create([ticket])[ticket.ticket_id]

    assert isinstance(outcome, RemoteUnavailableError)
    assert outcome.service_wide
    assert instance.rows(Kind.INCIDENT, ticket.ticket_id) == []
    deadline = time.monotonic() + 5
    while (fault := instance.control("GET", "fail")["faults"][0])["underWay"] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (fault["hits"], fault["underWay"]) == (1, 0)


@pytest.mark.parametrize("name", FAULTS)
def test_batch_in_trouble_is_unclear_as_a_whole(instance, desk, name):
    """
    Nothing is known of any ticket; the look-up tells of each.
    """
    tickets = [make_ticket(f"A{number}") for number in range(3)]
    _fault(instance, name, BATCH_API)

    with pytest.raises(RemoteUnavailableError):
        desk.create(tickets)
    found = desk.find(Kind.INCIDENT, [ticket.ticket_id for ticket in tickets])
    assert len(found) == (3 if name in MADE else 0)


@pytest.mark.parametrize("name", FAULTS)
def test_repeat_after_trouble_makes_no_second_record(instance, desk, name):
    """
    Whatever happened to the first try, there is one record in the end.
    """
    ticket = make_ticket()
    _fault(instance, name, TABLE_API)
    desk.create([ticket])

    desk.create([ticket])

    assert len(instance.rows(Kind.INCIDENT, ticket.ticket_id)) == 1


@pytest.mark.parametrize("name", FAULTS)
def test_search_in_trouble_gives_no_rows(instance, desk, name):
    """
    Half a page is no page: the watermark must not move past what was not read.
    """
    for _ in range(TRIES):
        _fault(instance, name, "GET /api/now/table/incident")

    with pytest.raises(RemoteUnavailableError):
        list(desk.changed(Kind.INCIDENT, NOW))


def test_search_goes_on_after_brief_trouble(instance, desk):
    """
    A read is safe to repeat, so that a connection which broke off once costs no job its turn.
    """
    _fault(instance, "not carried out", "GET /api/now/table/incident")

    assert sum(len(page) for page in desk.changed(Kind.INCIDENT, NOW)) == 1


def test_rate_limit_says_when_it_is_over(instance, desk):
    """
    The job waits as long as it is told.
    """
    ticket = make_ticket()
    _fault(instance, "rate limit", TABLE_API)

    assert desk.create([ticket])[ticket.ticket_id].retry_after_s == 7


def test_sleeping_instance_has_its_own_word(instance, desk):
    """
    So that an administrator is told to wake it.
    """
    _fault(instance, "asleep", "GET")

    with pytest.raises(RemoteUnavailableError) as asleep:
        desk.read(Kind.INCIDENT, [make_ticket().ticket_id])
    assert asleep.value.code == "instance_asleep"


def test_list_that_ends_in_an_error_is_no_list(instance, desk):
    """
    A transaction that ServiceNow cancels half-way answers 200, with rows and an error.
    """
    for number in range(3):
        desk.create([make_ticket(f"A{number}")])
    instance.switch(trailingErrorAfter=2)

    with pytest.raises(RemoteUnavailableError):
        list(desk.changed(Kind.INCIDENT, NOW))


def test_desk_works_on_after_trouble(instance, desk):
    """
    Nothing is kept of a broken connection.
    """
    for name in FAULTS:
        _fault(instance, name, TABLE_API)
        desk.create([make_ticket(f"During {name}")])
    ticket = make_ticket("After")

    assert isinstance(desk.create([ticket])[ticket.ticket_id], Created)
