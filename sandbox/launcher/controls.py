"""The file of control profiles that a run is asked to serve instead of the sandbox's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sandbox.launcher.errors import SandboxError
from sandbox.microsoft.catalogue import CatalogueError, load_profiles


def controls_file(environ: Mapping[str, str]) -> Path | None:
    """The file that `CONTROLS` names, seen to hold control profiles; None without it. Raises SandboxError."""
    name = environ.get("CONTROLS")
    if not name:
        return None
    path = Path(name).resolve()
    try:
        load_profiles(path)
    except CatalogueError as error:
        raise SandboxError(f"CONTROLS: {error}") from error
    return path
