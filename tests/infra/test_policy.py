"""What the deployment promises: no keys, TLS, least privilege."""

from __future__ import annotations

import pytest

from tests.infra.checks import policy
from tests.infra.conftest import REPOSITORY, Breaks

STORAGE, VAULT, APP, ROLES, OPERATORS, MONITORING = (
    f"infra/modules/{name}.bicep" for name in ("storage", "vault", "app", "roles", "operators", "monitoring")
)


def test_promises_are_kept() -> None:
    """
    No resource breaks a promise.
    """
    assert policy.problems(REPOSITORY / "infra") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (STORAGE, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "allowSharedKeyAccess must be False"),
        (STORAGE, "    allowSharedKeyAccess: false\n", "", "allowSharedKeyAccess must be False"),
        (STORAGE, "publicAccess: 'None'", "publicAccess: 'Blob'", "publicAccess must be None"),
        (VAULT, "    enablePurgeProtection: true\n", "", "enablePurgeProtection must be True"),
        (VAULT, "vaults@2026-02-01", "vaults@2024-11-01", "vault API 2024-11-01 retires"),
        (MONITORING, "    DisableLocalAuth: true\n", "", "DisableLocalAuth must be True"),
        (APP, "httpsOnly: true", "httpsOnly: false", "httpsOnly must be True"),
        (APP, "version: '3.13'", "version: '3.12'", "runtime.version must be 3.13"),
        (APP, "['ftp', 'scm']", "['ftp']", "basic publishing must be off for ftp and scm"),
        (ROLES, "scope: vault", "scope: resourceGroup()", "onVault must be scoped to one resource"),
        (ROLES, "      principalType: 'ServicePrincipal'\n", "", "principalType must be ServicePrincipal"),
        (OPERATORS, "principalType: 'Group'", "principalType: 'User'", "principalType must be Group"),
        (OPERATORS, "scope: account", "scope: resourceGroup()", "onStorage must be scoped to one resource"),
        (OPERATORS, "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", "", "Storage Queue Data Message Sender is not assigned"),
        (
            ROLES,
            "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
            "00482a5a-887f-4fb3-b363-3b7fe8e74483",
            "is no role this app needs",
        ),
        (ROLES, "974c5e8b-45b9-4653-ba55-5f855dd0fb88", "", "Storage Queue Data Contributor is not assigned"),
        (STORAGE, "", "output key string = account.listKeys().keys[0].value", "keys and secrets have no place here"),
        ("infra/main.bicep", "'modules/vault.bicep'", "'br/public:avm/res/key-vault/vault:0.14.0'", "from a registry"),
    ],
)
def test_broken_promise_is_found(broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    A change that breaks a promise is reported.
    """
    assert problem in "\n".join(policy.problems(broken(file, old, new) / "infra"))
