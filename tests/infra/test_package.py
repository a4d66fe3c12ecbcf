"""The deployment package: only what runs, locked libraries, the same bytes every time."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from infra.package import __main__ as package
from infra.package import archive, libraries, sources, trial
from tests.infra.checks import lock
from tests.infra.conftest import REPOSITORY, Breaks


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A small package before it is zipped."""
    folder = tmp_path / "app"
    (folder / "connector").mkdir(parents=True)
    (folder / "host.json").write_text("{}")
    (folder / "connector" / "words.py").write_text("WORDS = frozenset({'share', 'ticket', 'sync', 'renew', 'claim'})\n")
    return folder


def test_only_what_runs_is_deployed() -> None:
    """
    The package holds the app and nothing of how it is made.
    """
    names = sources.files(REPOSITORY)

    assert {name.parts[0] for name in names} == {"connector", "function_app.py", "host.json", "requirements.txt"}
    assert not [name for name in names if name.suffix not in (".py", ".json", ".txt") and "site" not in name.parts]


def test_what_is_not_ignored_is_deployed(broken: Breaks) -> None:
    """
    .funcignore alone decides: a folder it no longer names is in the package.
    """
    names = sources.files(broken(".funcignore", "docs\n", ""))

    assert Path("docs/operations.md") not in names  # *.md
    assert any(name.parts[0] == "docs" for name in names)


def test_portal_without_build_stops_the_package(broken: Breaks) -> None:
    """
    A package without its portal is not made when there is one to build.
    """
    root = broken(".funcignore", "portal\n", "portal\n")
    (root / "portal").mkdir()
    (root / "portal" / "package.json").touch()

    with pytest.raises(sources.PortalMissingError, match="make portal"):
        sources.copy(root, root / "build" / "app")


def test_same_files_make_the_same_zip(app: Path, tmp_path: Path) -> None:
    """
    Times, order and place of the files do not show in the zip, byte code included.
    """
    archive.compile_sources(app)
    first = archive.write(app, tmp_path / "first.zip").read_bytes()
    moved = app.rename(tmp_path / "elsewhere")
    for cached in moved.rglob("*.pyc"):
        cached.unlink()
    archive.compile_sources(moved)
    os.utime(moved / "host.json", (0, 0))

    assert archive.write(moved, tmp_path / "second.zip").read_bytes() == first


def test_azd_takes_all_of_the_folder(broken: Breaks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The folder has an ignore file that ignores nothing, and the zip does without it.
    """
    monkeypatch.setattr(libraries, "install", lambda lock, target: None)
    built = package.build(broken(".funcignore", "", ""), tmp_path / "build")
    rules = (built.parent / "app" / ".funcignore").read_text(encoding="utf-8").splitlines()

    assert [rule for rule in rules if not rule.startswith("#")] == []
    with zipfile.ZipFile(built) as zipped:
        assert ".funcignore" not in zipped.namelist()


def test_no_path_of_this_machine_is_deployed(app: Path) -> None:
    """
    Byte code names its source by the place in Azure.
    """
    archive.compile_sources(app)
    (compiled,) = app.rglob("*.pyc")

    assert b"/home/site/wwwroot/connector/words.py" in compiled.read_bytes()
    assert str(app).encode() not in compiled.read_bytes()


def test_package_that_does_not_load_is_found(app: Path, tmp_path: Path) -> None:
    """
    The trial fails with the traceback when the app cannot be imported from the package alone.
    """
    (app / "function_app.py").write_text("import a_library_that_is_not_locked\n")

    with pytest.raises(trial.TrialError, match="a_library_that_is_not_locked"):
        trial.run(archive.write(app, tmp_path / "package.zip"))


def test_libraries_are_locked() -> None:
    """
    requirements.lock holds what requirements.txt pins, each with its hash.
    """
    assert lock.problems(REPOSITORY) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("requirements.txt", "requests==", "requests==0.", "make lock"),
        ("requirements.txt", "", "httpx==1.0.0", "httpx==1.0.0 is not what requirements.lock holds (None)"),
        ("requirements.lock", " --hash=sha256:", " --hash=md5:", "has no hash"),
    ],
)
def test_stale_lock_is_found(broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    A library that changed, is new, or has no hash is reported.
    """
    assert problem in "\n".join(lock.problems(broken(file, old, new)))


@pytest.mark.e2e
def test_wrong_hash_stops_the_package(broken: Breaks, tmp_path: Path) -> None:
    """
    A library whose bytes are not the locked ones is not installed.
    """
    root = broken("requirements.lock", "", "")
    (line,) = [line for line in (root / "requirements.lock").read_text().splitlines() if line.startswith("six==")]
    (root / "requirements.lock").write_text(f"{line[:-64]}{'0' * 64}\n")

    with pytest.raises(libraries.PipError, match="DO NOT MATCH THE HASHES"):
        libraries.install(root / "requirements.lock", tmp_path / "libraries")
