"""Rules of pushes: signed, once, and never believed."""

import base64
import hmac
from dataclasses import replace

import pytest

from connector.application.push import accept, follow_record, make_key
from connector.application.sweep import sweep
from connector.domain.connection import ConnectionStatus
from connector.domain.draft import Kind
from connector.domain.push import Push
from connector.errors import NotAuthenticatedError, NotConnectedError, NotFoundError, RemoteUnavailableError
from tests.builders import (
    CONNECTION_ID,
    TENANT_ID,
    make_connection,
    make_created_ticket,
    make_id,
    make_record,
    make_ticket,
)

BODY = b'{"table": "incident"}'


def signed(c, key, body=BODY):
    """A push of this moment."""
    timestamp = str(int(c.clock.now().timestamp()))
    mac = hmac.digest(base64.b64decode(key), f"{timestamp}.".encode() + body, "sha256")
    return Push(body, timestamp, base64.b64encode(mac).decode())


@pytest.fixture
def key(c, caller):
    """The connection's key."""
    return make_key(caller, c)[1]


@pytest.fixture
def followed(c):
    """A ticket whose record someone resolved."""
    ticket = c.tickets.put(make_created_ticket())[0]
    c.desks.desk.put(Kind.INCIDENT, ticket.record)
    c.desks.desk.move(Kind.INCIDENT, ticket.ticket_id, state="6", state_label="Resolved")
    return ticket


def push(c, ticket, table="incident", hint=""):
    return follow_record(table, ticket.record.sys_id, hint, c.connections.get(CONNECTION_ID), c)


def test_a_push_signed_with_the_key_is_for_its_connection(c, key):
    """
    The key lives in the secret store under the connection's own name.
    """
    assert accept(signed(c, key), CONNECTION_ID, c).connection_id == CONNECTION_ID
    assert c.secrets.values[make_connection().webhook_key_name] == key


def test_the_same_push_twice_is_refused(c, key):
    """
    Also when its signature is written in other letters of base64 that mean the same bytes.
    """
    first = signed(c, key)
    accept(first, CONNECTION_ID, c)

    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = letters[letters.index(first.signature[-2]) + 1]
    for again in (first, replace(first, signature=f"{first.signature[:-2]}{last}=")):
        with pytest.raises(NotAuthenticatedError):
            accept(again, CONNECTION_ID, c)


def test_a_push_is_remembered_while_its_timestamp_would_pass(c, clock, key):
    """
    A sweep does not forget it before; afterwards its timestamp is too old.
    """
    first = signed(c, key)
    accept(first, CONNECTION_ID, c)

    clock.advance(minutes=5)
    c.pushes.sweep(clock.now())
    with pytest.raises(NotAuthenticatedError, match="seen before"):
        accept(first, CONNECTION_ID, c)
    clock.advance(seconds=1)
    assert c.pushes.sweep(clock.now()) == 1
    with pytest.raises(NotAuthenticatedError, match="timestamp"):
        accept(first, CONNECTION_ID, c)


def test_a_new_key_ends_the_old_one(c, caller, key):
    """
    Making a key goes on record, without the key.
    """
    newer = make_key(caller, c)[1]

    with pytest.raises(NotAuthenticatedError):
        accept(signed(c, key), CONNECTION_ID, c)
    assert accept(signed(c, newer), CONNECTION_ID, c)
    assert c.events.names() == ["webhook_key_made"] * 2
    assert newer not in repr(c.events.page(TENANT_ID, cursor=None, limit=9))


def test_no_key_without_a_connection(c, caller):
    """
    A connection that was ended gets none.
    """
    c.connections.save(replace(c.connections.get(CONNECTION_ID), status=ConnectionStatus.NOT_CONNECTED))

    with pytest.raises(NotConnectedError):
        make_key(caller, c)
    assert c.secrets.values == {}


