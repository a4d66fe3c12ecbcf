"""SecretStore over Azure Key Vault."""

from __future__ import annotations

from azure.core.credentials import TokenCredential
from azure.core.exceptions import ResourceExistsError
from azure.keyvault.secrets import SecretClient

from connector.adapters.azure_errors import azure_errors
from connector.errors import NotFoundError

_SERVICE = "Key Vault"


class KeyVault:
    """Secrets of one vault."""

    def __init__(self, vault_url: str, credential: TokenCredential) -> None:
        self._client = SecretClient(vault_url, credential)

    def get(self, name: str) -> str:
        """The secret's current value. Raises NotFoundError."""
        with azure_errors(_SERVICE):
            value = self._client.get_secret(name).value
        if value is None:
            raise NotFoundError(_SERVICE)
        return value

    def set(self, name: str, value: str) -> None:
        """Store a value. A deleted name is recovered first: purge protection keeps it taken for months."""
        with azure_errors(_SERVICE):
            try:
                self._client.set_secret(name, value)
            except ResourceExistsError:
                self._client.begin_recover_deleted_secret(name).wait()
                self._client.set_secret(name, value)

    def delete(self, name: str) -> None:
        """Delete; a name that is not there is no error. Its versions stay recoverable while the vault keeps them."""
        try:
            with azure_errors(_SERVICE):
                self._client.begin_delete_secret(name)
        except NotFoundError:
            return
