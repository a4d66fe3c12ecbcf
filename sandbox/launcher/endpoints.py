"""`endpoints.json`: what a program needs to drive the running sandbox. It holds passwords: for its owner only."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox import seed
from sandbox.launcher.addresses import Addresses

FILE_NAME = "endpoints.json"
SETTINGS_NAME = "local.settings.json"


def endpoints(addresses: Addresses, *, storage: str, ca: Path) -> dict[str, Any]:
    """
    The file's content.

    `client_id` and `client_secret` are the OAuth client registered in ServiceNow; `machine_client` gets a bearer token
    with all three roles from `entra`. `storage` is a connection string, `ca` the path of a PEM file.
    """
    return {
        "app": addresses.app,
        "servicenow": addresses.servicenow,
        "entra": addresses.entra,
        "graph": addresses.graph,
        "keyvault": addresses.keyvault,
        "storage": storage,
        "ca": str(ca),
        "users": [
            {"name": user.name, "password": user.password, "roles": list(user.roles)} for user in seed.ENTRA_USERS
        ],
        "integration_user": _name_and_password(seed.INTEGRATION_USER),
        "personal_user": _name_and_password(seed.PERSONAL_USER),
        "client_id": seed.SERVICENOW_CLIENT_ID,
        "client_secret": seed.SERVICENOW_CLIENT_SECRET,
        "machine_client": {
            "client_id": seed.MACHINE_CLIENT_ID,
            "client_secret": seed.MACHINE_CLIENT_SECRET,
            "scope": f"api://{seed.APP_CLIENT_ID}/.default",
        },
    }


def write_endpoints(folder: Path, content: dict[str, Any]) -> Path:
    """Write `endpoints.json`; see `_write`."""
    return _write(folder / FILE_NAME, content)


def write_settings(folder: Path, settings: Mapping[str, str]) -> Path:
    """Write the app's settings for `python -m connector --settings`; see `_write`."""
    return _write(folder / SETTINGS_NAME, {"IsEncrypted": False, "Values": dict(settings)})


def _write(path: Path, content: dict[str, Any]) -> Path:
    """One file in one step, mode 0600; a reader sees all of it or none."""
    draft = path.with_name(f".{path.name}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
    draft.replace(path)
    return path


def _name_and_password(user: seed.ServiceNowUser) -> dict[str, str]:
    return {"name": user.name, "password": user.password}
