"""Names: what is used is declared, what is declared is used, modules get the parameters they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tree_sitter import Node

from tests.infra.checks.bicep import BicepFile, bicep_files, line_of, read, text_of

_DECLARATIONS = (
    "parameter_declaration",
    "variable_declaration",
    "resource_declaration",
    "module_declaration",
)
_NOT_MODULE_PARAMETERS = {"name", "scope", "params", "dependsOn"}


def problems(infra: Path) -> list[str]:
    """Undefined and unused names, wrong module parameters, unknown module outputs."""
    files = {path.resolve(): read(path) for path in bicep_files(infra)}
    found: list[str] = []
    for file in files.values():
        found += _undefined_and_unused(file)
        found += _module_calls(file, files)
    return found


def _undefined_and_unused(file: BicepFile) -> Iterator[str]:
    declared = list(_declarations(file.root))
    used = list(_uses(file.root))
    names_declared = {name for name, _, _ in declared}
    names_used = {name for name, _ in used}
    yield from (f"{file.path.name}:{line}: {name} is not defined" for name, line in used if name not in names_declared)
    yield from (
        f"{file.path.name}:{line}: {name} is never used"
        for name, line, kind in declared
        if kind in ("parameter_declaration", "variable_declaration") and name not in names_used
    )


def _declarations(node: Node) -> Iterator[tuple[str, int, str]]:
    for child in node.named_children:
        if child.type in _DECLARATIONS:
            yield text_of(child.named_children[0]), line_of(child), child.type
        elif child.type in ("loop_variable", "loop_enumerator"):
            yield text_of(child), line_of(child), child.type
        elif child.type in ("for_statement", "lambda_expression") and child.named_children[0].type == "identifier":
            yield text_of(child.named_children[0]), line_of(child), child.type
        yield from _declarations(child)


def _uses(node: Node) -> Iterator[tuple[str, int]]:
    for index, child in enumerate(node.named_children):
        if child.type == "identifier" and not _names_something_else(node, index):
            yield text_of(child), line_of(child)
        yield from _uses(child)


def _names_something_else(parent: Node, index: int) -> bool:
    """Whether this identifier declares, or is the name of a property, a function or a child resource."""
    first = index == 0
    if parent.type in (*_DECLARATIONS, "output_declaration", "object_property", "call_expression", "lambda_expression"):
        return first
    if parent.type == "for_statement":
        return first and len(parent.named_children) == 3
    return parent.type == "resource_expression" and not first


def _module_calls(file: BicepFile, files: dict[Path, BicepFile]) -> Iterator[str]:
    targets = {}
    for module in file.modules:
        where = f"{file.path.name}:{module.line}: module {module.symbol}"
        target = files.get((file.path.parent / module.path).resolve())
        if target is None:
            yield f"{where}: {module.path} does not exist"
            continue
        targets[module.symbol] = target
        given = module.body.get("params", {})
        yield from (
            f"{where}: {name} is no parameter of {module.path}" for name in given if name not in target.parameters
        )
        yield from (
            f"{where}: {name} is missing"
            for name, parameter in target.parameters.items()
            if parameter.required and name not in given
        )
        yield from (f"{where}: {name} is no property" for name in module.body if name not in _NOT_MODULE_PARAMETERS)
    yield from _module_outputs(file, targets)


def _module_outputs(file: BicepFile, targets: dict[str, BicepFile]) -> Iterator[str]:
    for node in _members(file.root):
        module, _, output = text_of(node).replace("!", "").partition(".outputs.")
        if module in targets and output and output not in targets[module].outputs:
            yield f"{file.path.name}:{line_of(node)}: {module} has no output {output}"


def _members(node: Node) -> Iterator[Node]:
    if node.type == "member_expression":
        yield node
    for child in node.named_children:
        yield from _members(child)
