"""Shell scripts, by shellcheck."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def shell_scripts(root: Path) -> list[Path]:
    """The scripts that deploy, and the one that decides whether a change is taken; not those of installed packages."""
    found = [path for path in sorted((root / "infra").rglob("*.sh")) if "node_modules" not in path.parts]
    return [*found, root / ".ci" / "run"] if (root / ".ci" / "run").exists() else found


def problems(root: Path) -> list[str]:
    """What shellcheck says, one line each."""
    done = subprocess.run(
        [Path(sys.executable).with_name("shellcheck"), "--format=gcc", *shell_scripts(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines() + done.stderr.splitlines()
