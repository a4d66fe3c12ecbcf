"""The ports on both sides: the fake of `tests/fakes` always, and the adapter over the real protocol with `-m e2e`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
import requests
from azure.data.tables import TableClient
from azure.identity import ManagedIdentityCredential

from connector.adapters.keyvault import KeyVault
from connector.adapters.storage import StorageAccount
from connector.adapters.tables.tickets import TicketTable
from connector.ports import Change
from sandbox import seed
from sandbox.azurite import AzuriteNotFoundError, AzuriteProcess
from sandbox.microsoft.addresses import Addresses
from sandbox.microsoft.cloud import BackgroundCloud, MicrosoftCloud
from sandbox.server import BackgroundServer
from sandbox.servicenow import ServiceNow
from sandbox.tls import LocalCertificates, make_certificates
from tests.builders import NOW, TENANT_ID, make_record, make_ticket
from tests.contract.instance import REDIRECT, Instance
from tests.fakes import FakeClock, FakeTickets

BOTH = ["memory", pytest.param("azurite", marks=pytest.mark.e2e)]
"""Parameters of a fixture that gives the fake, then the adapter on Azurite."""

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def account() -> Iterator[StorageAccount]:
    """A storage account in memory, gone at the end."""
    try:
        with AzuriteProcess() as azurite:
            yield StorageAccount(connection_string=azurite.connection_string)
    except AzuriteNotFoundError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def new_table(account: StorageAccount) -> Callable[[], TableClient]:
    """An empty table of its own."""

    def make() -> TableClient:
        table = account.table(f"contract{next(_numbers)}")
        table.create_table()
        return table

    return make


@pytest.fixture(scope="session")
def _servicenow() -> Iterator[str]:
    with BackgroundServer(ServiceNow(redirect_uris=[REDIRECT])) as server:
        yield server.url


@pytest.fixture
def instance(_servicenow: str, clock: FakeClock) -> Instance:
    """A ServiceNow instance, as it is at start."""
    instance = Instance(_servicenow, clock)
    instance.control("POST", "reset")
    return instance


@pytest.fixture(scope="session")
def _certificates(tmp_path_factory: pytest.TempPathFactory) -> LocalCertificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def _cloud(_certificates: LocalCertificates) -> Iterator[Addresses]:
    with BackgroundCloud(MicrosoftCloud(), tls=str(_certificates.server)) as addresses:
        yield addresses


@pytest.fixture
def vault(_cloud: Addresses, _certificates: LocalCertificates, monkeypatch: pytest.MonkeyPatch) -> KeyVault:
    """A key vault, empty, asked as the app's managed identity."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(_certificates.ca))
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{_cloud.pages}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", seed.IDENTITY_HEADER)
    requests.post(f"{_cloud.vault}/_sandbox/reset", timeout=10, verify=str(_certificates.ca)).raise_for_status()
    return KeyVault(_cloud.vault, ManagedIdentityCredential(client_id=seed.IDENTITY_CLIENT_ID))


@pytest.fixture(params=BOTH)
def tickets(request):
    """A store without tickets."""
    return FakeTickets() if request.param == "memory" else TicketTable(request.getfixturevalue("new_table")())


@pytest.fixture
def add(tickets):
    """Add one ticket; the ticket as stored."""

    def run(*args, **fields):
        ticket = make_ticket(*args, **fields)
        return tickets.add(TENANT_ID, [ticket])[ticket.ticket_id]

    return run


@pytest.fixture
def save(tickets):
    """Save one change; its answer."""
    return lambda before, after: tickets.save(TENANT_ID, [Change(before, after)])[after.ticket_id]


@pytest.fixture
def deliver(add, save):
    """Add one ticket and give it its record."""

    def run(*args, record=None, **fields):
        ticket = add(*args, **fields)
        return save(ticket, ticket.created(make_record(ticket.ticket_id, **(record or {})), (), NOW))

    return run
