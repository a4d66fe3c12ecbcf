"""Compiled sources and the zip: the same bytes whenever and wherever they are made."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_WHERE_IT_RUNS = "/home/site/wwwroot"


def compile_sources(app: Path) -> None:
    """
    Byte code beside the sources: Azure mounts the package read-only, and would compile at every cold start.

    It is not checked against the times of the sources, and names them by their place in Azure.
    """
    subprocess.run(  # noqa: S603
        [
            *(sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"),
            *("-s", app, "-p", _WHERE_IT_RUNS, app),
        ],
        env={"PYTHONHASHSEED": "0"},  # The order of sets in byte code follows the hash seed.
        check=True,
    )


def keep_byte_code(app: Path) -> None:
    """Tell azd, which zips the folder anew, to take all of it: without an ignore file it leaves `__pycache__` out."""
    (app / ".funcignore").write_text("# Nothing is ignored: byte code belongs to the package.\n", encoding="utf-8")


def write(app: Path, target: Path) -> Path:
    """A zip of the folder: sorted, with one fixed time and fixed rights."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in app.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(app).as_posix(), _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3  # Unix, also when made on Windows.
            archive.writestr(entry, path.read_bytes())
    return target
