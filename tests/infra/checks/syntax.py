"""Syntax, by two parsers that know nothing of each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pycep import BicepParser
from tree_sitter import Node

from tests.infra.checks.bicep import bicep_files, line_of, read


def problems(infra: Path) -> list[str]:
    """Every file that one of the parsers refuses."""
    found = []
    for path in bicep_files(infra):
        found += [f"{path.name}:{line_of(node)}: syntax" for node in _errors(read(path).root)]
        try:
            BicepParser().parse(text=path.read_text(encoding="utf-8"))
        except Exception as error:  # noqa: BLE001 - the parser's errors have no common base
            found.append(f"{path.name}: {str(error).splitlines()[0]}")
    return found


def _errors(node: Node) -> Iterator[Node]:
    if node.type == "ERROR" or node.is_missing:
        yield node
    for child in node.children:
        yield from _errors(child)
