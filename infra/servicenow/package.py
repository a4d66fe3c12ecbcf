"""The package as the SDK makes it, with the same bytes in it whenever it is built."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path

INVENTORY = "package_inventory.csv"

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TIME_OF_BUILD = re.compile(r'"timestamp": "[^"]*"')
_SERIAL = re.compile(r'"serialNumber": "urn:uuid:[^"]*"')
_ROLE_OF_THE_INSTANCE = re.compile(r'<contains name="([^"]+)">[0-9a-f]{32}<')


def contents(package: Path) -> dict[str, str]:
    """The files of a package by path, without the leading slash that the SDK writes."""
    with zipfile.ZipFile(package) as archive:
        return {info.filename.lstrip("/"): archive.read(info).decode() for info in archive.infolist()}


def records(files: Mapping[str, str]) -> dict[str, str]:
    """The records of a package by path."""
    return {path: text for path, text in files.items() if path.endswith(".xml")}


def steady(files: Mapping[str, str]) -> dict[str, str]:
    """The files without what the SDK takes from the clock and from chance."""
    kept = {path: _steady(text) for path, text in files.items() if path != INVENTORY}
    return {INVENTORY: _inventory(files[INVENTORY], kept), **dict(sorted(kept.items()))}


def write(files: Mapping[str, str], package: Path) -> None:
    """A package of these files, in this order."""
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(f"/{path}", _EPOCH), text, zipfile.ZIP_DEFLATED)


def _steady(text: str) -> str:
    # The instance finds its own roles by name; the SDK, which cannot know their sys_ids, writes random ones.
    text = _ROLE_OF_THE_INSTANCE.sub(lambda found: f'<contains name="{found[1]}">{_id_of(found[1]).hex}<', text)
    if "cyclonedx" in text:
        text = _TIME_OF_BUILD.sub('"timestamp": "1980-01-01T00:00:00Z"', text)
        text = _SERIAL.sub(f'"serialNumber": "urn:uuid:{_id_of(_SERIAL.sub("", text))}"', text)
    return text


def _id_of(text: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, text)


def _inventory(text: str, files: Mapping[str, str]) -> str:
    lines = io.StringIO()
    for row in csv.reader(io.StringIO(text), delimiter=";"):
        if len(row) == 2 and row[0] in files:
            row[1] = hashlib.sha256(files[row[0]].encode()).hexdigest()
        lines.write(";".join(row) + "\n")
    return lines.getvalue()
