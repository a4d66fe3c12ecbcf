"""The settings of a deployed app, for the operator commands."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.settings import Settings
from tests.infra.conftest import REPOSITORY

APP_SETTINGS = {
    "PUBLIC_URL": "",
    "ENTRA_TENANT_ID": "11111111-2222-4333-8444-555555555555",
    "ENTRA_CLIENT_ID": "22222222-2222-4222-8222-222222222222",
    "KEY_VAULT_URL": "https://v.vault.azure.net",
    "AzureWebJobsStorage__queueServiceUri": "https://a.queue.core.windows.net",
    "AzureWebJobsStorage__tableServiceUri": "https://a.table.core.windows.net",
}
LISTED = json.dumps([{"name": name, "slotSetting": False, "value": value} for name, value in APP_SETTINGS.items()])
ANSWERS = [
    ["get-value CONNECTOR_APP_NAME", "func-1"],
    ["get-value AZURE_RESOURCE_GROUP", "rg-prod"],
    ["get-value CONNECTOR_URL", "https://func-1.azurewebsites.net"],
    ["--name func-1 --resource-group rg-prod", LISTED],
]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run(*words, answers=...)`: the script with recording `az` and `azd` on the PATH."""
    for name in ("az", "azd"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {Path(__file__).with_name("recording_az.py")} "$@"\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def run_(*words: str, answers: object = ANSWERS) -> subprocess.CompletedProcess[str]:
        (tmp_path / "answers.json").write_text(json.dumps(answers))
        recording = {"AZ_ANSWERS": str(tmp_path / "answers.json"), "AZ_COMMANDS": str(tmp_path / "commands")}
        return subprocess.run(
            [sys.executable, "-m", "infra.operator_settings", *words],
            cwd=REPOSITORY,
            env={"PATH": f"{tmp_path}:{os.environ['PATH']}", **recording},
            capture_output=True,
            text=True,
            check=False,
        )

    return run_


def test_settings_are_those_of_the_app_with_its_address(run: Run, tmp_path: Path) -> None:
    """
    The operator commands read them as the app does; its address, which only the platform tells the app, is there too.
    """
    done = run(str(tmp_path / "build" / "prod.json"))

    values = json.loads((tmp_path / "build" / "prod.json").read_text())["Values"]
    assert (done.returncode, done.stderr) == (0, "")
    assert values == {**APP_SETTINGS, "PUBLIC_URL": "https://func-1.azurewebsites.net"}
    assert Settings.load(values).public_url == "https://func-1.azurewebsites.net"


def test_trouble_leaves_no_file(run: Run, tmp_path: Path) -> None:
    """
    Not signed in, or no such environment: exit status 1, with the command that failed.
    """
    done = run(str(tmp_path / "prod.json"), answers=[["get-value", None]])

    assert (done.returncode, (tmp_path / "prod.json").exists()) == (1, False)
    assert "azd env get-value CONNECTOR_APP_NAME" in done.stderr


@pytest.mark.parametrize("words", [(), ("a", "b"), ("--help",)])
def test_wrong_usage_says_how(run: Run, words: tuple[str, ...]) -> None:
    """
    Exit status 2.
    """
    done = run(*words)

    assert done.returncode == 2
    assert "python -m infra.operator_settings FILE" in done.stderr
