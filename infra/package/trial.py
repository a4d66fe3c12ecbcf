"""A trial of the package as Azure would run it: unpacked, in an environment that has nothing else."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5
_IMPORT = """
import json, time
start = time.perf_counter()
import function_app
elapsed = time.perf_counter() - start
print(json.dumps({"s": elapsed, "functions": len(function_app.app.get_functions())}))
"""


class TrialError(Exception):
    """The package is not what it should be."""


@dataclass(frozen=True, slots=True)
class Report:
    """Sizes in MiB, time in seconds."""

    packed_mib: float
    unpacked_mib: float
    import_s: float
    functions: int


def run(package: Path) -> Report:
    """Unpack, import the app some times. Raises TrialError with the traceback when that fails."""
    with tempfile.TemporaryDirectory() as folder:
        app, environment = Path(folder) / "wwwroot", Path(folder) / "venv"
        with zipfile.ZipFile(package) as archive:
            archive.extractall(app)
            unpacked = sum(entry.file_size for entry in archive.infolist())
        venv.create(environment, with_pip=False, symlinks=True)
        rounds = [_import(environment / "bin" / "python", app) for _ in range(ROUNDS + 1)][1:]
    return Report(
        packed_mib=package.stat().st_size / 2**20,
        unpacked_mib=unpacked / 2**20,
        import_s=statistics.median(float(found["s"]) for found in rounds),
        functions=int(rounds[0]["functions"]),
    )


def _import(python: Path, app: Path) -> dict[str, float]:
    done = subprocess.run(  # noqa: S603
        [python, "-B", "-c", _IMPORT],
        cwd=app,
        env={"PYTHONPATH": f"{app}:{app / '.python_packages' / 'lib' / 'site-packages'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise TrialError(f"the package does not load on Python {sys.version.split()[0]}:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
