"""The APIs a token can be meant for, and how callers name them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sandbox import seed
from sandbox.microsoft.addresses import Addresses

GRAPH_PUBLIC = "https://graph.microsoft.com"
GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000"
STORAGE = "https://storage.azure.com"
MONITOR = "https://monitor.azure.com/"
TOKEN_EXCHANGE = "api://AzureADTokenExchange"
OIDC_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})


class ResourceKind(StrEnum):
    """Whose API it is."""

    CONNECTOR = "connector"
    GRAPH = "graph"
    VAULT = "vault"
    STORAGE = "storage"
    MONITOR = "monitor"
    TOKEN_EXCHANGE = "token-exchange"


DELEGATED_PERMISSIONS = {
    ResourceKind.CONNECTOR: frozenset({"access_as_user", "user_impersonation"}),
    ResourceKind.GRAPH: frozenset({"User.Read", *OIDC_SCOPES}),
}
"""What an administrator has consented to for signed-in users."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One API. `audience` is the token's `aud`, `version` the token format it takes ("1.0" or "2.0")."""

    kind: ResourceKind
    audience: str
    version: str


def find_resource(identifier: str, addresses: Addresses) -> Resource | None:
    """The API of this identifier URI or client id; None for one the tenant does not know."""
    bare = identifier.rstrip("/")
    if bare in (seed.APP_CLIENT_ID, f"api://{seed.APP_CLIENT_ID}"):
        return Resource(ResourceKind.CONNECTOR, seed.APP_CLIENT_ID, "2.0")
    if bare in (GRAPH_PUBLIC, GRAPH_APP_ID, addresses.graph):
        return Resource(ResourceKind.GRAPH, identifier, "1.0")
    if bare == addresses.vault_resource:
        return Resource(ResourceKind.VAULT, bare, "1.0")
    if bare == STORAGE:
        return Resource(ResourceKind.STORAGE, identifier, "1.0")
    if bare == MONITOR.rstrip("/"):
        return Resource(ResourceKind.MONITOR, identifier, "1.0")
    if bare == TOKEN_EXCHANGE:
        return Resource(ResourceKind.TOKEN_EXCHANGE, bare, "2.0")
    return None


def graph_audiences(addresses: Addresses) -> frozenset[str]:
    """Every `aud` Graph takes for itself."""
    names = (GRAPH_PUBLIC, addresses.graph)
    return frozenset({GRAPH_APP_ID, *names, *(f"{name}/" for name in names)})


def monitor_audiences() -> frozenset[str]:
    """Every `aud` the ingestion endpoint takes for itself."""
    return frozenset({MONITOR, MONITOR.rstrip("/")})
