"""A copy of what deploys the connector, to break one thing in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
_COPIED = (
    ".checkov.yaml",
    ".funcignore",
    ".github",
    "Makefile",
    "azure-pipelines.yml",
    "azure.yaml",
    "docs",
    "infra",
    "requirements.lock",
    "requirements.txt",
)

Breaks = Callable[[str, str, str], Path]


@pytest.fixture
def broken(tmp_path: Path) -> Breaks:
    """`broken(file, old, new)`: the root of a copy in which `old` reads `new`; an empty `old` is put at the end."""
    for name in _COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        elif source.exists():
            shutil.copy(source, tmp_path / name)
    shutil.copytree(
        REPOSITORY / "connector", tmp_path / "connector", ignore=shutil.ignore_patterns("__pycache__", "site")
    )

    def break_(file: str, old: str, new: str) -> Path:
        path = tmp_path / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text, f"{file} does not hold what was to be broken"
        path.write_text(text.replace(old, new) if old else f"{text}\n{new}\n", encoding="utf-8")
        return tmp_path

    return break_
