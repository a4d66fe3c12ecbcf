"""Rules of disconnecting."""

import pytest

from connector.application.connect import disconnect
from connector.domain.connection import ConnectionStatus
from connector.errors import NotConnectedError, NotFoundError, RemoteRejectedError, RemoteUnavailableError
from tests.builders import TENANT_ID, make_created_ticket


@pytest.fixture
def c(unconnected):
    """Nothing is connected yet."""
    return unconnected


def test_disconnect_revokes_and_forgets(c, caller, consent, finish):
    """
    Token, secrets and what this process holds are gone; the tickets stay.
    """
    connection = finish(*consent()[1:])
    [ticket] = c.tickets.put(make_created_ticket())

    disconnected = disconnect(caller, c)

    assert disconnected.status is ConnectionStatus.NOT_CONNECTED
    assert (len(c.oauth.revoked), c.secrets.values, c.desks.held) == (1, {}, {})
    assert c.tickets.get(TENANT_ID, ticket.ticket_id) == ticket
    assert (connection.instance, c.events.names()[-1]) == (disconnected.instance, "disconnected")


@pytest.mark.parametrize(
    "error", [RemoteUnavailableError("ServiceNow", "no answer"), RemoteRejectedError("ServiceNow", "no", status=400)]
)
def test_disconnect_does_not_wait_for_servicenow(c, caller, consent, finish, error):
    """
    An instance that is gone cannot keep the secrets here.
    """
    finish(*consent()[1:])
    c.oauth.fail("revoke", error)

    assert disconnect(caller, c).status is ConnectionStatus.NOT_CONNECTED
    assert c.secrets.values == {}


def test_disconnect_ends_a_consent_that_was_only_begun(c, caller, consent, finish):
    """
    The redirect that comes later finds no secret to use its code with.
    """
    _, state, code = consent()
    disconnect(caller, c)

    with pytest.raises(NotFoundError):
        finish(state, code)
    assert c.secrets.values == {}


def test_disconnect_of_nothing_is_refused(c, caller, consent, finish):
    """
    Never connected, or disconnected before.
    """
    with pytest.raises(NotConnectedError):
        disconnect(caller, c)
    finish(*consent()[1:])
    disconnect(caller, c)
    with pytest.raises(NotConnectedError):
        disconnect(caller, c)
