"""azure.yaml and the parameter file, by the rules of the Azure Developer CLI."""

from __future__ import annotations

import pytest

from tests.infra.checks import azd
from tests.infra.conftest import REPOSITORY, Breaks


def test_azd_files_are_well() -> None:
    """
    Names, hooks, tags and parameters are as azd wants them.
    """
    assert azd.problems(REPOSITORY) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("azure.yaml", 'azd: ">= 1.23.13"', 'bicep: ">= 0.41.2"', "requiredVersions: the oldest azd"),
        ("azure.yaml", "host: function", "host: functions", "host functions is no function app"),
        ("azure.yaml", "language: python", "language: pyton", "language pyton is not Python"),
        ("azure.yaml", "name: secure-score", "name: Secure Score", "name: a-z, 0-9 and hyphens only"),
        ("azure.yaml", "postprovision:", "afterprovision:", "afterprovision is no hook"),
        ("azure.yaml", "postprovision.sh", "next.sh", "infra/hooks/next.sh is not there, or not executable"),
        ("azure.yaml", "make package", "make parcel", "make has no target parcel"),
        ("azure.yaml", "  module: main", "  module: all", "do not lead to a Bicep file"),
        ("azure.yaml", "    remoteBuild: false\n", "", "remoteBuild must be false"),
        ("azure.yaml", "    dist:", "    dst:", "dst is no key of a service"),
        ("infra/main.bicep", "'azd-service-name': 'connector'", "service: 'connector'", "azd-service-name: connector"),
        ("infra/main.parameters.json", '"natGateway"', '"natGatewy"', "natGatewy is no parameter"),
        ("infra/main.parameters.json", '"location"', '"locations"', "location is missing"),
        ("infra/main.parameters.json", "NAT_GATEWAY=true", "NAT_GATEWAY=false", "natGateway defaults to 'false'"),
        ("infra/main.parameters.json", "${CLOUD=global}", "${CLOUD}", "cloud has no default"),
    ],
)
def test_wrong_azd_file_is_found(broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    What azd would refuse or pass over is reported.
    """
    assert problem in "\n".join(azd.problems(broken(file, old, new)))
