"""Bicep files as values: parameters, variables, resources, modules, outputs. Read with tree-sitter.

A literal is its Python value, an object an `Object`, an array a list; everything else is an `Expression` with its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import tree_sitter_bicep
from tree_sitter import Language, Node, Parser

Value = Any


@dataclass(frozen=True, slots=True)
class Expression:
    """Something that is computed: a symbol, a call, a member, an interpolated string."""

    text: str
    kind: str


class Object(dict[str, Value]):
    """An object literal; `lines` tells where each property stands."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Loop:
    """`[for name in source: body]`."""

    source: Value
    body: Value


@dataclass(frozen=True, slots=True)
class Parameter:
    """`param name type = default`; `allowed` is empty where everything is."""

    name: str
    type: str
    line: int
    default: Value = None
    required: bool = False
    allowed: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """`resource symbol 'type@version' = body`, children included under their full type."""

    symbol: str
    type: str
    version: str
    existing: bool
    body: Object
    loop: Value
    line: int


@dataclass(frozen=True, slots=True)
class Module:
    """`module symbol 'path' = body`."""

    symbol: str
    path: str
    body: Object
    line: int


@dataclass(slots=True)
class BicepFile:
    """One file."""

    path: Path
    root: Node
    parameters: dict[str, Parameter] = field(default_factory=dict)
    variables: dict[str, Value] = field(default_factory=dict)
    outputs: dict[str, Value] = field(default_factory=dict)
    resources: list[Resource] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)

    def resources_of(self, type_: str) -> list[Resource]:
        """New resources of this type, in the file's order."""
        return [resource for resource in self.resources if resource.type == type_ and not resource.existing]


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_bicep.language()))


def bicep_files(infra: Path) -> list[Path]:
    """All Bicep files below a folder, sorted."""
    return sorted(infra.rglob("*.bicep"))


def read(path: Path) -> BicepFile:
    """Parse one file. Syntax errors leave gaps here; `syntax.problems` reports them."""
    file = BicepFile(path, _parser().parse(path.read_bytes()).root_node)
    for node in file.root.named_children:
        _READERS.get(node.type, _ignore)(file, node)
    return file


def resources_in(infra: Path) -> Iterator[tuple[BicepFile, Resource]]:
    """Every resource of a folder with its file."""
    for path in bicep_files(infra):
        file = read(path)
        yield from ((file, resource) for resource in file.resources)


def text_of(node: Node) -> str:
    """The source text of a node."""
    return (node.text or b"").decode()


def line_of(node: Node) -> int:
    """The line of a node, counted from 1."""
    return node.start_point[0] + 1


def value_of(node: Node) -> Value:
    """A node's value as in the module's docstring."""
    return _VALUES.get(node.type, lambda n: Expression(text_of(n), n.type))(node)


def _string(node: Node) -> Value:
    if any(child.type == "interpolation" for child in node.named_children):
        return Expression(text_of(node), "string")
    return "".join(text_of(child) for child in node.named_children).replace("\\'", "'")


def _object(node: Node) -> Object:
    result = Object()
    for entry in node.named_children:
        if entry.type != "object_property" or len(entry.named_children) < 2:
            continue
        key, value = entry.named_children[0], entry.named_children[-1]
        name = _string(key) if key.type == "string" else text_of(key)
        name = name.text if isinstance(name, Expression) else name
        result[name] = value_of(value)
        result.lines[name] = line_of(entry)
    return result


def _array(node: Node) -> list[Value]:
    return [value_of(child) for child in node.named_children if child.type != "comment"]


def _loop(node: Node) -> Loop:
    *_, source, body = node.named_children
    return Loop(value_of(source), value_of(body))


_VALUES = {
    "string": _string,
    "object": _object,
    "array": _array,
    "for_statement": _loop,
    "if_statement": lambda node: value_of(node.named_children[-1]),
    "boolean": lambda node: text_of(node) == "true",
    "null": lambda _: None,
    "number": lambda node: int(text_of(node)),
}


def _ignore(_: BicepFile, __: Node) -> None:
    """Comments, decorators (read with what they decorate), targetScope."""


def _parameter(file: BicepFile, node: Node) -> None:
    name, type_, *default = node.named_children
    allowed: tuple[Value, ...] = ()
    decorators = node.prev_named_sibling
    if decorators is not None and decorators.type == "decorators":
        for decorator in decorators.named_children:
            call = decorator.named_children[0]
            if text_of(call.named_children[0]) == "allowed":
                allowed = tuple(value_of(call.named_children[1].named_children[0]))
    file.parameters[text_of(name)] = Parameter(
        text_of(name),
        text_of(type_),
        line_of(node),
        value_of(default[0]) if default else None,
        required=not default,
        allowed=allowed,
    )


def _variable(file: BicepFile, node: Node) -> None:
    file.variables[text_of(node.named_children[0])] = value_of(node.named_children[-1])


def _output(file: BicepFile, node: Node) -> None:
    file.outputs[text_of(node.named_children[0])] = value_of(node.named_children[-1])


def _module(file: BicepFile, node: Node) -> None:
    symbol, path, body = node.named_children[0], node.named_children[1], node.named_children[-1]
    file.modules.append(Module(text_of(symbol), _string(path), value_of(body), line_of(node)))


def _resource(file: BicepFile, node: Node, parent: Resource | None = None) -> None:
    symbol, declared = node.named_children[0], _string(node.named_children[1])
    type_, _, version = declared.partition("@")
    if parent:
        type_, version = f"{parent.type}/{type_}", version or parent.version
    value = value_of(node.named_children[-1])
    loop = value.source if isinstance(value, Loop) else None
    body = value.body if isinstance(value, Loop) else value
    existing = any(child.type == "existing" or text_of(child) == "existing" for child in node.children)
    resource = Resource(text_of(symbol), type_, version, existing, body, loop, line_of(node))
    file.resources.append(resource)
    for entry in node.named_children[-1].named_children:
        if entry.named_children and entry.named_children[0].type == "resource_declaration":
            _resource(file, entry.named_children[0], resource)


_READERS = {
    "parameter_declaration": _parameter,
    "variable_declaration": _variable,
    "output_declaration": _output,
    "module_declaration": _module,
    "resource_declaration": _resource,
}
