"""One Azurite, one instance and one vault for all crash tests; a world of its own for each crash."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import requests

from sandbox import seed
from sandbox.azurite import AzuriteNotFoundError, AzuriteProcess
from sandbox.microsoft.cloud import BackgroundCloud, MicrosoftCloud
from sandbox.server import BackgroundServer
from sandbox.servicenow import ServiceNow
from sandbox.tls import make_certificates
from tests.builders import TENANT_ID
from tests.crash.stage import Stage
from tests.crash.world import World
from tests.fakes import PUBLIC_URL

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def _storage() -> Iterator[str]:
    try:
        with AzuriteProcess() as azurite:
            yield azurite.connection_string
    except AzuriteNotFoundError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def _instances() -> Iterator[tuple[str, str]]:
    """Two ServiceNow instances."""
    redirect = [f"{PUBLIC_URL}/api/connection/callback"]
    with (
        BackgroundServer(ServiceNow(redirect_uris=redirect)) as first,
        BackgroundServer(ServiceNow(redirect_uris=redirect)) as second,
    ):
        yield first.url, second.url


@pytest.fixture(scope="session")
def _settings(
    _storage: str, _instances: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    certificates = make_certificates(Path(tmp_path_factory.mktemp("certificates")))
    with BackgroundCloud(MicrosoftCloud(), tls=str(certificates.server)) as cloud:
        yield {
            "AzureWebJobsStorage": _storage,
            "PUBLIC_URL": PUBLIC_URL,
            "KEY_VAULT_URL": cloud.vault,
            "ENTRA_AUTHORITY": cloud.entra,
            "ENTRA_TENANT_ID": TENANT_ID,
            "ENTRA_CLIENT_ID": seed.APP_CLIENT_ID,
            "MANAGED_IDENTITY_CLIENT_ID": seed.IDENTITY_CLIENT_ID,
            "IDENTITY_ENDPOINT": f"{cloud.pages}/msi/token",
            "IDENTITY_HEADER": seed.IDENTITY_HEADER,
            "SERVICENOW_ALLOWED_HOSTS": ",".join(_instances),
            "REQUESTS_CA_BUNDLE": str(certificates.ca),
        }


@pytest.fixture
def new_stage(
    _settings: dict[str, str], _storage: str, _instances: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Stage]:
    """An empty world: storage of its own; the instance and the vault as they are at start."""
    for name in ("REQUESTS_CA_BUNDLE", "IDENTITY_ENDPOINT", "IDENTITY_HEADER"):
        monkeypatch.setenv(name, _settings[name])

    def make() -> Stage:
        for url in (*_instances, _settings["KEY_VAULT_URL"]):
            requests.post(f"{url}/_sandbox/reset", timeout=10).raise_for_status()
        now = requests.get(f"{_instances[0]}/_sandbox/health", timeout=10).json()["now"]
        return Stage(World(f"w{next(_numbers)}", _settings, _storage, *_instances, datetime.fromisoformat(now)))

    return make
