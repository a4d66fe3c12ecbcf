"""TicketDesk on instances that behave as some do: what is dropped, hidden or refused."""

import pytest

from connector.adapters.servicenow.fields import CORRELATION_DISPLAY
from connector.domain.draft import Kind, Priority
from connector.domain.ticket import Sharer
from connector.errors import NotConnectedError, RemoteRejectedError, RemoteUnavailableError
from connector.ports import Created
from sandbox import seed
from tests.builders import make_id, make_ticket

pytestmark = pytest.mark.e2e


@pytest.fixture
def desk(instance):
    """The desk of the integration user."""
    return instance.desk()


def _create(desk, **fields):
    ticket = make_ticket(**fields)
    return ticket, desk.create([ticket])[ticket.ticket_id]


def test_one_ticket_takes_one_request_and_fifty_take_one_more(instance, desk):
    """
    Once the token and the sharer are known: a single share one request, a batch of fifty one.
    """
    _create(desk)
    instance.requests()

    _create(desk, action_id="Second")
    single = instance.requests()
    desk.create([make_ticket(f"A{number}") for number in range(50)])

    assert (single, instance.requests()) == (1, 1)


def test_record_holds_what_the_ticket_says(instance, desk):
    """
    Name, text with its footer, due date, the marks that it is ours, and the priority ServiceNow computes.
    """
    ticket, outcome = _create(desk, priority=Priority.CRITICAL)

    [row] = instance.rows(Kind.INCIDENT, ticket.ticket_id)
    assert (row["short_description"], row["due_date"]) == (ticket.name, f"{ticket.due_date} 23:59:59")
    assert (row["priority"], row["correlation_display"]) == ("1", CORRELATION_DISPLAY[Kind.INCIDENT])
    assert row["description"].startswith("Turn it on.\n\nLink: https://entra.sandbox.example/security\n")
    assert outcome.warnings == ()


@pytest.mark.parametrize(("kind", "column"), [(Kind.INCIDENT, "caller_id"), (Kind.CHANGE_REQUEST, "requested_by")])
def test_sharer_stands_on_the_record_when_servicenow_knows_them(instance, desk, kind, column):
    """
    By e-mail, whatever its case.
    """
    person = seed.SHARER_IN_SERVICENOW
    ticket, _ = _create(desk, kind=kind, sharer=Sharer("object-id", "Sharer", person.email.upper()))

    [row] = instance.rows(kind, ticket.ticket_id)
    assert row[column] == person.sys_id


@pytest.mark.parametrize("email", ["", "nobody@sandbox.example", "a^active=true", "^ORemailISNOTEMPTY", "x,y"])
def test_unknown_sharer_is_left_out(desk, email):
    """
    An e-mail that nobody has, or that is no e-mail, names nobody and asks for nobody else.
    """
    _, outcome = _create(desk, sharer=Sharer("object-id", "Sharer", email))

    assert outcome.warnings == ()


def test_record_with_another_sys_id_is_found_by_its_ticket(instance, desk):
    """
    An instance may ignore the sys_id that was sent: the correlation id still leads to the record.
    """
    instance.switch(ignoreClientSysId=True)

    ticket, outcome = _create(desk)

    assert outcome.record.sys_id != ticket.ticket_id
    assert "sys_id" in outcome.warnings
    assert desk.find(Kind.INCIDENT, [ticket.ticket_id]) == {ticket.ticket_id: outcome.record}


@pytest.mark.parametrize("many", [False, True])
def test_dropped_field_is_a_warning(instance, desk, many):
    """
    ServiceNow drops without a word what a user may not write; the ticket says which.
    """
    instance.control("POST", "acl", {"readOnlyFields": {"incident": ["due_date"]}})
    tickets = [make_ticket("One"), make_ticket("Other")][: 1 + many]

    outcomes = desk.create(tickets)

    assert {outcome.warnings for outcome in outcomes.values()} == {("due_date",)}


def test_record_without_its_correlation_id_is_found_by_sys_id(instance, desk):
    """
    A right that is missing on one column does not make a second record.
    """
    instance.control("POST", "acl", {"readOnlyFields": {"incident": ["correlation_id"]}})
    ticket, outcome = _create(desk)

    assert outcome.warnings == ("correlation_id",)
    assert desk.find(Kind.INCIDENT, [ticket.ticket_id]) == {ticket.ticket_id: outcome.record}


def test_refused_insert_tells_servicenows_reason(instance, desk):
    """
    One by one and in a batch.
    """
    instance.control("POST", "acl", {"denyInsert": ["incident"]})
    tickets = [make_ticket("One"), make_ticket("Other")]

    single = desk.create(tickets[:1])[tickets[0].ticket_id]
    batch = desk.create(tickets)

    assert isinstance(single, RemoteRejectedError)
    assert single.status == 403
    assert {outcome.detail for outcome in batch.values()} == {single.detail}


