"""Who asks Azure: the app by its managed identity, elsewhere whoever signed in with the Azure CLI."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from connector.errors import NoIdentityError, RemoteUnavailableError
from connector.settings import Settings
from connector.wiring import wire
from tests.builders import TENANT_ID

SETTINGS = {
    "PUBLIC_URL": "https://connector.sandbox.example",
    "ENTRA_TENANT_ID": TENANT_ID,
    "ENTRA_CLIENT_ID": "22222222-2222-4222-8222-222222222222",
    "KEY_VAULT_URL": "https://connector.vault.sandbox.example",
    "AzureWebJobsStorage__queueServiceUri": "https://a.queue.sandbox.example",
    "AzureWebJobsStorage__tableServiceUri": "https://a.table.sandbox.example",
}


@pytest.fixture
def az(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An Azure CLI that nobody is signed in to; what it was asked for is written there."""
    asked = tmp_path / "asked"
    program = tmp_path / "az"
    program.write_text(f'#!/bin/sh\necho "$@" >> {asked}\necho "Please run az login" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{Path(sys.executable).parent}:/usr/bin:/bin")
    return asked


def test_without_a_managed_identity_the_azure_cli_is_asked(az: Path) -> None:
    """
    In the app's tenant: an operator may be signed in to several.
    """
    c = wire(Settings.load(SETTINGS))

    with pytest.raises(RemoteUnavailableError, match="Table Storage"):
        c.archive.is_empty("tickets")

    assert "get-access-token" in az.read_text()
    assert f"--tenant {TENANT_ID}" in az.read_text()


def test_an_operator_never_acts_as_the_app(az: Path) -> None:
    """
    Graph is asked with the app's own permission: nobody else's sign-in is tried for it.
    """
    c = wire(Settings.load(SETTINGS))

    with pytest.raises(NoIdentityError):
        c.scores.read()

    assert not az.exists()
