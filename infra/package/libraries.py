"""The libraries of the package, by requirements.lock: one wheel each for Linux on x86-64, by its SHA-256."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_FOR_AZURE = (
    "--only-binary=:all:",
    "--implementation=cp",
    "--python-version=3.13",
    "--platform=manylinux_2_28_x86_64",
    "--platform=manylinux_2_17_x86_64",
    "--platform=manylinux2014_x86_64",
)
_HEADER = (
    "# The libraries of requirements.txt with theirs, for Linux on x86-64 with Python 3.13. Made by `make lock`.\n"
)


class PipError(Exception):
    """pip could not do it; its own words."""


def install(lock: Path, target: Path) -> None:
    """Install what the lock names, hashes checked. Raises PipError."""
    _pip("install", "--require-hashes", "--no-deps", "--no-compile", *_FOR_AZURE, "--target", target, "-r", lock)
    # Scripts begin with this machine's path of Python, and RECORD holds their hashes. Nobody runs them in Azure.
    shutil.rmtree(target / "bin", ignore_errors=True)
    for record in target.glob("*.dist-info/RECORD"):
        record.unlink()


def lock(requirements: Path, target: Path) -> None:
    """Write the lock anew: the newest versions that requirements.txt allows. Raises PipError."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        _pip(
            "install",
            "--dry-run",
            "--ignore-installed",
            *_FOR_AZURE,
            *("--target", Path(folder) / "nothing", "--report", report, "-r", requirements),
        )
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    lines = sorted(
        f"{_normal(item['metadata']['name'])}=={item['metadata']['version']}"
        f" --hash=sha256:{item['download_info']['archive_info']['hashes']['sha256']}\n"
        for item in found
    )
    target.write_text(_HEADER + "".join(lines), encoding="utf-8")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pip(*arguments: str | Path) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PipError(done.stderr.strip() or "pip failed")
