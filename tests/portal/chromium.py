"""A Chromium to test with: the one that is here, else one that is fetched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)
FETCH_S = 600


class NoChromiumError(Exception):
    """There is none and none could be fetched; the message says what was tried."""


def chromium(playwrights_own: str) -> str:
    """
    The path of a Chromium: `CHROMIUM` of the environment, one in the path, or Playwright's own.

    Where there is none, one is fetched: by apt-get for root on Debian, else by Playwright. Raises NoChromiumError.
    """
    if named := os.environ.get("CHROMIUM"):
        return named
    if found := _installed(playwrights_own):
        return found
    for command in _ways_to_get_one():
        if _succeeds(command) and (found := _installed(playwrights_own)):
            return found
    raise NoChromiumError("no Chromium here, and none could be fetched; install one, or name it with CHROMIUM=path")


def _installed(playwrights_own: str) -> str | None:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (playwrights_own if Path(playwrights_own).is_file() else None)


def _ways_to_get_one() -> list[Sequence[str]]:
    ways: list[Sequence[str]] = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"
        ways.append(("sh", "-c", install))
    ways.append((sys.executable, "-m", "playwright", "install", "chromium"))
    return ways


def _succeeds(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=FETCH_S, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
