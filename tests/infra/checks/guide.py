"""docs/deploy.md: its settings are the placeholders of the parameter file, its commands and names exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.infra.checks.bicep import read

_GIVEN_BY_AZD = {"AZURE_ENV_NAME"}
_BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_PROGRAMS = {"az", "azd", "curl", "git", "make"}


def problems(root: Path) -> list[str]:
    """Settings on one side only, commands and outputs that are not there."""
    text = (root / "docs" / "deploy.md").read_text(encoding="utf-8")
    table = text.split("\n## Settings of an environment\n")[-1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    parameters = (root / "infra" / "main.parameters.json").read_text(encoding="utf-8")
    settings = set(re.findall(r"\$\{(\w+)", parameters)) - _GIVEN_BY_AZD
    found = [f"{name} is not in the table of settings" for name in sorted(settings - documented)]
    found += [f"{name} is no setting of an environment" for name in sorted(documented - settings)]
    outputs = read(root / "infra" / "main.bicep").outputs
    found += [
        f"main.bicep has no output {name}" for name in re.findall(r"get-value (\w+)", text) if name not in outputs
    ]
    return found + list(_commands(root, text))


def _commands(root: Path, text: str) -> Iterator[str]:
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for target in re.findall(r"`?\bmake ([a-z-]+)`", text) + re.findall(r"^make ([a-z-]+)$", text, re.MULTILINE):
        if target not in targets:
            yield f"make has no target {target}"
    for block in _BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            program = line.split()[0]
            if "=" not in program and program not in _PROGRAMS and not (root / program).is_file():
                yield f"{program} is not there"
    for command in re.findall(r"\baz functionapp (?:re)?(?:start|stop)\b(?:\\\n|[^\n`])*", text):
        yield from (
            f"az functionapp needs {option}" for option in ("--name", "--resource-group") if option not in command
        )
    script = (root / "infra" / "entra.sh").read_text(encoding="utf-8")
    options = set(re.findall(r"^  (--[a-z-]+)", script, re.MULTILINE))
    for command in re.findall(r"infra/entra\.sh((?:\\\n|[^\n`])*)", text):
        yield from (
            f"entra.sh has no {option}" for option in re.findall(r"--[a-z-]+", command) if option not in options
        )
