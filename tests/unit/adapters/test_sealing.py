"""Values sealed for the browser: unread, unchanged, and only as long as they hold."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from connector.adapters.sealing import FernetSealer
from connector.errors import NotAuthenticatedError, RemoteUnavailableError
from tests.fakes import FakeClock, FakeSecrets

HOUR = timedelta(hours=1)
VALUE = {"for": "session", "roles": ["Connector.Read"], "name": "Zoë 安全"}


def test_a_sealed_value_comes_back(clock: FakeClock) -> None:
    """
    It is opaque and made of letters that every host passes on in a cookie; also when it is long.
    """
    sealer = FernetSealer(FakeSecrets(), clock)

    for value in (VALUE, {"x": "y" * 3000}, {}):
        sealed = sealer.seal(value)
        assert re.fullmatch(r"[A-Za-z0-9_-]+", sealed)
        assert sealer.open(sealed, max_age=HOUR) == value


def test_a_value_holds_for_its_time_only(clock: FakeClock) -> None:
    """
    By this app's clock; one second more is too old.
    """
    sealer = FernetSealer(FakeSecrets(), clock)
    sealed = sealer.seal(VALUE)

    clock.advance(hours=1)
    assert sealer.open(sealed, max_age=HOUR) == VALUE
    clock.advance(seconds=1)
    with pytest.raises(NotAuthenticatedError):
        sealer.open(sealed, max_age=HOUR)


@pytest.mark.parametrize(
    "forge", [lambda s: s[:-8] + "AAAAAAAA", lambda s: s[:40], lambda s: "", lambda s: "ä;=\udcff", str.lower]
)
def test_a_forged_value_does_not_open(clock: FakeClock, forge: object) -> None:
    """
    Changed, cut, empty, or nothing of ours: refused as not signed in, never a defect.
    """
    sealer = FernetSealer(FakeSecrets(), clock)
    text = forge(sealer.seal(VALUE))  # type: ignore[operator]

    with pytest.raises(NotAuthenticatedError):
        sealer.open(text, max_age=HOUR)


def test_two_processes_share_the_key(clock: FakeClock) -> None:
    """
    The first to need a key makes it; what one sealed, the other opens.
    """
    secrets = FakeSecrets()

    sealed = FernetSealer(secrets, clock).seal(VALUE)

    assert FernetSealer(secrets, clock).open(sealed, max_age=HOUR) == VALUE


def test_a_rotated_key_is_found_within_a_minute(clock: FakeClock) -> None:
    """
    A value that does not open makes the app ask whether the key changed.
    """
    secrets = FakeSecrets()
    ours = FernetSealer(secrets, clock)
    old = ours.seal(VALUE)
    secrets.set("session-key", Fernet.generate_key().decode())
    fresh = FernetSealer(secrets, clock).seal(VALUE)
    clock.advance(minutes=1)

    assert ours.open(fresh, max_age=HOUR) == VALUE
    with pytest.raises(NotAuthenticatedError):
        ours.open(old, max_age=HOUR)


def test_forged_values_ask_the_vault_at_most_once_a_minute(clock: FakeClock) -> None:
    """
    Anybody can send a cookie: that must not become a load on the vault.
    """
    secrets = FakeSecrets()
    sealer = FernetSealer(secrets, clock)
    sealed = sealer.seal(VALUE)
    secrets.fail("get", RemoteUnavailableError("Key Vault", "asked again"), times=100)

    for _ in range(50):
        with pytest.raises(NotAuthenticatedError):
            sealer.open("forged", max_age=HOUR)

    assert sealer.open(sealed, max_age=HOUR) == VALUE
