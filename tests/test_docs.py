"""The documents say what the code does: settings, log events, commands, links."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from connector import cli
from connector.adapters.telemetry.names import METRICS

REPOSITORY = Path(__file__).resolve().parent.parent
OPERATIONS = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
ARCHITECTURE = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
READ_BY_THE_HOST = {"SYNC_SCHEDULE", "SWEEP_SCHEDULE", "AzureWebJobsDisableHomepage", "FUNCTIONS_WORKER_RUNTIME"}
READ_BY_LIBRARIES = {
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    "PYTHON_ENABLE_OPENTELEMETRY",
    "OTEL_SERVICE_NAME",
    "OTEL_TRACES_SAMPLER",
    "OTEL_TRACES_SAMPLER_ARG",
    "OTEL_METRIC_EXPORT_INTERVAL",
    "OTEL_SDK_DISABLED",
}
PAGES = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]
LOG_LEVELS = {"debug", "info", "warning", "error", "exception"}


def documented(section: str) -> set[str]:
    """The names in the first column of a section's table in operations.md."""
    text = OPERATIONS.split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def settings_read() -> set[str]:
    """The names that settings.py lists for its reader."""
    docstring = ast.get_docstring(ast.parse((REPOSITORY / "connector" / "settings.py").read_text(encoding="utf-8")))
    return set(re.findall(r"^    (\w+)  ", docstring or "", re.MULTILINE)) | set(
        re.findall(r"^    (\w+__\w+) ", docstring or "", re.MULTILINE)
    )


def events_logged() -> Iterator[str]:
    """The fixed names of all log calls in connector/."""
    for file in (REPOSITORY / "connector").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr in LOG_LEVELS | {"log"} and ast.unparse(node.func.value) == "log":
                yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and arg.value)


def test_every_setting_is_documented_and_the_reverse() -> None:
    """
    operations.md lists what settings.py reads and what host and libraries read, and nothing else.
    """
    assert documented("Settings") - READ_BY_THE_HOST - READ_BY_LIBRARIES == settings_read()
    assert len(settings_read()) > 10


def test_example_settings_are_settings() -> None:
    """
    Every name in local.settings.example.json is a setting that somebody reads.
    """
    values = json.loads((REPOSITORY / "local.settings.example.json").read_text(encoding="utf-8"))["Values"]

    assert set(values) <= settings_read() | READ_BY_THE_HOST | READ_BY_LIBRARIES


def test_metrics_are_documented_as_they_are_made() -> None:
    """
    operations.md has each metric's instrument, unit, attributes and meaning as the code has them, and no other metric.
    """
    section = OPERATIONS.split("### Metrics\n", 1)[1].split("\n### ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    made = [
        [f"`{m.name}`", m.instrument, f"`{m.unit}`", ", ".join(f"`{a}`" for a in m.attributes), m.description]
        for m in METRICS
    ]

    assert [[cell.strip() for cell in row.strip("|").split("|")] for row in rows] == made


def test_every_log_event_is_documented() -> None:
    """
    A name that appears in the log can be looked up in operations.md.
    """
    names = set(events_logged())

    assert len(names) > 10
    assert names <= documented("Log events") | {"ticket_postponed", "ticket_failed"}


def test_every_documented_log_event_exists() -> None:
    """
    operations.md names no event that the code never logs.
    """
    source = "".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / "connector").rglob("*.py"))

    assert {name for name in documented("Log events") if f'"{name}"' not in source} == set()


@pytest.mark.parametrize("command", re.findall(r"^make \w+$", README, re.MULTILINE))
def test_readme_commands_exist(command: str) -> None:
    """
    Each command of the README is one that make knows.
    """
    assert shutil.which("make")
    done = subprocess.run(
        ["make", "-n", command.removeprefix("make ")], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_modules_and_commands_that_are_run_exist() -> None:
    """
    Whatever follows `python -m` in the documents is a module, and a command of the connector where it is that.
    """
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    modules, commands = (
        set(re.findall(r"python -m ([\w.]+)", text)),
        set(re.findall(r"python -m connector (\w+)", text)),
    )

    assert {"connector", "infra.operator_settings"} <= modules
    assert {name for name in modules if find_spec(name) is None} == set()
    assert commands <= set(re.findall(r"python -m connector (\w+)", cli.__doc__ or "")) | {"restore"}
    assert "doctor" in commands


def test_links_lead_somewhere() -> None:
    """
    Every relative link in the documents leads to a file.
    """
    targets = [
        (page, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    ]

    assert len(targets) > 10
    assert [f"{page.name}: {target}" for page, target in targets if not (page.parent / target).exists()] == []


def test_architecture_names_every_package() -> None:
    """
    Each folder of the app has its row.
    """
    folders = {f"`{file.parent.relative_to(REPOSITORY)}/`" for file in (REPOSITORY / "connector").rglob("__init__.py")}

    assert len(folders) > 5
    assert {folder for folder in folders - {"`connector/`"} if f"| {folder} |" not in ARCHITECTURE} == set()


def test_decisions_are_numbered_and_listed() -> None:
    """
    Numbers follow one another, each with its title in the list of architecture.md.
    """
    files = sorted((REPOSITORY / "docs" / "decisions").glob("*.md"))
    titles = [file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") for file in files]
    listed = re.findall(r"^(\d+)\. \[(.+)\]\(decisions/(.+)\)$", ARCHITECTURE, re.MULTILINE)

    assert [f"{number}. {title}" for number, title, _ in listed] == titles
    assert [(int(number), name) for number, _, name in listed] == [(int(file.name[:4]), file.name) for file in files]
