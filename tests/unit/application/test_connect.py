"""Rules of connecting: how a consent begins."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from connector.application.connect import authorize_again, begin
from connector.application.container import Policy
from connector.domain.connection import ConnectionStatus
from connector.errors import InvalidRequestError, NotConnectedError, RemoteUnavailableError
from tests.builders import CONNECTION_ID, INSTANCE, NOW, SHARER, TENANT_ID, make_caller, make_connection
from tests.fakes import PUBLIC_URL, make_container


def _begin(c, caller, instance="acme", client_id="client-1"):
    return begin(instance, client_id, "s3cret", caller, c)


def _query(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_begin_keeps_the_client_and_waits_for_consent(caller, unconnected):
    """
    The connection names the instance; the client's secret stands in the secret store only.
    """
    connection, _ = _begin(unconnected, caller)

    assert unconnected.connections.current(TENANT_ID) == connection
    assert (connection.instance, connection.status) == (
        "https://acme.service-now.com",
        ConnectionStatus.AWAITING_CONSENT,
    )
    assert unconnected.secrets.values == {connection.client_secret_name: "s3cret"}


def test_begin_sends_the_browser_to_the_instance(caller, unconnected):
    """
    The URL carries client, redirect, state and the PKCE challenge, and no secret.
    """
    _, url = _begin(unconnected, caller)

    query = _query(url)
    authorization = unconnected.connections.take(query["state"])
    assert url.startswith("https://acme.service-now.com/oauth_auth.do?")
    assert (query["client_id"], query["redirect_uri"]) == ("client-1", f"{PUBLIC_URL}/api/connection/callback")
    assert (query["code_challenge"], query["code_challenge_method"]) == (authorization.code_challenge, "S256")
    assert "s3cret" not in url
    assert authorization.code_verifier not in url


@pytest.mark.parametrize("in_browser", [True, False])
def test_authorization_is_bound_to_the_browser_that_began_it(unconnected, in_browser):
    """
    A program cannot end a consent in its own session, a person must.
    """
    _, url = _begin(unconnected, make_caller(in_browser=in_browser))

    authorization = unconnected.connections.take(_query(url)["state"])
    assert (authorization.browser_bound, authorization.begun_by) == (in_browser, SHARER.object_id)


def test_begin_refuses_another_host(caller, unconnected):
    """
    A secret is never stored for, nor a browser sent to, a host that is not ServiceNow's.
    """
    with pytest.raises(InvalidRequestError) as refused:
        _begin(unconnected, caller, instance="https://acme.example.com")
    assert refused.value.fields == {"instance": "not_an_instance"}
    assert unconnected.secrets.values == {}


def test_begin_accepts_the_hosts_that_the_operator_added(caller):
    """
    The policy's origins are instances, too.
    """
    c = make_container(policy=Policy(PUBLIC_URL, allowed_instances=("https://localhost:8443",)))

    connection, url = _begin(c, caller, instance="localhost:8443")

    assert connection.instance == "https://localhost:8443"
    assert url.startswith("https://localhost:8443/")


def test_working_connection_goes_on_while_another_is_begun(caller, c):
    """
    Until the new consent is complete tickets are created with the old one.
    """
    connection, _ = _begin(c, caller, instance="elsewhere")

    assert connection.connection_id != CONNECTION_ID
    assert c.connections.current(TENANT_ID).connection_id == CONNECTION_ID


def test_same_instance_and_client_keep_their_connection(caller, c):
    """
    A consent is renewed before it ends without losing the tickets' connection.
    """
    connection, _ = _begin(c, caller, instance=INSTANCE, client_id=make_connection().client_id)

    assert connection.connection_id == CONNECTION_ID
    assert connection.is_usable


def test_connection_without_consent_gives_way(caller, unconnected):
    """
    A second attempt elsewhere replaces the first one that nobody finished; its secrets have names of their own.
    """
    first, _ = _begin(unconnected, caller, instance="mistyped")
    second, _ = _begin(unconnected, caller)

    assert unconnected.connections.current(TENANT_ID) == second
    assert first.client_secret_name != second.client_secret_name


def test_second_attempt_at_the_same_instance_goes_on_with_the_first(caller, unconnected):
    """
    A mistyped client or secret is put right without leaving a half-made connection behind.
    """
    first, _ = _begin(unconnected, caller, client_id="mistyped")
    second, url = begin("acme", "client-1", "put-right", caller, unconnected)

    assert (second.connection_id, _query(url)["client_id"]) == (first.connection_id, "client-1")
    assert unconnected.secrets.values == {first.client_secret_name: "put-right"}


def test_new_client_of_a_working_connection_is_only_offered(caller, c):
    """
    Client and secret in use go on until the new consent is complete, so that a mistake costs nothing.
    """
    working = c.connections.current(TENANT_ID)
    c.secrets.set(working.client_secret_name, "in use")

    connection, url = _begin(c, caller, instance=INSTANCE, client_id="another-client")

    assert (connection.client_id, _query(url)["client_id"]) == (working.client_id, "another-client")
    assert c.secrets.values == {working.client_secret_name: "in use", working.offered_secret_name: "s3cret"}


def test_disconnected_instance_is_connected_again_as_the_same(caller, c):
    """
    Its tickets go on, because they belong to the connection.
    """
    c.connections.save(c.connections.current(TENANT_ID).disconnected(NOW))

    connection, _ = _begin(c, caller, instance=INSTANCE)

    assert (connection.connection_id, connection.status) == (CONNECTION_ID, ConnectionStatus.AWAITING_CONSENT)


def test_consent_is_asked_for_again_with_what_is_kept(caller, c):
    """
    Before it ends, an administrator renews it without typing client and secret.
    """
    connection, url = authorize_again(caller, c)

    assert connection == c.connections.current(TENANT_ID)
    assert _query(url)["client_id"] == connection.client_id
    assert c.connections.take(_query(url)["state"]).secret_name == connection.client_secret_name


def test_the_connection_being_set_up_is_asked_for_again_first(caller, c):
    """
    Whoever was refused at another instance tries again there, without typing its client once more.
    """
    other, _ = _begin(c, caller, instance="other")

    connection, url = authorize_again(caller, c)

    assert (connection.connection_id, _query(url)["client_id"]) == (other.connection_id, other.client_id)


def test_nothing_kept_cannot_be_asked_for_again(caller, c):
    """
    After a disconnect the secrets are gone.
    """
    c.connections.save(c.connections.current(TENANT_ID).disconnected(NOW))

    with pytest.raises(NotConnectedError):
        authorize_again(caller, c)


def test_a_secret_is_stored_when_its_authorization_stands(unconnected, caller):
    """
    What nobody finishes is found by its authorization: a kill in between must leave no secret that nobody looks for.
    """
    swept = []
    unconnected.secrets.meanwhile("set", lambda: swept.extend(unconnected.connections.lapsed(NOW + timedelta(days=1))))

    connection, _ = _begin(unconnected, caller)

    assert swept == [connection.connection_id]


def test_secret_store_in_trouble_begins_nothing(caller, unconnected):
    """
    Without a place for the secret no browser is sent anywhere.
    """
    unconnected.secrets.fail("set", RemoteUnavailableError("Key Vault", "no answer"))

    with pytest.raises(RemoteUnavailableError):
        _begin(unconnected, caller)
    assert unconnected.events.events == []


def test_begin_is_an_event_without_secrets(caller, unconnected):
    """
    Who began, at which instance.
    """
    connection, _ = _begin(unconnected, caller)

    [(tenant_id, event)] = unconnected.events.events
    assert (tenant_id, event.name, event.by) == (TENANT_ID, "consent_begun", SHARER.object_id)
    assert event.facts == {"connection_id": connection.connection_id, "instance": connection.instance}


def test_never_connected_tenant_has_no_connection(unconnected):
    """
    Another tenant's connection is not this one's.
    """
    unconnected.connections.establish(make_connection(tenant_id="another", created_at=NOW))

    with pytest.raises(NotConnectedError):
        unconnected.connections.current(TENANT_ID)
