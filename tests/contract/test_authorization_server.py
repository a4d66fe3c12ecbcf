"""AuthorizationServer and the tokens of a connection: consent, renewal, revocation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.adapters.servicenow.desks import ConnectionTokens
from connector.errors import NotConnectedError, RemoteRejectedError, RemoteUnavailableError
from sandbox import seed
from tests.builders import make_authorization, make_connection
from tests.contract.instance import REDIRECT
from tests.fakes import FakeLeases, FakeOAuth, FakeSecrets


class MemorySide:
    """The fake."""

    def __init__(self, clock):
        self.server = FakeOAuth(clock)
        self.connection = make_connection()
        self.secret = self.server.client_secret
        self.consent = self.server.consent


class InstanceSide:
    """The adapter, on the simulator."""

    def __init__(self, instance):
        self.server = instance.oauth
        self.connection = instance.connection
        self.secret = seed.SERVICENOW_CLIENT_SECRET
        self.consent = instance.consent


@pytest.fixture(params=["memory", pytest.param("simulator", marks=pytest.mark.e2e)])
def side(request, clock):
    """An OAuth server that knows one client."""
    return MemorySide(clock) if request.param == "memory" else InstanceSide(request.getfixturevalue("instance"))


@pytest.fixture
def begin(side):
    """A consent is begun and given: the authorization and the code."""

    def run():
        connection = side.connection
        authorization = make_authorization(redirect_uri=REDIRECT, client_id=connection.client_id)
        url = side.server.authorization_url(connection.instance, connection.client_id, authorization)
        state, code = side.consent(url)
        assert state == authorization.state
        return authorization, code

    return run


@pytest.fixture
def exchange(side):
    """Change a code for tokens."""
    return lambda authorization, code, secret=None: side.server.exchange_code(
        side.connection, secret or side.secret, authorization, code
    )


@pytest.fixture
def tokens(side, begin, exchange, clock):
    """The tokens of a connection as one process holds them, fresh from a consent, and its secrets."""
    secrets = FakeSecrets({side.connection.client_secret_name: side.secret})
    tokens = ConnectionTokens(side.connection, secrets, side.server, clock, FakeLeases())
    tokens.hold(exchange(*begin()))
    return tokens, secrets


def test_code_gives_both_tokens(exchange, begin, clock):
    """
    An access token with its end, and a refresh token.
    """
    grant = exchange(*begin())

    assert grant.access_token != grant.refresh_token
    assert clock.now() < grant.expires_at <= clock.now() + timedelta(hours=1)


def test_code_works_once(exchange, begin):
    """
    A redirect that is replayed gives nothing.
    """
    authorization, code = begin()
    exchange(authorization, code)

    with pytest.raises(NotConnectedError):
        exchange(authorization, code)


def test_code_needs_its_verifier(exchange, begin):
    """
    PKCE: who caught a code cannot use it.
    """
    _, code = begin()

    with pytest.raises(NotConnectedError) as refused:
        exchange(make_authorization(redirect_uri=REDIRECT), code)
    assert refused.value.code == "code_refused"


@pytest.mark.parametrize("wrong", ["made-up", ""])
def test_made_up_code_is_refused(exchange, begin, wrong):
    """
    Nothing is told of why.
    """
    authorization, _ = begin()

    with pytest.raises(NotConnectedError):
        exchange(authorization, wrong)


def test_wrong_client_secret_is_refused(exchange, begin):
    """
    The administrator mistyped it; it appears nowhere in the error.
    """
    authorization, code = begin()

    with pytest.raises(NotConnectedError) as refused:
        exchange(authorization, code, secret="mistyped-secret")
    assert "mistyped-secret" not in f"{refused.value} {refused.value.params}"


def test_refresh_gives_another_access_token(side, exchange, begin):
    """
    The refresh token stays, or comes new: whatever the answer says.
    """
    grant = exchange(*begin())

    fresh = side.server.refresh(side.connection, side.secret, grant.refresh_token)

    assert fresh.access_token != grant.access_token
    assert fresh.refresh_token in (None, grant.refresh_token)


def test_revoked_refresh_token_is_worthless(side, exchange, begin):
    """
    As after a disconnect.
    """
    grant = exchange(*begin())
    side.server.revoke(side.connection, grant.refresh_token)

    with pytest.raises(NotConnectedError):
        side.server.refresh(side.connection, side.secret, grant.refresh_token)


@pytest.mark.parametrize("token", ["made-up", ""])
def test_made_up_refresh_token_is_refused(side, token):
    """
    A connection whose secrets were lost needs a new consent.
    """
    with pytest.raises(NotConnectedError) as refused:
        side.server.refresh(side.connection, side.secret, token)
    assert refused.value.code == "consent_needed"


def test_fresh_tokens_are_held_and_kept(tokens, side):
    """
    The access token in this process only, the refresh token in the secret store.
    """
    held, secrets = tokens

    assert held.current() == held.current()
    assert held.current() not in secrets.values.values()
    assert secrets.values.keys() == {side.connection.client_secret_name, side.connection.refresh_token_name}


def test_token_that_lapses_is_renewed_before_it_is_used(tokens, clock):
    """
    Not before its last minute, unless a wider margin asks for it.
    """
    held, _ = tokens
    first = held.current()
    clock.advance(minutes=28)

    assert held.current() == first
    assert held.renew(margin=timedelta(minutes=10))
    assert held.current() != first
    assert not held.renew(margin=timedelta(minutes=10))


def test_another_process_begins_with_the_refresh_token(tokens, side, clock):
    """
    It finds what it needs in the secret store.
    """
    held, secrets = tokens
    other = ConnectionTokens(side.connection, secrets, side.server, clock, FakeLeases())

    assert other.current() != held.current()


def test_refused_token_is_replaced_once_for_all_threads(tokens):
    """
    Who comes second with the same refused token gets the one that was fetched meanwhile.
    """
    held, _ = tokens
    refused = held.current()
    fresh = held.after(refused)

    assert fresh != refused
    assert held.after(refused) == fresh


def test_secrets_that_are_gone_mean_a_new_consent(tokens, side, clock):
    """
    Another process disconnected: that is no outage.
    """
    _, secrets = tokens
    secrets.delete(side.connection.refresh_token_name)
    other = ConnectionTokens(side.connection, secrets, side.server, clock, FakeLeases())

    with pytest.raises(NotConnectedError) as gone:
        other.current()
    assert gone.value.code == "consent_needed"


@pytest.mark.e2e
@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "truncate", "html"])
def test_token_endpoint_in_trouble_is_no_refusal(instance, kind):
    """
    A consent is not thrown away for an outage, and no token stands in the error.
    """
    grant = instance.grant()
    instance.fail(kind, match="oauth_token", status=503)

    with pytest.raises(RemoteUnavailableError) as trouble:
        instance.oauth.refresh(instance.connection, seed.SERVICENOW_CLIENT_SECRET, grant.refresh_token)
    assert grant.refresh_token not in str(trouble.value)
    assert trouble.value.retryable


@pytest.mark.e2e
def test_instance_that_is_not_there_is_trouble(instance):
    """
    Nobody answers at the address.
    """
    nowhere = replace(instance.connection, instance="http://127.0.0.1:9")

    with pytest.raises(RemoteUnavailableError):
        instance.oauth.refresh(nowhere, "secret", "token")


@pytest.mark.e2e
def test_instance_without_a_revoke_endpoint_refuses(instance):
    """
    Older releases have none; the caller goes on without.
    """
    instance.switch(revokeTokenEndpoint=False, revokeEndpoint=False)

    with pytest.raises(RemoteRejectedError):
        instance.oauth.revoke(instance.connection, "token")
