"""App settings: what the code, the host and the platform read is what main.bicep sets, both ways."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.infra.checks.bicep import Expression, Object, read

READ_BY_THE_HOST = {
    "AzureWebJobsDisableHomepage",
    "AzureWebJobsStorage__blobServiceUri",
    "AzureWebJobsStorage__clientId",
    "AzureWebJobsStorage__credential",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "PYTHON_ENABLE_OPENTELEMETRY",
    "PYTHON_THREADPOOL_THREAD_COUNT",
}
NOT_SET = {
    "AzureWebJobsStorage",  # A connection string holds a key; the service URIs take its place.
}
REFUSED_BY_FLEX = re.compile(
    r"FUNCTIONS_WORKER_RUNTIME|FUNCTIONS_EXTENSION_VERSION|WEBSITE_(CONTENT|RUN_FROM|TIME_ZONE)|SCM_DO_BUILD|ENABLE_ORYX"
)
_DEFAULT = re.compile(r"default (\d+)$")


def problems(infra: Path, connector: Path) -> list[str]:
    """Settings that are read and not set, or set and not read, or set to another default."""
    given = settings_set(infra)
    wanted = (settings_read(connector) | schedules(connector) | READ_BY_THE_HOST) - NOT_SET
    return (
        [f"{name} is read, but not set" for name in sorted(wanted - set(given))]
        + [f"{name} is set, but nobody reads it" for name in sorted(set(given) - wanted)]
        + [f"{name} is not for Flex Consumption" for name in given if REFUSED_BY_FLEX.match(name)]
        + _defaults(infra, connector)
    )


def settings_set(infra: Path) -> Object:
    """The settings that main.bicep gives to the app module."""
    (app,) = [module for module in read(infra / "main.bicep").modules if module.symbol == "app"]
    settings = app.body["params"]["settings"]
    assert isinstance(settings, Object)
    return settings


def settings_read(connector: Path) -> set[str]:
    """The names that settings.py takes from the environment."""
    tree = ast.parse((connector / "settings.py").read_text(encoding="utf-8"))
    names = set(re.findall(r"^    (\w+) ", ast.get_docstring(tree) or "", re.MULTILINE))
    return {name for name in names if name.upper() == name or name.startswith("AzureWebJobs")}


def schedules(connector: Path) -> set[str]:
    """The names between percent signs in triggers: the host looks them up."""
    sources = (path.read_text(encoding="utf-8") for path in sorted((connector / "functions").rglob("*.py")))
    return {name for source in sources for name in re.findall(r'"%(\w+)%"', source)}


def _defaults(infra: Path, connector: Path) -> list[str]:
    documented = ast.get_docstring(ast.parse((connector / "settings.py").read_text(encoding="utf-8"))) or ""
    defaults = {line.split()[0]: int(found[1]) for line in documented.splitlines() if (found := _DEFAULT.search(line))}
    main = read(infra / "main.bicep")
    wrong = []
    for name, value in settings_set(infra).items():
        parameter = value.text.removeprefix("string(").removesuffix(")") if isinstance(value, Expression) else ""
        if name in defaults and main.parameters[parameter].default != defaults[name]:
            wrong.append(f"{name}: parameter {parameter} does not default to {defaults[name]}")
    return wrong
