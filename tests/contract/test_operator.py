"""An operator's machine against the services: no managed identity, a sign-in of the Azure CLI."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from connector.adapters.keyvault import KeyVault
from connector.application.container import Container
from connector.errors import NotFoundError
from connector.settings import Settings
from connector.wiring import wire
from sandbox import seed
from sandbox.microsoft.addresses import Addresses

AZ = """#!{python}
import json, sys, urllib.parse, urllib.request
words = dict(zip(sys.argv[1:], sys.argv[2:]))
assert words["--tenant"] == "{tenant}", words
query = {{"api-version": "2019-08-01", "resource": words["--resource"], "client_id": "{client}"}}
address = "{pages}/msi/token?" + urllib.parse.urlencode(query)
asked = urllib.request.Request(address, headers={{"X-IDENTITY-HEADER": "{header}"}})
with urllib.request.urlopen(asked) as answer:
    token = json.load(answer)
print(json.dumps({{"accessToken": token["access_token"], "expires_on": int(token["expires_on"])}}))
"""
"""What `az account get-access-token` answers, with a token that the simulators know."""


@pytest.fixture
def operator(vault: KeyVault, _cloud: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Container:
    """The container as an operator's machine builds it; the vault is empty."""
    program = tmp_path / "az"
    seeds = {"tenant": seed.TENANT_ID, "client": seed.IDENTITY_CLIENT_ID, "header": seed.IDENTITY_HEADER}
    program.write_text(AZ.format(python=sys.executable, pages=_cloud.pages, **seeds))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return wire(
        Settings.load(
            {
                "PUBLIC_URL": "https://connector.sandbox.example",
                "ENTRA_TENANT_ID": seed.TENANT_ID,
                "ENTRA_CLIENT_ID": seed.APP_CLIENT_ID,
                "KEY_VAULT_URL": _cloud.vault,
                "AzureWebJobsStorage__queueServiceUri": "https://a.queue.sandbox.example",
                "AzureWebJobsStorage__tableServiceUri": "https://a.table.sandbox.example",
            }
        )
    )


@pytest.mark.e2e
def test_an_operator_reaches_the_vault(operator: Container) -> None:
    """
    The vault names the tenant whose token it takes: the sign-in for it is the one that is asked.
    """
    operator.secrets.set("servicenow-0123-refresh-token", "rotated")

    assert operator.secrets.get("servicenow-0123-refresh-token") == "rotated"
    with pytest.raises(NotFoundError):
        operator.secrets.get("health-probe")
