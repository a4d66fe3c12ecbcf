"""The app on fakes: the composition root gives out a test's container instead of building one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connector import bootstrap
from connector.application.container import Container
from tests.unit.functions.app import App

SETTINGS = {
    "PUBLIC_URL": "https://connector.sandbox.example",
    "ENTRA_TENANT_ID": "11111111-2222-4333-8444-555555555555",
    "ENTRA_CLIENT_ID": "22222222-2222-4222-8222-222222222222",
    "KEY_VAULT_URL": "https://connector.vault.azure.net",
    "AzureWebJobsStorage": "UseDevelopmentStorage=true",
}


@pytest.fixture
def app(c: Container, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """The functions with a container of fakes, connected to ServiceNow."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(bootstrap, "build", lambda settings: c)
    bootstrap.forget()
    yield App(c)
    bootstrap.forget()
