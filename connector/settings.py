"""Settings: the only reader of the environment. Reports every problem at once, by name.

    PUBLIC_URL                   the app's origin as browsers see it; default https:// + WEBSITE_HOSTNAME
    ENTRA_TENANT_ID              required: the tenant whose people and programs may use the app
    ENTRA_CLIENT_ID              required: the app registration
    ENTRA_AUTHORITY              the cloud's sign-in service; default https://login.microsoftonline.com
    TOKEN_EXCHANGE_AUDIENCE      audience of the federated credential; default api://AzureADTokenExchange
    MANAGED_IDENTITY_CLIENT_ID   the user-assigned identity; empty: the system-assigned one
    GRAPH_URL                    the cloud's Microsoft Graph; default https://graph.microsoft.com
    KEY_VAULT_URL                required: the vault for client secrets, refresh tokens and the session key
    AzureWebJobsStorage          connection string, or instead of it both of the next two
    AzureWebJobsStorage__queueServiceUri   queue service, reached with the identity
    AzureWebJobsStorage__tableServiceUri   table service, reached with the identity
    SERVICENOW_ALLOWED_HOSTS     instances outside service-now.com: hosts or origins, separated by commas
    CLAIM_LEASE_S                how long one worker may hold a ticket; default 300
    SWEEP_AFTER_S                when a waiting ticket counts as forgotten; default 900
    RENEWAL_MARGIN_S             how long before its end an access token is renewed; default 600
    SYNC_OVERLAP_S               how far behind the watermark a sync looks; default 120
    RECONCILE_EVERY_S            how often every open ticket is read; default 86400
    KEEP_TICKETS_DAYS            how long tickets are kept after they ended; empty: for ever
    KEEP_EVENTS_DAYS             how long events are kept; empty: for ever
    APPLICATIONINSIGHTS_CONNECTION_STRING   where telemetry goes; empty: nowhere

`SYNC_SCHEDULE` and `SWEEP_SCHEDULE` (NCRONTAB) are read by the Functions host, not here. From the platform come
`WEBSITE_HOSTNAME`, and `IDENTITY_ENDPOINT` with `IDENTITY_HEADER` where it offers a managed identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from connector.errors import SettingsError

_REQUIRED = ("ENTRA_TENANT_ID", "ENTRA_CLIENT_ID", "KEY_VAULT_URL")
_STORAGE = "AzureWebJobsStorage"
_IDENTITY = ("IDENTITY_ENDPOINT", "IDENTITY_HEADER")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def telemetry_target(environ: Mapping[str, str]) -> str:
    """
    The connection string of Application Insights, "" for none.

    Apart from the others: telemetry has to tell of settings that are wrong, so it does not wait for them.
    """
    return environ.get("APPLICATIONINSIGHTS_CONNECTION_STRING", "")


@dataclass(frozen=True, slots=True)
class Settings:
    """
    All settings, checked. URLs have no slash at the end; times are seconds.

    `has_identity`: the platform offers a managed identity, so this process may act as the app.
    """

    public_url: str
    tenant_id: str
    client_id: str
    authority: str
    token_exchange_audience: str
    has_identity: bool
    identity_client_id: str | None
    graph_url: str
    key_vault_url: str
    storage_connection_string: str = field(repr=False)
    queue_uri: str
    table_uri: str
    servicenow_allowed_hosts: tuple[str, ...]
    claim_lease_s: int
    sweep_after_s: int
    renewal_margin_s: int
    sync_overlap_s: int
    reconcile_every_s: int
    keep_tickets_days: int | None
    keep_events_days: int | None

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> Settings:
        """From app settings. Raises SettingsError naming every one that is missing or malformed."""
        reader = _Reader(environ)
        hostname = environ.get("WEBSITE_HOSTNAME", "")
        settings = cls(
            public_url=reader.origin("PUBLIC_URL", f"https://{hostname}" if hostname else ""),
            tenant_id=environ.get("ENTRA_TENANT_ID", ""),
            client_id=environ.get("ENTRA_CLIENT_ID", ""),
            authority=reader.url("ENTRA_AUTHORITY", "https://login.microsoftonline.com"),
            token_exchange_audience=environ.get("TOKEN_EXCHANGE_AUDIENCE") or "api://AzureADTokenExchange",
            has_identity=all(environ.get(name) for name in _IDENTITY),
            identity_client_id=environ.get("MANAGED_IDENTITY_CLIENT_ID") or None,
            graph_url=reader.url("GRAPH_URL", "https://graph.microsoft.com"),
            key_vault_url=reader.url("KEY_VAULT_URL", ""),
            storage_connection_string=environ.get(_STORAGE, ""),
            queue_uri=reader.optional_url(f"{_STORAGE}__queueServiceUri"),
            table_uri=reader.optional_url(f"{_STORAGE}__tableServiceUri"),
            servicenow_allowed_hosts=tuple(
                entry.strip() for entry in environ.get("SERVICENOW_ALLOWED_HOSTS", "").split(",") if entry.strip()
            ),
            claim_lease_s=reader.seconds("CLAIM_LEASE_S", 300),
            sweep_after_s=reader.seconds("SWEEP_AFTER_S", 900),
            renewal_margin_s=reader.seconds("RENEWAL_MARGIN_S", 600),
            sync_overlap_s=reader.seconds("SYNC_OVERLAP_S", 120),
            reconcile_every_s=reader.seconds("RECONCILE_EVERY_S", 86_400),
            keep_tickets_days=reader.days("KEEP_TICKETS_DAYS"),
            keep_events_days=reader.days("KEEP_EVENTS_DAYS"),
        )
        reader.problems += [f"{name} is missing" for name in _REQUIRED if not environ.get(name)]
        if not settings.storage_connection_string and not (settings.queue_uri and settings.table_uri):
            reader.problems.append(f"{_STORAGE} is missing (or both its __queueServiceUri and __tableServiceUri)")
        if reader.problems:
            problems = "; ".join(sorted(reader.problems))
            raise SettingsError(problems, params={"problems": problems})
        return settings


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def url(self, name: str, default: str) -> str:
        """An http or https URL without a slash at the end."""
        value = (self._environ.get(name) or default).rstrip("/")
        if not value:
            if name not in _REQUIRED:
                self.problems.append(f"{name} is missing")
            return ""
        if _parts(value) is None:
            self.problems.append(f"{name} is not a URL")
        return value

    def optional_url(self, name: str) -> str:
        """The same, or nothing."""
        return self.url(name, "") if self._environ.get(name) else ""

    def origin(self, name: str, default: str) -> str:
        """A URL of scheme, host and port alone, as browsers write it in `Origin`: it is compared with theirs."""
        value = self.url(name, default)
        parts = _parts(value)
        if parts is None:
            return value
        if parts.path or parts.query or parts.fragment or parts.username is not None:
            self.problems.append(f"{name} is more than scheme, host and port")
        host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
        has_default_port = parts.port in (None, _DEFAULT_PORTS[parts.scheme])
        return f"{parts.scheme}://{host}" + ("" if has_default_port else f":{parts.port}")

    def seconds(self, name: str, default: int) -> int:
        """A positive whole number."""
        return self._positive(name, "seconds") or default

    def days(self, name: str) -> int | None:
        """A positive whole number, or nothing."""
        return self._positive(name, "days")

    def _positive(self, name: str, unit: str) -> int | None:
        value = self._environ.get(name)
        if not value:
            return None
        if not value.isascii() or not value.isdigit() or int(value) == 0:
            self.problems.append(f"{name} is not a positive number of {unit}")
            return None
        return int(value)


def _parts(value: str) -> SplitResult | None:
    """The parts of an http or https URL with a host, None for anything else."""
    try:
        parts = urlsplit(value)
        fits = parts.scheme in _DEFAULT_PORTS and parts.hostname and parts.port != 0
    except ValueError:  # The library's word for a port or an IPv6 address that is none.
        return None
    return parts if fits else None
