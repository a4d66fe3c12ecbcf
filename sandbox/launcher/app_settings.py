"""The app settings of the local host: the names that the infrastructure sets in Azure, with the sandbox's values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sandbox import seed
from sandbox.launcher.addresses import Addresses
from sandbox.microsoft.monitor import connection_string

SYNC_SCHEDULE = "*/5 * * * * *"
SWEEP_SCHEDULE = "*/10 * * * * *"

TUNABLE = (
    "SYNC_SCHEDULE",
    "SWEEP_SCHEDULE",
    "SYNC_OVERLAP_S",
    "RECONCILE_EVERY_S",
    "CLAIM_LEASE_S",
    "SWEEP_AFTER_S",
    "RENEWAL_MARGIN_S",
)
"""Settings that an environment variable of the same name may change for a run; the app's own defaults else hold."""


def tuned(environ: Mapping[str, str]) -> dict[str, str]:
    """The tunable settings that this environment holds."""
    return {name: environ[name] for name in TUNABLE if environ.get(name)}


def app_settings(addresses: Addresses, *, storage: str, ca: Path) -> dict[str, str]:
    """Settings as environment variables. `storage` is a connection string, `ca` the authority that clients trust."""
    servicenow = addresses.servicenow
    return {
        "AzureWebJobsStorage": storage,
        "AzureWebJobsDisableHomepage": "true",
        "PYTHON_THREADPOOL_THREAD_COUNT": "8",
        "PUBLIC_URL": addresses.app,
        "KEY_VAULT_URL": addresses.keyvault,
        "GRAPH_URL": addresses.graph,
        "ENTRA_AUTHORITY": addresses.entra,
        "ENTRA_TENANT_ID": seed.TENANT_ID,
        "ENTRA_CLIENT_ID": seed.APP_CLIENT_ID,
        "MANAGED_IDENTITY_CLIENT_ID": seed.IDENTITY_CLIENT_ID,
        "IDENTITY_ENDPOINT": f"{addresses.identity}/msi/token",
        "IDENTITY_HEADER": seed.IDENTITY_HEADER,
        "SERVICENOW_ALLOWED_HOSTS": f"{servicenow},{servicenow.replace('127.0.0.1', 'localhost')}",
        "RECONCILE_EVERY_S": "10",
        "SYNC_OVERLAP_S": "5",
        "SYNC_SCHEDULE": SYNC_SCHEDULE,
        "SWEEP_SCHEDULE": SWEEP_SCHEDULE,
        "REQUESTS_CA_BUNDLE": str(ca),
        "APPLICATIONINSIGHTS_CONNECTION_STRING": connection_string(addresses.monitor),
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": f"ClientId={seed.IDENTITY_CLIENT_ID};Authorization=AAD",
        "PYTHON_ENABLE_OPENTELEMETRY": "true",
        "OTEL_METRIC_EXPORT_INTERVAL": "2000",
        "OTEL_BSP_SCHEDULE_DELAY": "500",
        "OTEL_BLRP_SCHEDULE_DELAY": "500",
    }