@pytest.mark.parametrize("connection_id", ["d" * 32, "", "../x", "C" * 32])
def test_an_unknown_connection_is_not_found(c, key, connection_id):
    """
    Well signed or not, and nothing is remembered.
    """
    for attempt in (signed(c, key), Push(BODY, "", "")):
        with pytest.raises(NotFoundError):
            accept(attempt, connection_id, c)
    assert c.pushes.sweep(c.clock.advance(days=1)) == 0


def test_a_key_without_a_connection_opens_nothing(c, key):
    """
    A secret that outlived its connection signs for nobody.
    """
    c.secrets.set(make_connection(connection_id="d" * 32).webhook_key_name, key)

    with pytest.raises(NotFoundError):
        accept(signed(c, key), "d" * 32, c)


def test_the_sweep_forgets_old_pushes(c, clock, key):
    """
    Along with its other work.
    """
    accept(signed(c, key), CONNECTION_ID, c)
    clock.advance(minutes=6)
    sweep(c)

    assert c.pushes.sweep(clock.now()) == 0


def test_a_connection_without_a_key_accepts_nothing(c):
    """
    It is known, so the signature is what is wrong.
    """
    with pytest.raises(NotAuthenticatedError):
        accept(signed(c, base64.b64encode(bytes(32)).decode()), CONNECTION_ID, c)


def test_a_push_brings_the_records_state_of_this_moment(c, followed, stored):
    """
    One read of one record; the ticket then says what ServiceNow says.
    """
    assert push(c, followed) is True

    assert stored(followed).record.state == "6"
    assert c.desks.desk.requests == [("read", 1)]


def test_a_record_with_another_sys_id_is_found_by_the_hint(c, stored):
    """
    Where an instance chose the sys_id itself, the correlation id says which ticket; the sys_id must still be its own.
    """
    record, plain = make_record(make_id()), make_created_ticket()
    ticket = c.tickets.put(replace(plain, record=record))[0]
    other = c.tickets.put(make_created_ticket("BlockLegacyAuth"))[0]
    c.desks.desk.put(Kind.INCIDENT, replace(record, state="2", mod_count=1))

    assert push(c, ticket, hint=other.ticket_id) is False
    assert push(c, ticket, hint=ticket.ticket_id) is True
    assert stored(ticket).record.state == "2"


@pytest.mark.parametrize("table", ["change_request", "problem", "sys_user"])
def test_another_tables_record_is_left_alone(c, followed, table):
    """
    Nothing is read for a record that is of no ticket.
    """
    assert push(c, followed, table=table) is False
    assert c.desks.desk.requests == []


@pytest.mark.parametrize(
    "ticket",
    [make_ticket(), make_created_ticket(), replace(make_created_ticket(), connection_id="d" * 32)],
    ids=["no record yet", "not stored", "another connection's"],
)
def test_what_is_not_ours_is_left_alone(c, ticket):
    """
    A ticket without record, an unknown record, another connection's ticket: nothing is read.
    """
    if ticket.record is None or ticket.connection_id != CONNECTION_ID:
        c.tickets.put(ticket)

    sys_id = ticket.record.sys_id if ticket.record else ticket.ticket_id
    assert follow_record("incident", sys_id, "", c.connections.get(CONNECTION_ID), c) is False
    assert c.desks.desk.requests == []


def test_a_record_that_cannot_be_read_changes_nothing(c, followed, stored):
    """
    ServiceNow in trouble, or a hidden record: the sync and the reconcile will tell.
    """
    c.desks.desk.fail("read", RemoteUnavailableError("ServiceNow", "no answer"))
    assert push(c, followed) is False

    c.desks.desk.hidden.add(followed.ticket_id)
    assert push(c, followed) is False
    assert stored(followed) == followed


def test_a_connection_without_consent_reads_nothing(c, followed):
    """
    Its key may still be known to the instance.
    """
    c.connections.save(replace(c.connections.get(CONNECTION_ID), status=ConnectionStatus.CONSENT_EXPIRED))

    assert push(c, followed) is False
    assert c.desks.desk.requests == []
