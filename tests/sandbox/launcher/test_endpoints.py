"""The file from which programs learn where the sandbox is."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from sandbox import seed
from sandbox.launcher import Addresses, Ports
from sandbox.launcher.endpoints import endpoints, write_endpoints

CONTENT = endpoints(Addresses.of(Ports()), storage="UseDevelopmentStorage=true", ca=Path("tls/ca.pem"))


def test_the_file_has_exactly_the_promised_keys(tmp_path: Path) -> None:
    """
    Programs outside rely on these names; none is missing and none is added.
    """
    content = json.loads(write_endpoints(tmp_path, CONTENT).read_text())

    assert set(content) == {
        *("app", "servicenow", "entra", "graph", "keyvault", "storage", "ca"),
        *("users", "integration_user", "personal_user", "client_id", "client_secret", "machine_client"),
    }
    assert {frozenset(user) for user in content["users"]} == {frozenset({"name", "password", "roles"})}
    assert set(content["integration_user"]) == set(content["personal_user"]) == {"name", "password"}
    assert content["machine_client"] == {
        "client_id": seed.MACHINE_CLIENT_ID,
        "client_secret": seed.MACHINE_CLIENT_SECRET,
        "scope": f"api://{seed.APP_CLIENT_ID}/.default",
    }


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    """
    It holds passwords, so its mode is 0600, also when an older one was open to others.
    """
    (tmp_path / "endpoints.json").write_text("{}")
    (tmp_path / "endpoints.json").chmod(0o644)

    path = write_endpoints(tmp_path, CONTENT)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in tmp_path.iterdir()] == ["endpoints.json"]
