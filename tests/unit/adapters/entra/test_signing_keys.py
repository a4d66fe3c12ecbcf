"""Signing keys: asked for seldom, found soon, and kept while Entra is in trouble."""

from __future__ import annotations

import pytest

from connector.errors import NotAuthenticatedError, RemoteUnavailableError
from tests.fakes import FakeClock
from tests.unit.adapters.entra.fake_entra import FOREIGN, Entra, token
from tests.unit.adapters.wire import Answer, response


def test_keys_are_asked_for_once_a_day(entra: Entra, clock: FakeClock) -> None:
    """
    Not at every request.
    """
    app = entra.app(clock)

    for hours in (0, 12, 11.9, 0.2):
        clock.advance(hours=hours)
        app.caller_of(token())

    assert entra.asked_for_keys() == 2


def test_a_new_key_is_found_within_a_minute(entra: Entra, clock: FakeClock) -> None:
    """
    Entra rolls its keys over at any time.
    """
    app = entra.app(clock)
    app.caller_of(token())
    entra.keys = {"key-2": FOREIGN}
    clock.advance(minutes=1, seconds=1)

    assert app.caller_of(token(key=FOREIGN, kid="key-2")).object_id == "oid-1"
    with pytest.raises(NotAuthenticatedError):
        app.caller_of(token())


def test_forged_key_ids_are_no_load_on_entra(entra: Entra, clock: FakeClock) -> None:
    """
    Anybody can send a token: unknown key ids ask at most once a minute.
    """
    app = entra.app(clock)

    for number in range(50):
        with pytest.raises(NotAuthenticatedError):
            app.caller_of(token(kid=f"forged-{number}"))

    assert entra.asked_for_keys() == 1


@pytest.mark.parametrize(
    "trouble",
    [
        response(503),
        response(200, b"<html>"),
        response(200, {}),
        response(500, {"error": "x"}),
        RemoteUnavailableError("Microsoft Entra ID", "no answer"),
    ],
)
def test_without_keys_nobody_is_refused_for_good(entra: Entra, clock: FakeClock, trouble: Answer) -> None:
    """
    Trouble at Entra is trouble, not a wrong token; the next request works again.
    """
    app = entra.app(clock)
    entra.trouble = [trouble]

    with pytest.raises(RemoteUnavailableError):
        app.caller_of(token())


def test_in_trouble_keys_are_asked_for_once_a_minute(entra: Entra, clock: FakeClock) -> None:
    """
    Anybody can send a token: while Entra is away, each would wait for it to answer.
    """
    app = entra.app(clock)
    entra.trouble = [RemoteUnavailableError("Microsoft Entra ID", "no answer")]

    for _ in range(50):
        with pytest.raises(RemoteUnavailableError):
            app.caller_of(token())
    assert len(entra.wire.asked) == 1

    clock.advance(minutes=1, seconds=1)
    assert app.caller_of(token()).object_id == "oid-1"


def test_in_trouble_the_keys_that_are_there_go_on(entra: Entra, clock: FakeClock) -> None:
    """
    A token signed by one of them is as good as the day before; of another key nobody knows, so it is not refused.
    """
    app = entra.app(clock)
    app.caller_of(token())
    clock.advance(hours=25)
    entra.trouble = [RemoteUnavailableError("Microsoft Entra ID", "no answer")]

    assert app.caller_of(token()).object_id == "oid-1"
    with pytest.raises(RemoteUnavailableError):
        app.caller_of(token(kid="key-9"))


def test_an_empty_set_of_keys_is_trouble(entra: Entra, clock: FakeClock) -> None:
    """
    Entra always publishes some.
    """
    entra.keys = {}

    with pytest.raises(RemoteUnavailableError):
        entra.app(clock).caller_of(token())
