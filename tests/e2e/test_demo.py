"""`python -m sandbox demo`, run as a person would, on ports and a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox import seed
from tests.sandbox.launcher.processes import processes_of

pytestmark = pytest.mark.e2e

REPOSITORY = Path(__file__).resolve().parents[2]
REAL_DATA = Path(os.environ.get("SECURE_SCORE_DATA") or REPOSITORY.parent / "shared/data")
REAL_PROFILES = REAL_DATA / "secure-score-control-profiles.json"
DEMO_S = 240
"""Far above what a run takes, also beside other work; a run that hangs still ends."""


def run_demo(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """One run to its end, with its whole output."""
    environ = {**os.environ, "SANDBOX_DIR": str(tmp_path / "run"), "REPORT": str(tmp_path / "report.json"), **variables}
    return subprocess.run(
        [sys.executable, "-m", "sandbox", "demo"],
        cwd=REPOSITORY,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=DEMO_S,
        check=False,
    )


def report_of(tmp_path: Path, run: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The figures of a run that succeeded."""
    assert run.returncode == 0, run.stdout + run.stderr
    report: dict[str, Any] = json.loads((tmp_path / "report.json").read_text())
    return report


def test_the_demo_shares_the_catalogue_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """
    Every action of the sandbox's catalogue has exactly one ticket, the agent's work is followed, the figures are the
    promised ones; afterwards no process runs, no endpoints.json is left, and no secret stands in output or logs.
    """
    run = run_demo(tmp_path)

    report = report_of(tmp_path, run)
    assert set(report) == {"shared", "created", "duplicates", "failed", "synced", "elapsedS", "serviceNowRequests"}
    assert report["shared"] == report["created"] >= 45
    assert (report["duplicates"], report["failed"], report["synced"]) == (0, 0, 10)
    assert 0 < report["serviceNowRequests"]["create"] <= 20 + 2 + 0.03 * (report["shared"] - 20)
    assert report["serviceNowRequests"]["sync"] > 0
    assert processes_of(tmp_path / "run") == []
    assert not (tmp_path / "run/endpoints.json").exists()
    texts = [run.stdout, run.stderr, *(path.read_text() for path in (tmp_path / "run/logs").iterdir())]
    passwords = [user.password for user in (*seed.ENTRA_USERS, *seed.SERVICENOW_USERS)]
    for secret in [*passwords, seed.MACHINE_CLIENT_SECRET, seed.SERVICENOW_CLIENT_SECRET, seed.IDENTITY_HEADER]:
        assert not any(secret in text for text in texts), f"the secret beginning with {secret[:12]} was written out"


@pytest.mark.skipif(
    not REAL_PROFILES.is_file(), reason="SECURE_SCORE_DATA names no folder with answers of a real tenant"
)
def test_the_demo_shares_real_control_profiles(tmp_path: Path) -> None:
    """
    The profiles of a real tenant, with all their irregularities, each become exactly one ticket.
    """
    count = len(json.loads(REAL_PROFILES.read_text())["value"])

    report = report_of(tmp_path, run_demo(tmp_path, CONTROLS=str(REAL_PROFILES)))

    assert (report["shared"], report["created"]) == (count, count)
    assert (report["duplicates"], report["failed"]) == (0, 0)


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"CONTROLS": "missing.json"}, "missing.json: No such file or directory"),
        ({"CONTROLS": "pyproject.toml"}, "pyproject.toml: not JSON"),
        ({"PORT_APP": "80000"}, "PORT_APP=80000 is not a port"),
    ],
)
def test_wrong_settings_are_said_before_anything_starts(
    tmp_path: Path, variables: dict[str, str], complaint: str
) -> None:
    """
    Exit code 1, one plain sentence, and no server was started.
    """
    run = run_demo(tmp_path, **variables)

    assert run.returncode == 1
    assert complaint in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "run/logs").exists()
