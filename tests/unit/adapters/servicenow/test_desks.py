"""Tokens of a connection: one renewal at a time, the refresh token kept, nothing lost in an outage."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.adapters.servicenow.desks import ConnectionTokens, ServiceNowDesks
from connector.adapters.servicenow.fields import to_columns
from connector.domain.authorization import TokenGrant
from connector.domain.connection import Connection
from connector.domain.draft import Kind
from connector.errors import NotConnectedError, RemoteUnavailableError
from tests.builders import make_connection, make_grant, make_ticket
from tests.fakes import FakeClock, FakeLeases, FakeOAuth, FakeSecrets
from tests.unit.adapters.wire import Wire, response

CONNECTION = make_connection()
SECRETS = {CONNECTION.client_secret_name: "s3cret", CONNECTION.refresh_token_name: "refresh-first"}


class Server(FakeOAuth):
    """An OAuth server whose next grants a test prepares; it counts refreshes and notes the tokens it was shown."""

    def __init__(self, clock: FakeClock, *grants: TokenGrant) -> None:
        super().__init__(clock)
        self.grants = list(grants)
        self.shown: list[str] = []

    def refresh(self, connection: Connection, client_secret: str, refresh_token: str) -> TokenGrant:
        self._meet("refresh")
        self.shown.append(refresh_token)
        return self.grants.pop(0)


def tokens(server: Server, clock: FakeClock, secrets: FakeSecrets | None = None) -> ConnectionTokens:
    """A connection's tokens; the vault holds client secret and refresh token."""
    return ConnectionTokens(CONNECTION, secrets or FakeSecrets(SECRETS), server, clock, FakeLeases())


def test_a_token_is_used_until_its_last_minute(clock: FakeClock) -> None:
    """
    It is fetched when it is first needed and again just before it lapses.
    """
    first, second = make_grant("one"), make_grant("two", expires_at=make_grant().expires_at + timedelta(hours=1))
    server = Server(clock, first, second)
    held = tokens(server, clock)

    used = [held.current(), held.current()]
    clock.advance(minutes=29, seconds=1)

    assert [*used, held.current()] == ["access-one", "access-one", "access-two"]


def test_sixteen_threads_renew_once(clock: FakeClock) -> None:
    """
    However many are refused at the same moment, one fetches and all use what it got.
    """
    server = Server(clock, make_grant("one"), make_grant("two"), make_grant("three"))
    held, together = tokens(server, clock), threading.Barrier(16)
    refused = held.current()

    def refused_at_once(_: int) -> str:
        together.wait(10)
        return held.after(refused)

    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(refused_at_once, range(16)))

    assert answers == {"access-two"}
    assert len(server.shown) == 2


def test_sixteen_threads_fetch_the_first_token_once(clock: FakeClock) -> None:
    """
    The same before there is any token.
    """
    server = Server(clock, make_grant("one"), make_grant("two"))
    held, together = tokens(server, clock), threading.Barrier(16)

    def at_once(_: int) -> str:
        together.wait(10)
        return held.current()

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(at_once, range(16))) == {"access-one"}
    assert len(server.shown) == 1


def test_a_rotated_refresh_token_is_stored(clock: FakeClock) -> None:
    """
    The next renewal, in whatever process, shows the new one.
    """
    secrets = FakeSecrets(SECRETS)
    server = Server(clock, make_grant("one", refresh_token="rotated"), make_grant("two"))

    tokens(server, clock, secrets).current()
    tokens(server, clock, secrets).current()

    assert server.shown == ["refresh-first", "rotated"]


@pytest.mark.parametrize("same", [None, "refresh-first"])
def test_an_unchanged_refresh_token_is_not_written(clock: FakeClock, same: str | None) -> None:
    """
    Left out or the same as before: the old one stays, and the vault gets no version more.
    """
    secrets = FakeSecrets(SECRETS)
    secrets.fail("set", RemoteUnavailableError("Key Vault", "must not be written"))

    tokens(Server(clock, make_grant("one", refresh_token=same)), clock, secrets).current()

    assert secrets.values == SECRETS


def test_trouble_discards_nothing(clock: FakeClock) -> None:
    """
    A sleeping instance answers pages: the secrets stay, and the next try works.
    """
    secrets, server = FakeSecrets(SECRETS), Server(clock, make_grant("one"))
    server.fail("refresh", RemoteUnavailableError("ServiceNow", "a page instead of JSON", code="instance_asleep"))
    held = tokens(server, clock, secrets)

    with pytest.raises(RemoteUnavailableError):
        held.current()

    assert secrets.values == SECRETS
    assert held.current() == "access-one"


