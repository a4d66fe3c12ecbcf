"""Rules of completing a consent."""

import pytest

from connector.domain.connection import ConnectionStatus
from connector.errors import (
    InvalidRequestError,
    NotAllowedError,
    NotConnectedError,
    NotFoundError,
)
from tests.builders import (
    CONNECTION_ID,
    INSTANCE,
    INTEGRATION_USER,
    SHARER,
    TENANT_ID,
    make_caller,
    make_connection,
)
from tests.fakes import FakeDesk


@pytest.fixture
def c(unconnected):
    """Nothing is connected yet."""
    return unconnected


def test_consent_connects(c, consent, finish, clock):
    """
    Tokens are held, the integration user is known, the countdown begins.
    """
    _, state, code = consent()

    connection = finish(state, code)

    assert c.connections.current(TENANT_ID) == connection
    assert (connection.status, connection.integration_user) == (ConnectionStatus.CONNECTED, INTEGRATION_USER)
    assert (connection.consented_at, connection.days_left(clock.now())) == (clock.now(), 100)
    assert c.secrets.values[connection.refresh_token_name] == c.desks.held[connection.connection_id].refresh_token


def test_consent_is_an_event_with_the_user_and_without_secrets(c, consent, finish):
    """
    Who connected, as whom.
    """
    _, state, code = consent()

    connection = finish(state, code)

    assert c.events.names() == ["consent_begun", "connected"]
    event = c.events.last()
    assert (event.by, event.facts["user"]) == (SHARER.object_id, INTEGRATION_USER.name)
    assert not set(c.secrets.values.values()) & {*event.facts.values(), connection.client_id}


def test_state_works_once(c, consent, finish):
    """
    A redirect that is repeated, or replayed, finds nothing.
    """
    _, state, code = consent()
    finish(state, code)

    with pytest.raises(NotFoundError) as refused:
        finish(state, code)
    assert refused.value.code == "authorization_unknown"


@pytest.mark.parametrize("state", ["", "unknown"])
def test_unknown_state_is_refused(finish, state):
    """
    A redirect that nobody asked for is not followed.
    """
    with pytest.raises(NotFoundError):
        finish(state, "code-1")


@pytest.mark.parametrize(("minutes", "lapsed"), [(9.99, False), (10, True)])
def test_state_lapses_after_ten_minutes(c, consent, finish, clock, minutes, lapsed):
    """
    A late redirect is refused, and its code is not used.
    """
    connection, state, code = consent()
    clock.advance(minutes=minutes)

    if lapsed:
        with pytest.raises(NotFoundError):
            finish(state, code)
    else:
        finish(state, code)
    assert c.connections.get(connection.connection_id).is_usable is not lapsed


@pytest.mark.parametrize("who", [None, make_caller(object_id="another")])
def test_another_browser_cannot_finish(c, consent, finish, who):
    """
    A consent that was begun by a person ends in the same person's session; the state is spent all the same.
    """
    _, state, code = consent()

    with pytest.raises(NotAllowedError) as refused:
        finish(state, code, who=who)
    assert refused.value.code == "authorization_of_another"
    with pytest.raises(NotFoundError):
        finish(state, code)


def test_consent_begun_by_a_program_ends_in_any_browser(consent, finish):
    """
    A program has no session; it hands the URL to whoever holds the integration user's password.
    """
    _, state, code = consent(who=make_caller(in_browser=False))

    assert finish(state, code, who=None).status is ConnectionStatus.CONNECTED


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("access_denied", "access_denied"),
        ("", "no code"),
        ("access_denied<script>", "access_denied"),
        ("x" * 500, "x" * 40),
        ("Pay here", "no code"),
    ],
)
def test_denied_consent_connects_nothing(c, consent, finish, error, reason):
    """
    The integration user pressed Deny, or the redirect brought no code; OAuth's word for it goes to the log.
    """
    connection, state, _ = consent()

    with pytest.raises(InvalidRequestError) as refused:
        finish(state, "", error=error)
    assert (refused.value.code, str(refused.value)) == ("consent_refused", reason)
    assert not c.connections.get(connection.connection_id).is_usable


