"""The hooks of azd: what is missing is said before anything is provisioned, the next step after it."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.infra.conftest import REPOSITORY

HOOKS = REPOSITORY / "infra" / "hooks"
CLOUDS = json.loads((REPOSITORY / "infra" / "clouds.json").read_text(encoding="utf-8"))
Hook = Callable[..., tuple[int, str, list[list[str]]]]


@pytest.fixture
def hook(tmp_path: Path) -> Hook:
    """Runs a hook with a recording `azd` on the PATH: status, output, and the commands it gave."""
    azd = tmp_path / "azd"
    azd.write_text(f'#!/bin/sh\nexec {sys.executable} {Path(__file__).with_name("recording_az.py")} "$@"\n')
    azd.chmod(azd.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "answers.json").write_text("[]")
    (tmp_path / "commands").touch()

    def run(name: str, **environment: str) -> tuple[int, str, list[list[str]]]:
        recording = {"AZ_ANSWERS": str(tmp_path / "answers.json"), "AZ_COMMANDS": str(tmp_path / "commands")}
        done = subprocess.run(
            [HOOKS / name],
            env={"PATH": f"{tmp_path}:{os.environ['PATH']}", **recording, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        commands = [json.loads(line) for line in (tmp_path / "commands").read_text().splitlines()]
        return done.returncode, done.stdout + done.stderr, commands

    return run


def test_registration_comes_before_azure(hook: Hook) -> None:
    """
    Without a client id nothing is provisioned, and the command that makes one is shown.
    """
    status, output, _ = hook("preprovision.sh")

    assert status == 1
    assert "infra/entra.sh --apply" in output


@pytest.mark.parametrize("cloud", ["", *CLOUDS])
def test_azd_signs_in_to_the_cloud_of_the_environment(hook: Hook, cloud: str) -> None:
    """
    A pipeline tells azd the Azure cloud of CLOUD, which is the global one where nothing is set.
    """
    _, _, commands = hook("cloud.sh", CLOUD=cloud)

    assert commands == [["config", "set", "cloud.name", CLOUDS[cloud or "global"]["azureCloud"]]]


def test_first_month_of_the_budget_is_asked_for(hook: Hook) -> None:
    """
    A budget without its first month is not provisioned: another machine would take another month, which Azure refuses.
    """
    settings = {"ENTRA_CLIENT_ID": "client-1", "BUDGET_AMOUNT": "50"}
    known, _, _ = hook("preprovision.sh", **settings, BUDGET_START="2026-12-01")
    unknown, output, _ = hook("preprovision.sh", **settings)

    assert (known, unknown) == (0, 1)
    assert re.search(r"azd env set BUDGET_START \d{4}-\d\d-01", output)


def test_next_step_is_shown_with_its_values(hook: Hook) -> None:
    """
    After provisioning, the command for the Entra administrator is complete but for the people.
    """
    status, output, _ = hook(
        "postprovision.sh",
        CLOUD="gcc-high",
        ENTRA_CLIENT_ID="client-1",
        CONNECTOR_URL="https://score.example.com",
        CONNECTOR_IDENTITY_PRINCIPAL_ID="identity-1",
        CONNECTOR_OUTGOING_ADDRESS="192.0.2.1",
    )

    assert status == 0
    assert "--cloud gcc-high --client-id client-1" in output
    assert "--url https://score.example.com" in output
    assert "--identity identity-1" in output
    assert "allow 192.0.2.1" in output
