"""`python -m sandbox chaos`, the short version: 200 shares while processes are killed and ServiceNow is in trouble."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.launcher.processes import processes_of

pytestmark = pytest.mark.e2e

REPOSITORY = Path(__file__).resolve().parents[2]
CHAOS_S = 420
"""Far above what a run takes, also beside other work; a run that hangs still ends."""


def test_two_hundred_shares_under_fire_become_two_hundred_records(tmp_path: Path) -> None:
    """
    Counted in ServiceNow: each share has one record, none is lost or waits for ever, every figure is right, no secret
    was logged; and there was enough trouble for that to mean something.
    """
    report_file = tmp_path / "report.json"
    variables = {"SHARES": "200", "SEED": "1", "REPORT": str(report_file), "SANDBOX_DIR": str(tmp_path / "run")}

    run = subprocess.run(
        [sys.executable, "-m", "sandbox", "chaos"],
        cwd=REPOSITORY,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=CHAOS_S,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    report = json.loads(report_file.read_text())
    assert (report["shares"], report["records"], report["holds"], report["problems"]) == (200, 200, True, [])
    wrong = ("duplicates", "lost", "stuck", "failed", "wrongNumbers", "figuresWrong", "poisoned", "raised", "leaks")
    assert {name: report[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert report["kills"]["worker"] >= 15
    assert report["kills"]["host"] >= 1
    assert sum(report["struck"].values()) >= 15
    assert sum(count for name, count in report["struck"].items() if name.startswith("reply lost")) >= 1
    assert processes_of(tmp_path / "run") == []


@pytest.mark.parametrize(("name", "value"), [("MODE", "calm"), ("SHARES", "none"), ("REPORT", "no/such/folder/file")])
def test_wrong_settings_are_said_before_anything_starts(tmp_path: Path, name: str, value: str) -> None:
    """
    Exit code 1, one plain sentence, and no server was started.
    """
    run = subprocess.run(
        [sys.executable, "-m", "sandbox", "chaos"],
        cwd=REPOSITORY,
        env={**os.environ, "SANDBOX_DIR": str(tmp_path / "run"), name: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (run.returncode, run.stderr.startswith(f"chaos: {name}={value}")) == (1, True), run.stderr
    assert not (tmp_path / "run").exists()
