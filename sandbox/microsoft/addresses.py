"""Where the simulators answer, and the names that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox import seed

STS_ISSUER = f"https://sts.windows.net/{seed.TENANT_ID}/"
"""Issuer of version 1.0 tokens, which is what Graph, Key Vault and Storage get. A name; nothing connects to it."""


@dataclass
class Addresses:
    """Base URLs without a trailing slash; known only once every simulator listens."""

    entra: str = ""
    pages: str = ""
    """Entra again, on plain HTTP: the pages people see, and the managed-identity endpoint."""
    graph: str = ""
    vault: str = ""
    monitor: str = ""
    """The ingestion endpoint of Application Insights."""

    def issuer(self, tenant: str = seed.TENANT_ID) -> str:
        """Issuer of version 2.0 tokens."""
        return f"{self.entra}/{tenant}/v2.0"

    @property
    def vault_resource(self) -> str:
        """
        The audience Key Vault names in its challenge.

        The client library accepts a challenge only when the vault's host ends in "." plus the resource's host, as
        `name.vault.azure.net` ends in `.vault.azure.net`. A loopback address has no parent domain, but its text has:
        `127.0.0.1:8443` ends in `.0.0.1:8443`. The name is compared and put into tokens, never connected to.
        """
        _, _, parent = urlsplit(self.vault).netloc.partition(".")
        return f"https://{parent or urlsplit(self.vault).netloc}"
