"""The whole sandbox, started once for all end-to-end tests that use it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.azurite import AzuriteNotFoundError, azurite_command
from sandbox.launcher import Ports, Sandbox, SandboxConfig
from tests.e2e.program import Program

SETTINGS = {"CLAIM_LEASE_S": "5", "SWEEP_AFTER_S": "5"}
"""What a killed worker held is taken up again within seconds instead of minutes."""


def require_azurite() -> None:
    """Skip where Azurite is not installed."""
    try:
        azurite_command(0, 0, 0)
    except AzuriteNotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Azurite, the simulators and the app in the local host, on free ports."""
    require_azurite()
    folder = tmp_path_factory.mktemp("sandbox")
    with Sandbox(SandboxConfig(folder, Ports.from_environ({}, free=True), settings=SETTINGS)) as running:
        yield running


@pytest.fixture(scope="session")
def connected(sandbox: Sandbox) -> Program:
    """A program that has connected the app to ServiceNow."""
    program = Program(sandbox.endpoints_file)
    program.connect()
    return program


@pytest.fixture
def program(connected: Program) -> Iterator[Program]:
    """The same, with nothing in trouble before and after the test."""
    for service in (connected.servicenow, connected.graph):
        service.heal()
    yield connected
    for service in (connected.servicenow, connected.graph):
        service.heal()
