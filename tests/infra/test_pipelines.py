"""Pipeline files parse, and what they run exists."""

from __future__ import annotations

import pytest

from tests.infra.checks import pipelines
from tests.infra.conftest import REPOSITORY, Breaks

TEST, DEPLOY = ".github/workflows/test.yml", ".github/workflows/deploy.yml"
DEVOPS = "azure-pipelines.yml"


def test_pipelines_are_well() -> None:
    """
    Test, scan and deploy for GitHub, and their counterpart for Azure DevOps.
    """
    assert len(pipelines.pipeline_files(REPOSITORY)) == 4
    assert pipelines.problems(REPOSITORY) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (TEST, ".ci/run", ".ci/runs", ".ci/runs is not there, or not executable"),
        (TEST, "runs-on:", "runs-on: [", "test.yml: "),
        (TEST, "permissions:\n  contents: read\n", "", "no permissions"),
        (TEST, "    timeout-minutes: 60\n", "", "test: no timeout-minutes"),
        (TEST, "actions/checkout@v5", "actions/checkout@main", "name and major version"),
        (DEPLOY, "make package", "make parcel", "make has no target parcel"),
        (DEPLOY, "azd deploy connector", "azd release connector", "unknown: azd release connector"),
        (DEPLOY, "STORAGE_SKU:", "STORAGE_KIND:", "STORAGE_KIND is read by nobody"),
        (
            DEPLOY,
            "      KEEP_TICKETS_DAYS: ${{ vars.KEEP_TICKETS_DAYS }}\n",
            "",
            "KEEP_TICKETS_DAYS is not handed to azd",
        ),
        (DEPLOY, "vars.PUBLIC_URL", "vars.URL", "PUBLIC_URL is not the environment's variable"),
        (DEPLOY, "    if: github.ref == 'refs/heads/main'\n", "", "deploy: deploys other branches than main"),
        (DEPLOY, "vars.AZURE_CLIENT_ID", "secrets.AZURE_CREDENTIALS", "a stored secret"),
        (DEPLOY, "infra/hooks/answers.sh", "curl https://example.com", "curl is not there"),
        (DEVOPS, "set -euo pipefail", "set -u", "inlineScript goes on after a failure"),
        (
            DEVOPS,
            "  AZURE_ENV_NAME:",
            "  CLOUD: $(CLOUD)\n                        AZURE_ENV_NAME:",
            "CLOUD is in the group",
        ),
        (DEVOPS, "refs/heads/main", "refs/heads/next", "deploy: deploys other branches than main"),
        (DEVOPS, "make audit", "make audits", "azure-pipelines.yml: make has no target audits"),
        (DEVOPS, "AzureCLI@2", "AzureCLI@9", "unknown task AzureCLI@9"),
    ],
)
def test_wrong_pipeline_is_found(broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    A command that is not there, and a weakened workflow, are reported.
    """
    root = broken(file, old, new)
    (root / ".ci").mkdir()
    (root / ".ci" / "run").touch(mode=0o755)

    assert problem in "\n".join(pipelines.problems(root))