def test_code_that_servicenow_refuses_connects_nothing(c, consent, finish):
    """
    A made-up code, or a client's secret that is wrong.
    """
    connection, state, _ = consent()

    with pytest.raises(NotConnectedError):
        finish(state, "made-up")
    assert c.connections.get(connection.connection_id).status is ConnectionStatus.AWAITING_CONSENT


def test_code_of_another_consent_is_refused(c, consent, finish):
    """
    PKCE: a code that was caught from one consent is worthless in another.
    """
    _, _, caught = consent()
    _, state, _ = consent()

    with pytest.raises(NotConnectedError):
        finish(state, caught)


def test_consent_without_a_refresh_token_is_refused(c, consent, finish):
    """
    It would end with the first access token, in half an hour.
    """
    c.oauth.gives_refresh_tokens = False
    _, state, code = consent()

    with pytest.raises(NotConnectedError) as refused:
        finish(state, code)
    assert refused.value.code == "no_refresh_token"


def test_user_that_the_instance_does_not_name_connects_nothing(c, consent, finish):
    """
    Without knowing as whom it works a connection is not one.
    """
    _, state, code = consent()
    c.desks.desk.fail("who_am_i", NotConnectedError("unreadable", code="user_unreadable"))

    with pytest.raises(NotConnectedError):
        finish(state, code)
    assert not c.connections.current(TENANT_ID).is_usable


def test_new_connection_retires_the_one_before(c, consent, finish):
    """
    Only a complete consent replaces a working connection: the old tokens are revoked, its secrets deleted.
    """
    old = finish(*consent("old")[1:])
    old_token = c.secrets.values[old.refresh_token_name]

    new = finish(*consent("new")[1:])

    assert c.connections.current(TENANT_ID) == new
    assert c.connections.get(old.connection_id).status is ConnectionStatus.NOT_CONNECTED
    assert c.oauth.revoked == [old_token]
    assert set(c.secrets.values) == {new.client_secret_name, new.refresh_token_name}


def test_failed_replacement_leaves_the_old_connection_working(c, consent, finish):
    """
    A new consent that comes to nothing costs nothing.
    """
    old = finish(*consent("old")[1:])
    _, state, _ = consent("new")

    with pytest.raises(NotConnectedError):
        finish(state, "made-up")
    assert c.connections.current(TENANT_ID) == old
    assert c.secrets.values[old.refresh_token_name]


def test_a_new_client_takes_effect_only_when_all_went_well(c, consent, finish):
    """
    While nobody knows as whom the new client works, the working connection keeps client, secret and token.
    """
    first = finish(*consent(client_id="client-1")[1:])
    token = c.secrets.values[first.refresh_token_name]
    _, state, code = consent(client_id="client-2")
    c.desks.desk.fail("who_am_i", NotConnectedError("unreadable", code="user_unreadable"))

    with pytest.raises(NotConnectedError):
        finish(state, code)

    assert c.connections.current(TENANT_ID) == first
    assert c.secrets.values[first.refresh_token_name] == token


def test_renewed_consent_keeps_connection_and_secrets(c, consent, finish, clock):
    """
    The same instance and client: a new hundred days, the same connection, nothing revoked.
    """
    first = finish(*consent()[1:])
    clock.advance(days=80)

    renewed = finish(*consent()[1:])

    assert (renewed.connection_id, renewed.days_left(clock.now())) == (first.connection_id, 100)
    assert c.oauth.revoked == []


def test_new_connection_asks_its_own_instance_who_it_is(c, consent, finish):
    """
    With two connections at hand the user is read at the new one.
    """
    c.connections.establish(make_connection())
    connection, state, code = consent("elsewhere")
    there = FakeDesk(c.clock)
    c.desks.by_connection[connection.connection_id] = there

    finish(state, code)

    assert (there.requests, c.desks.desk.requests) == ([("who_am_i", 0), ("consent_life", 0)], [])
    assert (connection.instance, CONNECTION_ID) != (INSTANCE, connection.connection_id)