def test_hidden_records_are_neither_found_nor_read(instance, desk):
    """
    They look deleted; whether to believe that is the reader's business.
    """
    ticket, _ = _create(desk)
    instance.control("POST", "acl", {"hiddenRecords": [ticket.ticket_id]})

    assert desk.read(Kind.INCIDENT, [ticket.ticket_id]) == {}
    assert desk.find(Kind.INCIDENT, [ticket.ticket_id]) == {}


def test_unknown_state_comes_with_the_instances_label(instance, desk):
    """
    A state that an administrator added is taken as it is.
    """
    ticket, _ = _create(desk)
    instance.control("POST", "choices", {"table": "incident", "value": "5", "label": "Awaiting vendor"})
    instance.change(Kind.INCIDENT, ticket.ticket_id, state="5")

    record = desk.read(Kind.INCIDENT, [ticket.ticket_id])[ticket.ticket_id]
    assert (record.state, record.state_label, record.active) == ("5", "Awaiting vendor", True)


def test_integration_user_is_named(desk):
    """
    The user behind the token, with the e-mail a person can compare.
    """
    user, person = desk.who_am_i(), seed.INTEGRATION_USER

    assert (user.sys_id, user.name) == (person.sys_id, person.name)
    assert (user.display_name, user.email) == (person.display_name, person.email)


def test_batch_that_is_cut_leaves_the_rest_unclear(instance, desk):
    """
    Records that the batch did not get to, or says so, have to be looked up.
    """
    instance.switch(batchServicedItems=3)
    tickets = [make_ticket(f"A{number}") for number in range(5)]

    outcomes = desk.create(tickets)

    kinds = [type(outcomes[ticket.ticket_id]) for ticket in tickets]
    assert kinds == [Created] * 3 + [RemoteUnavailableError] * 2


def test_batch_in_another_order_keeps_each_tickets_own_record(instance, desk):
    """
    Answers are matched by their ids, never by their place.
    """
    instance.switch(batchReverseOrder=True)
    tickets = [make_ticket(f"A{number}") for number in range(5)]

    outcomes = desk.create(tickets)

    assert {ticket_id: outcome.record.sys_id for ticket_id, outcome in outcomes.items()} == {
        ticket.ticket_id: ticket.ticket_id for ticket in tickets
    }


def test_longest_texts_are_cut_as_servicenow_would(instance, desk):
    """
    What was cut on purpose is no warning, and the link survives.
    """
    ticket, outcome = _create(desk, name="word " * 50, description="é" * 16_000)

    [row] = instance.rows(Kind.INCIDENT, ticket.ticket_id)
    assert (len(row["short_description"]) <= 160, len(row["description"])) == (True, 4000)
    assert f"Link: {ticket.action_url}" in row["description"]
    assert outcome.warnings == ()


def test_ended_token_is_replaced_once(instance, desk):
    """
    A token that the instance ended early costs one more try, not a ticket.
    """
    _create(desk)
    instance.control("POST", "tokens", {"expire": "access"})

    _, outcome = _create(desk, action_id="Second")

    assert isinstance(outcome, Created)


def test_revoked_consent_is_told(instance, desk):
    """
    Nothing is created, and an administrator has to connect again.
    """
    instance.control("POST", "tokens", {"revoke": "all"})

    with pytest.raises(NotConnectedError):
        _create(desk)


def test_user_without_the_right_role_cannot_create(instance, desk):
    """
    The role was taken away: the refusal is the ticket's, with its reason.
    """
    instance.control("POST", f"users/{seed.INTEGRATION_USER.name}", {"roles": []})

    _, outcome = _create(desk)

    assert isinstance(outcome, RemoteRejectedError)


def test_instance_that_refuses_to_sort_is_searched_and_read(instance, desk):
    """
    Ranges and sorting may be forbidden to this user; looking up a ticket needs neither.
    """
    ticket = make_ticket()
    desk.create([ticket])
    instance.switch(denyRangeQueries=True)

    assert set(desk.find(ticket.kind, [ticket.ticket_id])) == {ticket.ticket_id}
    assert set(desk.read(ticket.kind, [ticket.ticket_id])) == {ticket.ticket_id}


def test_of_two_records_of_a_ticket_the_older_is_found(instance, desk):
    """
    Whatever order the instance answers in.
    """
    ticket_id = make_id()
    younger, older = "a" * 32, "b" * 32
    for sys_id, advance_s in ((older, 0), (younger, 60)):
        instance.control("POST", "clock", {"advanceS": advance_s})
        wish = {"table": "incident", "count": 1, "sysIds": [sys_id], "correlationIds": [ticket_id]}
        instance.control("POST", "bulk", wish)

    assert desk.find(Kind.INCIDENT, [ticket_id])[ticket_id].sys_id == older
