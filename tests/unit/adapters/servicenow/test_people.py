"""Who in ServiceNow has an e-mail address."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from connector.adapters.servicenow.client import ServiceNowClient
from connector.adapters.servicenow.people import People
from connector.errors import RemoteUnavailableError
from tests.builders import INSTANCE
from tests.fakes import FakeClock
from tests.unit.adapters.servicenow.test_desk import Token, rows
from tests.unit.adapters.wire import Wire, response

USER = {"sys_id": "5" * 32, "email": "Person@sandbox.example"}


def people(clock: FakeClock, *answers: Any) -> tuple[People, Wire]:
    """The users of an instance that gives these answers."""
    wire = Wire(list(answers))
    return People(ServiceNowClient(INSTANCE, Token(), wire), clock), wire


@pytest.mark.parametrize(
    ("answer", "sys_id"),
    [
        (rows(USER), "5" * 32),
        (rows(), None),
        (rows(USER, USER), None),
        (rows({**USER, "email": "other@sandbox.example"}), None),
        (response(403, {"error": {"message": "Insufficient rights to query records"}}), None),
    ],
)
def test_exactly_one_matching_user_counts(clock: FakeClock, answer: Any, sys_id: str | None) -> None:
    """
    None, several, another's row, or no right to look: the ticket is created without a caller.
    """
    assert people(clock, answer)[0].sys_id("person@sandbox.example") == sys_id


@pytest.mark.parametrize("email", ["", "a^active=false@b.example", "a,b@c.example", "JavaScript:gs.getUser()"])
def test_an_address_that_would_change_the_query_is_not_asked_for(clock: FakeClock, email: str) -> None:
    """
    It cannot be a user's.
    """
    known, wire = people(clock)

    assert known.sys_id(email) is None
    assert wire.asked == []


def test_an_answer_is_kept_for_an_hour(clock: FakeClock) -> None:
    """
    In any case of letters; afterwards it is asked again.
    """
    known, wire = people(clock, rows(USER), rows())

    first = [known.sys_id("person@sandbox.example"), known.sys_id("PERSON@sandbox.example")]
    clock.advance(hours=1)

    assert [*first, known.sys_id("person@sandbox.example")] == ["5" * 32, "5" * 32, None]
    assert len(wire.asked) == 2


def test_trouble_is_not_taken_for_nobody(clock: FakeClock) -> None:
    """
    An outage is raised, and nothing is remembered of it.
    """
    known, _ = people(clock, response(503), rows(USER))

    with pytest.raises(RemoteUnavailableError):
        known.sys_id("person@sandbox.example")

    assert known.sys_id("person@sandbox.example") == "5" * 32


class Hanging(Wire):
    """An instance that holds every request until it is let go, and then answers with trouble."""

    def __init__(self) -> None:
        super().__init__([])
        self.let_go = threading.Event()
        self.began = threading.Semaphore(0)

    def send(self, *args: Any, **options: Any) -> Any:
        """Accepts, and does not answer."""
        self.asked.append(args)
        self.began.release()
        assert self.let_go.wait(10)
        raise RemoteUnavailableError("ServiceNow", "no answer (ReadTimeout)", service_wide=True) from requests.Timeout()


def test_a_look_up_that_hangs_holds_up_one_request_per_person(clock: FakeClock) -> None:
    """
    Others' look-ups go beside it. Who waits for the same person shares its end, and does not ask once more.
    """
    wire = Hanging()
    known = People(ServiceNowClient(INSTANCE, Token(), wire), clock)
    with ThreadPoolExecutor(6) as threads:
        waiting = [threads.submit(known.sys_id, name) for name in ["a@sandbox.example"] * 5 + ["b@sandbox.example"]]
        assert wire.began.acquire(timeout=10)
        assert wire.began.acquire(timeout=10)
        while any(not call.running() for call in waiting):
            time.sleep(0.001)
        time.sleep(0.2)  # Running is not yet waiting.
        wire.let_go.set()

    assert all(isinstance(call.exception(), RemoteUnavailableError) for call in waiting)
    assert len(wire.asked) == 2
