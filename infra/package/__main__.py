"""Build the deployment package, or lock its libraries.

python -m infra.package          build/app, build/connector.zip; prints size and SHA-256
python -m infra.package check    builds it twice, unpacks it and imports the app in a clean environment
python -m infra.package lock     requirements.lock anew from requirements.txt
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from infra.package import archive, libraries, sources, trial

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build"


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit status."""
    command = arguments[0] if len(arguments) == 1 else "build"
    if len(arguments) > 1 or command not in _COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        _COMMANDS[command]()
    except (libraries.PipError, sources.PortalMissingError, trial.TrialError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _build() -> None:
    package = build(ROOT, BUILD)
    print(f"{package.relative_to(ROOT)}: {package.stat().st_size / 2**20:.1f} MiB, sha256 {_digest(package)}")


def _check() -> None:
    first = _digest(build(ROOT, BUILD))
    with tempfile.TemporaryDirectory() as elsewhere:
        second = _digest(build(ROOT, Path(elsewhere)))
    if first != second:
        raise trial.TrialError(f"two builds differ: sha256 {first} and {second}")
    report = trial.run(BUILD / "connector.zip")
    print(f"two builds are the same: sha256 {first}")
    print(f"package {report.packed_mib:.1f} MiB, unpacked {report.unpacked_mib:.1f} MiB, {report.functions} functions")
    print(f"import of function_app in a clean environment: {report.import_s:.2f} s (median of {trial.ROUNDS})")


def _lock() -> None:
    libraries.lock(ROOT / "requirements.txt", ROOT / "requirements.lock")


def _digest(package: Path) -> str:
    return hashlib.sha256(package.read_bytes()).hexdigest()


_COMMANDS = {"build": _build, "check": _check, "lock": _lock}


def build(root: Path, folder: Path) -> Path:
    """`folder`/app and the zip of it. Raises PipError, PortalMissingError."""
    app = folder / "app"
    shutil.rmtree(app, ignore_errors=True)
    sources.copy(root, app)
    libraries.install(root / "requirements.lock", app / ".python_packages" / "lib" / "site-packages")
    archive.compile_sources(app)
    package = archive.write(app, folder / "connector.zip")
    archive.keep_byte_code(app)
    return package


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
