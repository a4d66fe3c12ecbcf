"""The whole sandbox: up together, down together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from sandbox.launcher import Ports, Sandbox, SandboxConfig, SandboxError
from sandbox.launcher.storage import QUEUES, TABLES
from tests.sandbox.launcher.processes import wait_gone

pytestmark = pytest.mark.e2e

HEALTHY_APP = """
import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route(route="api/health", methods=["GET"])
def health(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("{}", mimetype="application/json")
"""
BROKEN_APP = 'raise RuntimeError("no app today")'


def config(tmp_path: Path, app: str) -> SandboxConfig:
    """A sandbox on free ports around a small app."""
    app_dir = tmp_path / "app"
    app_dir.mkdir(exist_ok=True)
    (app_dir / "function_app.py").write_text(app)
    (app_dir / "host.json").write_text('{"version": "2.0", "extensions": {"http": {"routePrefix": ""}}}')
    return SandboxConfig(folder=tmp_path / "run", ports=Ports.from_environ({}, free=True), workers=1, app_dir=app_dir)


def test_everything_is_up_inside_and_gone_afterwards(tmp_path: Path) -> None:
    """
    Inside, every address of endpoints.json answers and the storage is declared; afterwards no process is left, nor
    the file that says where they were.
    """
    with Sandbox(config(tmp_path, HEALTHY_APP)) as sandbox:
        pids = [child.pid for child in sandbox.children]
        content = json.loads(sandbox.endpoints_file.read_text())
        session = sandbox.session()

        assert session.get(f"{content['app']}/api/health", timeout=10).status_code == 200
        for name in ("servicenow", "entra", "graph", "keyvault"):
            assert session.get(f"{content[name]}/_sandbox/health", timeout=10).status_code == 200
        assert storage_names(content["storage"]) == (set(QUEUES), set(TABLES))

    assert len(pids) == 4
    assert wait_gone(pids)
    assert not sandbox.endpoints_file.exists()


def test_an_app_that_cannot_be_loaded_is_reported_and_everything_stopped(tmp_path: Path) -> None:
    """
    The error holds the host's reason; the servers that had started are stopped.
    """
    sandbox = Sandbox(config(tmp_path, BROKEN_APP))

    with pytest.raises(SandboxError, match=r"(?s)host ended by itself with exit code 1.*no app today"), sandbox:
        pytest.fail("it must not come up")

    assert wait_gone([child.pid for child in sandbox.children])
    assert not (sandbox.folder / "endpoints.json").exists()


def test_a_server_that_dies_is_noticed(tmp_path: Path) -> None:
    """
    After the death of one server the sandbox says which, and with what signal.
    """
    with Sandbox(config(tmp_path, HEALTHY_APP)) as sandbox:
        sandbox.require_alive()
        dead = next(child for child in sandbox.children if child.name == "servicenow")
        dead.stop()

        with pytest.raises(SandboxError, match="servicenow ended by itself"):
            sandbox.require_alive()


def test_a_folder_holds_one_sandbox_at_a_time(tmp_path: Path) -> None:
    """
    A second one in the same folder is refused before it touches anything, and names the way out.
    """
    with Sandbox(config(tmp_path, HEALTHY_APP)) as first:
        with pytest.raises(SandboxError, match=r"another sandbox runs in .*SANDBOX_DIR"), Sandbox(first.config):
            pytest.fail("it must not come up")

        assert requests.get(f"{first.addresses.app}/api/health", timeout=10).status_code == 200


def storage_names(connection_string: str) -> tuple[set[str], set[str]]:
    """The names of all queues and of all tables."""
    with QueueServiceClient.from_connection_string(connection_string) as queues:
        queue_names = {str(queue.name) for queue in queues.list_queues()}
    with TableServiceClient.from_connection_string(connection_string) as tables:
        return queue_names, {table.name for table in tables.list_tables()}
