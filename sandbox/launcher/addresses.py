"""Where each server of the sandbox answers."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.launcher.ports import Ports


@dataclass(frozen=True, slots=True)
class Addresses:
    """Base URLs without a trailing slash. Those with https present a certificate of the sandbox's own authority."""

    app: str
    servicenow: str
    entra: str
    identity: str
    graph: str
    keyvault: str
    monitor: str

    @classmethod
    def of(cls, ports: Ports) -> Addresses:
        """People open the app as `localhost`; everything else goes by 127.0.0.1, so cookies do not mix."""
        return cls(
            app=f"http://localhost:{ports.app}",
            servicenow=f"http://127.0.0.1:{ports.servicenow}",
            entra=f"https://127.0.0.1:{ports.entra}",
            identity=f"http://127.0.0.1:{ports.identity}",
            graph=f"https://127.0.0.1:{ports.graph}",
            keyvault=f"https://127.0.0.1:{ports.keyvault}",
            monitor=f"https://127.0.0.1:{ports.monitor}",
        )

    @property
    def entra_redirect_uri(self) -> str:
        """What the app registration in Entra lists."""
        return f"{self.app}/api/auth/callback"

    @property
    def servicenow_redirect_uri(self) -> str:
        """What the OAuth registry in ServiceNow lists."""
        return f"{self.app}/api/connection/callback"
