"""Fixtures for all tests: a container of fakes, connected or not, and the person who asks."""

from __future__ import annotations

import pytest

from connector.application.container import Container
from connector.ports import Caller
from tests.builders import make_caller, make_connection
from tests.fakes import FakeClock, make_container


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands until the test moves it."""
    return FakeClock()


@pytest.fixture
def caller() -> Caller:
    """A person with all roles."""
    return make_caller()


@pytest.fixture
def unconnected(clock: FakeClock) -> Container:
    """Fakes of every port; nothing was ever connected."""
    return make_container(clock=clock)


@pytest.fixture
def c(unconnected: Container) -> Container:
    """Fakes of every port, with a working connection to ServiceNow."""
    unconnected.connections.establish(make_connection())  # type: ignore[attr-defined]
    return unconnected
