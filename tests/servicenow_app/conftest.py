"""The application as make builds it, and an instance that runs its scripts against the real endpoint."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.builders import CONNECTION_ID
from tests.fakes import PUBLIC_URL
from tests.servicenow_app.instance import Answer, Instance
from tests.servicenow_app.records import Record
from tests.unit.functions.app import App
from tests.unit.functions.conftest import app as app

REPOSITORY = Path(__file__).resolve().parents[2]
PROJECT = REPOSITORY / "infra" / "servicenow"
_OUT_OF_REACH = r"npm could not install(.|\n)*code E(CONNREFUSED|CONNRESET|NOTFOUND|TIMEDOUT|AI_AGAIN|NETUNREACH)"
WEBHOOK_URL = f"{PUBLIC_URL}/api/webhooks/servicenow/{CONNECTION_ID}"


@dataclass(frozen=True)
class Built:
    """What one build wrote."""

    package: Path
    update_set: Path

    @property
    def files(self) -> dict[str, str]:
        """The package's files by path."""
        with zipfile.ZipFile(self.package) as archive:
            return {name.lstrip("/"): archive.read(name).decode() for name in archive.namelist()}

    @property
    def records(self) -> list[Record]:
        """The package's records, without what the SDK says of the build."""
        found = [Record.read(text) for path, text in self.files.items() if path.endswith(".xml")]
        return [record for record in found if record.table != "sys_module"]


def run_build(folder: Path, project: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    """One build, as make does it."""
    command = [sys.executable, project / "build_app.py", folder]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def built_in(folder: Path) -> Built:
    """What a build left in a folder."""
    [package], [update_set] = folder.glob("*.zip"), folder.glob("*_update_set.xml")
    return Built(package, update_set)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The application, built once. Skipped where npm reaches no registry, except in CI."""
    folder = tmp_path_factory.mktemp("servicenow")
    run = run_build(folder)
    if run.returncode != 0:
        if re.search(_OUT_OF_REACH, run.stderr) and not os.environ.get("CI"):
            pytest.skip("the ServiceNow SDK is not installed, and npm reaches no registry")
        pytest.fail(run.stderr)
    return built_in(folder)


@pytest.fixture
def instance(app: App, built: Built) -> Instance:
    """An instance at the connector's hour, whose requests reach the connector's functions."""

    def answer(request: Mapping[str, Any]) -> Answer:
        parts = urlsplit(request["url"])
        assert f"{parts.scheme}://{parts.netloc}" == PUBLIC_URL
        got = app.send(request["method"], parts.path, request["body"].encode(), headers=request["headers"])
        return {"status": got.status, "body": got.body.decode(), "headers": dict(got.headers)}

    return Instance(built.records, round(app.c.clock.now().timestamp() * 1000), answer)


@pytest.fixture
def key(app: App) -> str:
    """The key that the connector shows once."""
    shown: str = app.post("/api/connection/webhook-key").json()["key"]
    return shown


@pytest.fixture
def connected(instance: Instance, key: str) -> Instance:
    """The instance with address and key, push on."""
    instance.configure(WEBHOOK_URL, key)
    return instance
