"""One cloud for all tests here, put back to its start before each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from microsoft_clients import REDIRECT_URI, Browser, CloudClient

from sandbox import seed
from sandbox.microsoft.addresses import Addresses
from sandbox.microsoft.cloud import BackgroundCloud, MicrosoftCloud
from sandbox.tls import LocalCertificates, make_certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> LocalCertificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def running_cloud(certificates: LocalCertificates) -> Iterator[Addresses]:
    cloud = MicrosoftCloud(redirect_uris=[REDIRECT_URI], page_size=20, seed_number=7)
    with BackgroundCloud(cloud, tls=str(certificates.server)) as addresses:
        yield addresses


@pytest.fixture
def cloud(running_cloud: Addresses, certificates: LocalCertificates, monkeypatch: pytest.MonkeyPatch) -> CloudClient:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.ca))
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{running_cloud.pages}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", seed.IDENTITY_HEADER)
    client = CloudClient(running_cloud)
    for simulator in (running_cloud.entra, running_cloud.graph, running_cloud.vault, running_cloud.monitor):
        client.control(simulator, "reset")
    return client


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def real_data() -> Path:
    """The folder with a real tenant's answers, where a machine has one; named by SECURE_SCORE_DATA."""
    folder = Path(os.environ.get("SECURE_SCORE_DATA", "") or "absent")
    if not folder.is_dir():
        pytest.skip("SECURE_SCORE_DATA names no folder with answers of a real tenant")
    return folder
