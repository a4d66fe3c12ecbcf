"""Rules of a consent by somebody who may be the wrong one, and of connections that nobody finished."""

from dataclasses import replace

import pytest

from connector.application.connect import begin
from connector.application.consent import accept_user, complete
from connector.application.sweep import sweep
from connector.domain.connection import ConnectionStatus, Doubt
from connector.errors import ConflictError, NotFoundError
from tests.builders import INTEGRATION_USER, SHARER, TENANT_ID, make_caller

ADMINISTRATOR = replace(INTEGRATION_USER, is_admin=True)
ONESELF = replace(INTEGRATION_USER, email=SHARER.email.upper())


@pytest.fixture
def c(unconnected):
    """Nothing is connected yet."""
    return unconnected


@pytest.fixture
def connect(c, caller):
    """A person begins, this user allows, the redirect comes back."""

    def run(user=INTEGRATION_USER, instance="acme"):
        c.desks.desk.user = user
        _, url = begin(instance, "client-1", c.oauth.client_secret, caller, c)
        state, code = c.oauth.consent(url)
        return complete(state=state, code=code, error="", caller=caller, c=c)

    return run


@pytest.mark.parametrize(
    ("user", "doubt"), [(ADMINISTRATOR, Doubt.ADMINISTRATOR), (ONESELF, Doubt.OWN_ACCOUNT)], ids=["admin", "oneself"]
)
def test_doubted_user_is_not_worked_with_yet(c, connect, user, doubt):
    """
    The connection shows whom it would work as and why that is doubted, and waits.
    """
    connection = connect(user)

    assert (connection.status, connection.doubts) == (ConnectionStatus.CONFIRM_USER, (doubt,))
    assert not c.connections.current(TENANT_ID).is_usable
    assert c.events.names()[-1] == "confirmation_wanted"


def test_accepted_user_is_worked_with(c, caller, connect):
    """
    An administrator's word, on record with the user and the doubts.
    """
    waiting = connect(ADMINISTRATOR)

    connection = accept_user(waiting.connection_id, caller, c)

    assert c.connections.current(TENANT_ID) == connection
    assert (connection.status, connection.is_usable) == (ConnectionStatus.CONNECTED, True)
    event = c.events.last()
    assert (event.name, event.by, event.facts["doubts"]) == ("user_accepted", SHARER.object_id, "administrator")


def test_doubted_user_does_not_end_the_connection_before(c, connect):
    """
    The working connection to another instance goes on until the word is given.
    """
    working = connect()

    connect(ADMINISTRATOR, "elsewhere")

    assert c.connections.current(TENANT_ID) == working
    assert c.oauth.revoked == []


def test_accepted_user_ends_the_connection_before(c, caller, connect):
    """
    Then it is revoked and its secrets are deleted.
    """
    working = connect()
    waiting = connect(ADMINISTRATOR, "elsewhere")

    accept_user(waiting.connection_id, caller, c)

    assert c.connections.get(working.connection_id).status is ConnectionStatus.NOT_CONNECTED
    assert len(c.oauth.revoked) == 1
    assert working.refresh_token_name not in c.secrets.values


def test_undoubted_user_needs_no_word(c, caller, connect):
    """
    Nothing waits, so there is nothing to accept.
    """
    connection = connect()

    with pytest.raises(ConflictError) as refused:
        accept_user(connection.connection_id, caller, c)
    assert refused.value.code == "nothing_to_confirm"


def test_another_tenants_connection_cannot_be_accepted(c, connect):
    """
    Nor is its being there told.
    """
    waiting = connect(ADMINISTRATOR)

    with pytest.raises(NotFoundError):
        accept_user(waiting.connection_id, make_caller(tenant_id="another"), c)
    assert c.connections.get(waiting.connection_id).status is ConnectionStatus.CONFIRM_USER


def test_unfinished_connection_leaves_no_secret(c, caller, connect, clock):
    """
    A consent elsewhere that nobody gave: after its ten minutes the client secret is deleted.
    """
    working = connect()
    unfinished, _ = begin("elsewhere", "client-1", "kept for nothing", caller, c)
    clock.advance(minutes=11)

    sweep(c)

    assert unfinished.client_secret_name not in c.secrets.values
    assert working.client_secret_name in c.secrets.values
    assert c.connections.current(TENANT_ID) == working


def test_unfinished_first_connection_may_be_tried_again(c, caller, clock):
    """
    It is the tenant's only one: its client is kept for the next attempt.
    """
    unfinished, _ = begin("acme", "client-1", "kept", caller, c)
    clock.advance(minutes=11)

    sweep(c)

    assert c.secrets.values == {unfinished.client_secret_name: "kept"}
    assert c.connections.current(TENANT_ID).status is ConnectionStatus.AWAITING_CONSENT


@pytest.mark.parametrize("id_", ["", "x" * 32, "a/b?c#d", "../../secrets"])
def test_what_is_no_id_is_not_found(c, caller, id_):
    """
    No store is asked for it.
    """
    c.connections.fail("get", AssertionError("asked"))

    with pytest.raises(NotFoundError):
        accept_user(id_, caller, c)
