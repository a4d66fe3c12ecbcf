"""The simulators as one cloud: one clock, one set of signing keys, addresses that know of each other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from types import TracebackType

from sandbox.microsoft.addresses import Addresses
from sandbox.microsoft.catalogue import Profile, own_profiles
from sandbox.microsoft.entra import EntraSimulator
from sandbox.microsoft.graph import GraphSimulator
from sandbox.microsoft.keyvault import KeyVaultSimulator
from sandbox.microsoft.monitor import MonitorSimulator
from sandbox.server import BackgroundServer, SandboxClock


class MicrosoftCloud:
    """
    Entra, Graph, Key Vault and Azure Monitor.

    The clock is shared: moved on one simulator it moves on all, so that a token lapses everywhere at once. `addresses`
    has to be filled in before the first request.
    """

    def __init__(
        self,
        *,
        redirect_uris: Iterable[str] = (),
        profiles: Sequence[Profile] | None = None,
        page_size: int = 200,
        seed_number: int | None = None,
    ) -> None:
        self.addresses, self.clock = Addresses(), SandboxClock()
        self.entra = EntraSimulator(self.addresses, self.clock, redirect_uris=redirect_uris, seed_number=seed_number)
        tokens = self.entra.tokens
        catalogue = own_profiles() if profiles is None else profiles
        self.graph = GraphSimulator(self.addresses, self.clock, tokens, catalogue, page_size=page_size)
        self.vault = KeyVaultSimulator(self.addresses, self.clock, tokens)
        self.monitor = MonitorSimulator(self.clock, tokens)


class BackgroundCloud:
    """A cloud on free ports and threads of its own, for tests. A context manager; `tls` as in `Listener`."""

    def __init__(self, cloud: MicrosoftCloud, *, tls: str) -> None:
        self.cloud, self._tls = cloud, tls
        self._servers = contextlib.ExitStack()

    def __enter__(self) -> Addresses:
        """Start; answers where."""
        cloud = self.cloud
        entra = self._servers.enter_context(BackgroundServer(cloud.entra, tls=self._tls, also_plain=True))
        cloud.addresses.entra, cloud.addresses.pages = entra.url, entra.plain_url
        cloud.addresses.graph = self._servers.enter_context(BackgroundServer(cloud.graph, tls=self._tls)).url
        cloud.addresses.vault = self._servers.enter_context(BackgroundServer(cloud.vault, tls=self._tls)).url
        cloud.addresses.monitor = self._servers.enter_context(BackgroundServer(cloud.monitor, tls=self._tls)).url
        return cloud.addresses

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._servers.close()
