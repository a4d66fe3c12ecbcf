"""checkov has no finding without a reason. `make infra-check` installs it apart: it is large and pins old versions."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.infra.checks import scan
from tests.infra.conftest import REPOSITORY, Breaks


@pytest.fixture
def checkov() -> Path:
    if not (command := os.environ.get("CHECKOV")):
        pytest.skip("checkov is not installed: make infra-check does it")
    return Path(command).resolve()


def test_findings_have_reasons(checkov: Path) -> None:
    """
    Whatever checkov finds is in .checkov.yaml, and nothing else is.
    """
    assert scan.problems(REPOSITORY, checkov) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("infra/modules/storage.bicep", "minimumTlsVersion: 'TLS1_2'", "minimumTlsVersion: 'TLS1_0'", "CKV_AZURE_44"),
        ("infra/modules/vault.bicep", "enablePurgeProtection: true", "enabledForDeployment: true", "CKV_AZURE_110"),
        ("infra/modules/app.bicep", "http20Enabled: true", "http20Enabled: false", "CKV_AZURE_18"),
        ("infra/modules/vault.bicep", "sku: {", "sku: {{", "1 files cannot be read"),
        (".checkov.yaml", "- CKV_AZURE_17\n", "- CKV_AZURE_14\n", "CKV_AZURE_14 finds nothing any more"),
    ],
)
def test_finding_is_reported(checkov: Path, broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    A weaker setting, an unreadable file and an idle reason are reported.
    """
    assert problem in "\n".join(scan.problems(broken(file, old, new), checkov))
