"""docs/deploy.md names what exists."""

from __future__ import annotations

import pytest

from tests.infra.checks import guide
from tests.infra.conftest import REPOSITORY, Breaks

GUIDE = "docs/deploy.md"


def test_guide_names_what_exists() -> None:
    """
    Settings, commands, options and outputs of the guide are those of the files.
    """
    assert guide.problems(REPOSITORY) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (GUIDE, "| `STORAGE_LOGS` |", "| `STORAGE_LINES` |", "STORAGE_LINES is no setting of an environment"),
        (GUIDE, "| `STORAGE_LOGS` |", "| STORAGE_LOGS |", "STORAGE_LOGS is not in the table of settings"),
        (GUIDE, "get-value CONNECTOR_URL", "get-value CONNECTOR_ADDRESS", "main.bicep has no output CONNECTOR_ADDRESS"),
        (GUIDE, "make infra-check\nazd", "make checks\nazd", "make has no target checks"),
        (GUIDE, "--assign Connector.Admin", "--grant Connector.Admin", "entra.sh has no --grant"),
        (GUIDE, "az functionapp stop --name", "az functionapp stop --app", "az functionapp needs --name"),
        (GUIDE, "az bicep build", "bicep build", "bicep is not there"),
    ],
)
def test_wrong_guide_is_found(broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    A setting, command, option or output that is not there is reported.
    """
    assert problem in "\n".join(guide.problems(broken(file, old, new)))
