"""Resources against types.json: known type and version, known properties, required ones, types and allowed words.

types.json holds the writable properties of the types in use, by "type@version". A name that ends in "!" is required.
A value is "string", "int", "bool", "map" (any object), words split by "|", an object, or a list of one of these.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.infra.checks.bicep import Expression, Loop, Object, Resource, Value, resources_in

_EVERYWHERE = {"scope", "parent", "dependsOn"}
_PLAIN: dict[str, type] = {"string": str, "int": int, "bool": bool, "map": Object}

TYPES: dict[str, Any] = json.loads(Path(__file__).with_name("types.json").read_text(encoding="utf-8"))


def problems(infra: Path) -> list[str]:
    """Everything about a resource that Azure would refuse or ignore."""
    return [f"{file.path.name}:{problem}" for file, resource in resources_in(infra) for problem in _resource(resource)]


def _resource(resource: Resource) -> Iterator[str]:
    name = f"{resource.type}@{resource.version}"
    if name not in TYPES:
        known = [known for known in TYPES if known.startswith(f"{resource.type}@")]
        yield f"{resource.line}: {name} is not known" + (f", {known[0]} is" if known else "")
    elif not resource.existing:
        yield from _object(resource.body, TYPES[name], resource.line, resource.symbol)


def _object(body: Object, shape: dict[str, Any], line: int, path: str) -> Iterator[str]:
    allowed = {name.rstrip("!"): expected for name, expected in shape.items()}
    for name in shape:
        if name.endswith("!") and name[:-1] not in body:
            yield f"{line}: {path}.{name[:-1]} is missing"
    for name, value in body.items():
        if name in allowed:
            yield from _value(value, allowed[name], body.lines[name], f"{path}.{name}")
        elif name not in _EVERYWHERE:
            near = difflib.get_close_matches(name, allowed, 1)
            yield f"{body.lines[name]}: {path}.{name} is no property" + (f", {near[0]} is" if near else "")


def _value(value: Value, expected: Any, line: int, path: str) -> Iterator[str]:
    if value is None or isinstance(value, Expression):
        return
    if isinstance(expected, list):
        yield from _array(value, expected[0], line, path)
    elif isinstance(expected, dict):
        if isinstance(value, Object):
            yield from _object(value, expected, line, path)
        else:
            yield f"{line}: {path} must be an object"
    elif expected in _PLAIN:
        if type(value) is not _PLAIN[expected]:
            yield f"{line}: {path} must be {expected}"
    elif value not in expected.split("|"):
        yield f"{line}: {path} must be one of {expected.replace('|', ', ')}"


def _array(value: Value, expected: Any, line: int, path: str) -> Iterator[str]:
    if isinstance(value, Loop):
        yield from _value(value.body, expected, line, path)
    elif isinstance(value, list):
        for item in value:
            yield from _value(item, expected, line, path)
    else:
        yield f"{line}: {path} must be an array"