def test_a_failed_early_renewal_leaves_the_token_in_use(clock: FakeClock) -> None:
    """
    The timer renews with a wide margin; when that fails, the token works until its own end.
    """
    server = Server(clock, make_grant("one"))
    held = tokens(server, clock)
    held.current()
    server.fail("refresh", RemoteUnavailableError("ServiceNow", "restarting"))
    clock.advance(minutes=25)

    with pytest.raises(RemoteUnavailableError):
        held.renew(margin=timedelta(minutes=10))

    assert held.current() == "access-one"


def test_renewal_happens_only_within_the_margin(clock: FakeClock) -> None:
    """
    It answers whether it renewed.
    """
    held = tokens(Server(clock, make_grant("one"), make_grant("two")), clock)
    held.current()

    renewed = [held.renew(margin=timedelta(minutes=10)), held.renew(margin=timedelta(minutes=31))]

    assert renewed == [False, True]


@pytest.mark.parametrize("gone", SECRETS)
def test_without_its_secrets_a_connection_needs_a_consent(clock: FakeClock, gone: str) -> None:
    """
    Nothing but a new consent brings a deleted secret back.
    """
    secrets = FakeSecrets({name: value for name, value in SECRETS.items() if name != gone})

    with pytest.raises(NotConnectedError) as caught:
        tokens(Server(clock), clock, secrets).current()

    assert caught.value.code == "consent_needed"


def test_tokens_of_a_consent_are_held(clock: FakeClock) -> None:
    """
    The refresh token goes to the vault; the access token stays in this process and is used at once.
    """
    secrets, server = FakeSecrets(), Server(clock)
    held = tokens(server, clock, secrets)

    held.hold(make_grant("consent"))

    assert held.current() == "access-consent"
    assert secrets.values == {CONNECTION.refresh_token_name: "refresh-consent"}


def test_each_connection_has_its_desk_and_tokens(clock: FakeClock) -> None:
    """
    One desk per connection in a process; what is forgotten is fetched anew.
    """
    wire = Wire(lambda _: response(200, {"result": []}))
    server = Server(clock, make_grant("one"), make_grant("two"))
    desks = ServiceNowDesks(FakeSecrets(SECRETS), server, wire, clock, FakeLeases())

    desks.at(CONNECTION).read(Kind.INCIDENT, ["5" * 32])
    desks.at(CONNECTION).read(Kind.INCIDENT, ["5" * 32])
    desks.forget(CONNECTION)
    desks.at(CONNECTION).read(Kind.INCIDENT, ["5" * 32])

    assert [asked.headers["Authorization"][7:] for asked in wire.asked] == ["access-one", "access-one", "access-two"]


def test_a_new_consent_ends_the_use_of_the_old_token(clock: FakeClock) -> None:
    """
    It may be another user's. Who read the connection before that consent works with the new token, too.
    """
    wire = Wire(lambda _: response(200, {"result": []}))
    server = Server(clock, make_grant("one"), make_grant("two"))
    desks = ServiceNowDesks(FakeSecrets(SECRETS), server, wire, clock, FakeLeases())
    again = replace(CONNECTION, consented_at=clock.now() + timedelta(minutes=1))

    for connection in (CONNECTION, again, CONNECTION):
        desks.at(connection).read(Kind.INCIDENT, ["5" * 32])

    assert [asked.headers["Authorization"][7:] for asked in wire.asked] == ["access-one", "access-two", "access-two"]


def test_the_token_of_a_consent_is_used_from_its_first_request(clock: FakeClock) -> None:
    """
    Where the consent was completed it came with an access token: none is fetched.
    """
    wire = Wire(lambda _: response(200, {"result": []}))
    server = Server(clock, make_grant("one"))
    desks = ServiceNowDesks(FakeSecrets(SECRETS), server, wire, clock, FakeLeases())
    again = replace(CONNECTION, consented_at=clock.now() + timedelta(minutes=1))
    desks.at(CONNECTION).read(Kind.INCIDENT, ["5" * 32])

    desks.hold(again, make_grant("of-the-consent"))
    desks.at(again).read(Kind.INCIDENT, ["5" * 32])

    assert wire.asked[-1].headers["Authorization"] == "Bearer access-of-the-consent"
    assert server.shown == ["refresh-first"]


def test_a_preview_has_the_columns_that_are_sent(clock: FakeClock) -> None:
    """
    But for who shared, whom only ServiceNow knows; it is not asked.
    """
    wire, ticket = Wire(lambda _: response(500)), make_ticket()
    desks = ServiceNowDesks(FakeSecrets(SECRETS), Server(clock), wire, clock, FakeLeases())

    assert desks.preview(ticket) == to_columns(ticket, sharer_sys_id=None)
    assert wire.asked == []
