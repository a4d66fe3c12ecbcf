"""The app's own files: everything that .funcignore lets through."""

from __future__ import annotations

import shutil
from pathlib import Path

from pathspec import GitIgnoreSpec

_PORTAL = "portal/package.json"
_PORTAL_BUILT = "connector/functions/site/index.html"


class PortalMissingError(Exception):
    """The portal has a source here, and no build."""


def files(root: Path) -> list[Path]:
    """What is deployed, relative to the root, sorted."""
    spec = GitIgnoreSpec.from_lines((root / ".funcignore").read_text(encoding="utf-8").splitlines())
    return sorted(Path(name) for name in spec.match_tree_files(root, negate=True, follow_links=False))


def copy(root: Path, target: Path) -> None:
    """Put the files where the package is built. Raises PortalMissingError."""
    if (root / _PORTAL).exists() and not (root / _PORTAL_BUILT).exists():
        raise PortalMissingError("The portal is not built: make portal")
    for name in files(root):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target / name)
