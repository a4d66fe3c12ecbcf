"""Refresh tokens among several processes: a killed one holds nobody up, a newer token is never overwritten."""

from __future__ import annotations

import pytest

from connector.adapters.servicenow.desks import ConnectionTokens
from connector.domain.authorization import TokenGrant
from connector.domain.connection import Connection
from connector.errors import NotConnectedError
from tests.builders import make_connection, make_grant
from tests.fakes import FakeClock, FakeLeases, FakeOAuth, FakeSecrets

CONNECTION = make_connection()
SECRETS = {CONNECTION.client_secret_name: "s3cret", CONNECTION.refresh_token_name: "first"}


class Process(ConnectionTokens):
    """One process among several: they share vault, leases and server."""

    def __init__(self, server: FakeOAuth, clock: FakeClock, secrets: FakeSecrets, leases: FakeLeases) -> None:
        super().__init__(CONNECTION, secrets, server, clock, leases)


class RotatingServer(FakeOAuth):
    """Accepts the newest refresh token only, and answers with the next; `meanwhile` runs while a request is on."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.valid = ["first", "second", "third"]
        self.meanwhile = lambda: None

    def refresh(self, connection: Connection, client_secret: str, refresh_token: str) -> TokenGrant:
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        if refresh_token not in self.valid[:1]:
            raise NotConnectedError("access_denied", code="consent_needed")
        del self.valid[0]
        return make_grant(f"by-{refresh_token}", refresh_token=self.valid[0])


def test_a_killed_process_holds_no_other_up(clock: FakeClock) -> None:
    """
    Its lease stands until it lapses; access tokens are renewed all the same.
    """
    leases = FakeLeases()
    leases.taken.add(CONNECTION.connection_id)
    server = RotatingServer(clock)
    server.valid = ["first", "first"]

    assert Process(server, clock, FakeSecrets(SECRETS), leases).current() == "access-by-first"
    assert leases.held.total() == 0


def test_a_rotated_token_is_stored_even_past_a_dead_lease(clock: FakeClock) -> None:
    """
    It is the only one that works: to lose it would cost the consent.
    """
    leases, secrets = FakeLeases(), FakeSecrets(SECRETS)
    leases.taken.add(CONNECTION.connection_id)

    Process(RotatingServer(clock), clock, secrets, leases).current()

    assert secrets.values[CONNECTION.refresh_token_name] == "second"


def test_who_comes_second_uses_the_newer_token(clock: FakeClock) -> None:
    """
    Two processes show the same refresh token: the one that is refused finds the other's in the store.
    """
    secrets, leases, server = FakeSecrets(SECRETS), FakeLeases(), RotatingServer(clock)
    first, second = Process(server, clock, secrets, leases), Process(server, clock, secrets, leases)
    server.meanwhile = lambda: first.renew(margin=make_grant().expires_at - clock.now())

    assert second.current() == "access-by-second"
    assert secrets.values[CONNECTION.refresh_token_name] == "third"


def test_a_refusal_without_a_newer_token_is_one(clock: FakeClock) -> None:
    """
    It is not tried a second time.
    """
    server = RotatingServer(clock)
    server.valid = []

    with pytest.raises(NotConnectedError):
        Process(server, clock, FakeSecrets(SECRETS), FakeLeases()).current()
