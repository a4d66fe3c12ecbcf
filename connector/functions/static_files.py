"""A folder of built files, each in the encodings it was built in, found by name and by nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from connector.functions.encodings import accepted

CONTENT_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
"""What may be served; a file of another kind is as unknown as one that is not there."""

_SUFFIXES = {"br": ".br", "gzip": ".gz"}
"""Encodings in the order we prefer them, and what their files end in."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One file in one encoding; `encoding` "" is the file as it is. `etag` differs between encodings."""

    content: bytes
    encoding: str
    etag: str


class StaticFile:
    """One built file. Each encoding is read once, when first asked for."""

    def __init__(self, path: Path) -> None:
        self.content_type = CONTENT_TYPES[path.suffix]
        self._paths = {"": path} | {
            encoding: compressed
            for encoding, suffix in _SUFFIXES.items()
            if (compressed := path.with_name(path.name + suffix)).is_file()
        }
        self._variants: dict[str, Variant] = {}

    def variant(self, accept_encoding: str) -> Variant:
        """The smallest form that a client with this Accept-Encoding takes."""
        taken = accepted(accept_encoding)
        encoding = next((name for name in _SUFFIXES if name in taken and name in self._paths), "")
        if encoding not in self._variants:
            content = self._paths[encoding].read_bytes()
            self._variants[encoding] = Variant(content, encoding, f'"{hashlib.sha256(content).hexdigest()[:32]}"')
        return self._variants[encoding]


class StaticFiles:
    """
    Files below a folder, listed once, when first asked for.

    A name is looked up in that list and never joined to a path, so no name can lead out of the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, name: str) -> StaticFile | None:
        """The file of this name relative to the folder, such as "assets/main.js"."""
        return self._files.get(name)

    @cached_property
    def _files(self) -> Mapping[str, StaticFile]:
        return {
            name: StaticFile(path)
            for path in self._folder.rglob("*")
            if path.suffix in CONTENT_TYPES
            and path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(self._folder).parts)
            and (name := path.relative_to(self._folder).as_posix())
        }
