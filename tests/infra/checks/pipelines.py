"""Pipeline files: they parse, every command they run exists, and nobody needs a stored secret."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

_AZD = {("auth", "login"), ("config", "set"), ("provision",), ("deploy", "connector")}
_ACTION = re.compile(r"[\w-]+/[\w-]+@v\d+")
_TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
_TASKS = {"AzureCLI@2", "setup-azd@1"}
_FOR_AZD_ITSELF = {"AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_SUBSCRIPTION_ID"}
_ENVIRONMENT = "AZURE_ENV_NAME"
_MAIN = "refs/heads/main"
_STOPS = "set -euo pipefail"


def pipeline_files(root: Path) -> list[Path]:
    """GitHub's workflows and the file for Azure DevOps."""
    return [*sorted((root / ".github" / "workflows").glob("*.yml")), root / "azure-pipelines.yml"]


def problems(root: Path) -> list[str]:
    """Everything that would stop a pipeline, or weaken it."""
    targets = set(_TARGET.findall((root / "Makefile").read_text(encoding="utf-8")))
    placeholders = set(re.findall(r"\$\{(\w+)", (root / "infra" / "main.parameters.json").read_text(encoding="utf-8")))
    found = []
    for path in pipeline_files(root):
        text = path.read_text(encoding="utf-8")
        try:
            content = yaml.safe_load(text)
        except yaml.YAMLError as error:
            found.append(f"{path.name}: {str(error).splitlines()[0]}")
            continue
        lines = [*_text(text), *_nodes(content, root, targets, placeholders | _FOR_AZD_ITSELF)]
        if path.parent.name == "workflows":
            lines += [*_workflow(content), *_jobs_that_provision(content, placeholders | _FOR_AZD_ITSELF)]
        else:
            lines += _stages_that_provision(content)
        found += [f"{path.name}: {line}" for line in lines]
    return found


def _text(text: str) -> Iterator[str]:
    if re.search(r"secrets\.|clientSecret|AZURE_CREDENTIALS", text):
        yield "a stored secret: pipelines sign in by OIDC"


def _workflow(content: dict[str, Any]) -> Iterator[str]:
    if "permissions" not in content:
        yield "no permissions: GitHub would give them all"
    for name, job in content["jobs"].items():
        if "timeout-minutes" not in job:
            yield f"{name}: no timeout-minutes"


def _jobs_that_provision(content: dict[str, Any], variables: set[str]) -> Iterator[str]:
    """GitHub gives a job what `env` names: all of it, from the environment's variables, or a run resets the rest."""
    for name, job in content["jobs"].items():
        if "azd provision" not in str(job):
            continue
        given = job.get("env", {})
        yield from (f"{name}: {missing} is not handed to azd" for missing in sorted(variables - set(given)))
        for variable in sorted(variables & set(given) - {_ENVIRONMENT}):
            if given[variable] != f"${{{{ vars.{variable} }}}}":
                yield f"{name}: {variable} is not the environment's variable of that name"
        if _MAIN not in str(job.get("if")):
            yield f"{name}: deploys other branches than main"


def _stages_that_provision(content: dict[str, Any]) -> Iterator[str]:
    """Azure DevOps gives a step all variables of the group by itself; `env` could only hide them."""
    for stage in _dictionaries(content):
        if "stage" in stage and "azd provision" in str(stage) and _MAIN not in str(stage.get("condition")):
            yield f"{stage['stage']}: deploys other branches than main"
        if "env" in stage:
            yield from (f"{name} is in the group, not in env" for name in stage["env"] if name != _ENVIRONMENT)
        script = stage.get("inlineScript", _STOPS)
        if not script.startswith(_STOPS):
            yield f"inlineScript goes on after a failure: {_STOPS}"


def _dictionaries(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _dictionaries(child)


def _nodes(node: Any, root: Path, targets: set[str], variables: set[str]) -> Iterator[str]:
    """Steps and environments, however deep they stand."""
    if isinstance(node, list):
        for item in node:
            yield from _nodes(item, root, targets, variables)
        return
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key in ("run", "script", "inlineScript"):
            yield from _script(str(value), root, targets)
        elif key == "uses" and not _ACTION.fullmatch(str(value)):
            yield f"uses {value}: name and major version, please"
        elif key == "task" and value not in _TASKS:
            yield f"unknown task {value}"
        elif key == "env":
            yield from (f"{name} is read by nobody" for name in value if name not in variables)
        yield from _nodes(value, root, targets, variables)


def _script(script: str, root: Path, targets: set[str]) -> Iterator[str]:
    for line in script.splitlines():
        words = shlex.split(line)
        if words and line != _STOPS:
            yield from _command(words, root, targets)


def _command(words: list[str], root: Path, targets: set[str]) -> Iterator[str]:
    name, arguments = words[0], words[1:]
    if name == "make":
        yield from (f"make has no target {target}" for target in arguments if target not in targets)
    elif name == "azd":
        if not any(tuple(arguments[: len(known)]) == known for known in _AZD):
            yield f"unknown: azd {' '.join(arguments)}"
    elif "/" not in name or not (root / name).is_file() or not (root / name).stat().st_mode & 0o100:
        yield f"{name} is not there, or not executable"
