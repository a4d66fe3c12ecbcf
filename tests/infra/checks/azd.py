"""azure.yaml, its hooks and the parameter file, by the rules of the Azure Developer CLI."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.infra.checks.bicep import Object, read

_PROJECT_EVENTS = ("provision", "deploy", "package", "up", "down")
_SERVICE_EVENTS = ("restore", "build", "package", "deploy")
_SERVICE_KEYS = {"project", "language", "host", "dist", "remoteBuild", "hooks"}
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_PLACEHOLDER = re.compile(r"\$\{([A-Z_]+)(?:=([^}]*))?\}")
_GIVEN_BY_AZD = {"AZURE_ENV_NAME", "AZURE_LOCATION"}


def problems(root: Path) -> list[str]:
    """Everything azd would stumble over, or silently pass over."""
    project = yaml.safe_load((root / "azure.yaml").read_text(encoding="utf-8"))
    found = [] if _NAME.fullmatch(str(project.get("name", ""))) else ["azure.yaml: name: a-z, 0-9 and hyphens only"]
    if not re.fullmatch(r">= \d+\.\d+\.\d+", str(project.get("requiredVersions", {}).get("azd"))):
        found.append("azure.yaml: requiredVersions: the oldest azd that knows these keys is missing")
    infra = project.get("infra", {})
    if (
        infra.get("provider") != "bicep"
        or not (root / str(infra.get("path")) / f"{infra.get('module')}.bicep").exists()
    ):
        found.append("azure.yaml: infra: provider, path and module do not lead to a Bicep file")
    found += _hooks(root, root, project.get("hooks", {}), _PROJECT_EVENTS)
    for name, service in project.get("services", {}).items():
        found += [f"azure.yaml: {name}: {problem}" for problem in _service(service)]
        found += _hooks(root, root / service.get("project", "."), service.get("hooks", {}), _SERVICE_EVENTS)
    return found + list(_tags(root, project)) + list(_parameters(root / "infra"))


def _service(service: dict[str, Any]) -> Iterator[str]:
    yield from (f"{key} is no key of a service" for key in service if key not in _SERVICE_KEYS)
    if service.get("language") not in ("python", "py"):
        yield f"language {service.get('language')} is not Python"
    if service.get("host") != "function":
        yield f"host {service.get('host')} is no function app"
    if service.get("remoteBuild") is not False:
        yield "remoteBuild must be false: the package holds its libraries"


def _hooks(root: Path, folder: Path, hooks: dict[str, Any], events: tuple[str, ...]) -> Iterator[str]:
    for name, hook in hooks.items():
        if name.removeprefix("pre").removeprefix("post") not in events:
            yield f"azure.yaml: {name} is no hook"
        if hook.get("shell") != "sh":
            yield f"azure.yaml: {name}: shell must be sh"
        command = str(hook.get("run", ""))
        if command.startswith("make "):
            if not re.search(rf"^{command.split()[1]}:", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE):
                yield f"azure.yaml: {name}: make has no target {command.split()[1]}"
        elif not (folder / command).is_file() or not (folder / command).stat().st_mode & 0o100:
            yield f"azure.yaml: {name}: {command} is not there, or not executable"


def _tags(root: Path, project: dict[str, Any]) -> Iterator[str]:
    source = (root / "infra" / "main.bicep").read_text(encoding="utf-8")
    for name in project.get("services", {}):
        if f"'azd-service-name': '{name}'" not in source:
            yield f"main.bicep: nothing carries the tag azd-service-name: {name}"
    if "'azd-env-name': environmentName" not in source:
        yield "main.bicep: nothing carries the tag azd-env-name"


def _parameters(infra: Path) -> Iterator[str]:
    declared = read(infra / "main.bicep").parameters
    given = json.loads((infra / "main.parameters.json").read_text(encoding="utf-8"))["parameters"]
    yield from (f"main.parameters.json: {name} is no parameter" for name in given if name not in declared)
    yield from (
        f"main.parameters.json: {name} is missing"
        for name, parameter in declared.items()
        if parameter.required and name not in given
    )
    for name in given.keys() & declared.keys():
        yield from _placeholder(name, given[name]["value"], declared[name].default)


def _placeholder(name: str, value: Any, default: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _placeholder(f"{name}.{key}", inner, default.get(key) if isinstance(default, Object) else None)
        return
    found = _PLACEHOLDER.fullmatch(value)
    if not found:
        yield f"main.parameters.json: {name}: {value} is no placeholder"
    elif found[2] is not None and found[2] != str(default).replace("True", "true").replace("False", "false"):
        yield f"main.parameters.json: {name} defaults to {found[2]!r}, main.bicep to {default!r}"
    elif found[2] is None and found[1] not in _GIVEN_BY_AZD | {"ENTRA_CLIENT_ID"}:
        yield f"main.parameters.json: {name} has no default"
