"""The search of a run's logs for every secret that the run has."""

from __future__ import annotations

from sandbox import seed
from sandbox.demo.known_secrets import KnownSecrets
from sandbox.demo.vault_secrets import vault_secrets
from sandbox.launcher import Sandbox


def given_secrets(sandbox: Sandbox) -> KnownSecrets:
    """Those that are there from the start; what is met on the way is added to them."""
    known = KnownSecrets()
    for user in (*seed.ENTRA_USERS, *seed.SERVICENOW_USERS):
        known.add(f"password of {user.name}", user.password)
    known.add("machine client's secret", seed.MACHINE_CLIENT_SECRET)
    known.add("ServiceNow client's secret", seed.SERVICENOW_CLIENT_SECRET)
    known.add("managed-identity header", seed.IDENTITY_HEADER)
    known.add("host's master key", sandbox.master_key)
    return known


def find_leaks(sandbox: Sandbox, known: KnownSecrets) -> list[str]:
    """Where one of these, or of what the app keeps in its vault, stands in a log."""
    for name, value in vault_secrets(sandbox):
        known.add(name, value)
    return known.leaks(sandbox.logs)
