"""The Bicep files parse, name what exists, and hold what Azure's types hold."""

from __future__ import annotations

import pytest

from tests.infra.checks import symbols, syntax, types
from tests.infra.conftest import REPOSITORY, Breaks

INFRA = REPOSITORY / "infra"
STORAGE, VAULT, APP = (f"infra/modules/{name}.bicep" for name in ("storage", "vault", "app"))


def test_files_parse() -> None:
    """
    Two independent parsers read every file.
    """
    assert len(list(INFRA.rglob("*.bicep"))) > 10
    assert syntax.problems(INFRA) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (VAULT, "sku: {", "sku: {{"),
        (STORAGE, "output id string =", "output id string"),
        ("infra/main.bicep", "module identity", "modul identity"),
    ],
)
def test_syntax_error_is_found(broken: Breaks, file: str, old: str, new: str) -> None:
    """
    A file that a parser cannot read is named.
    """
    found = syntax.problems(broken(file, old, new) / "infra")

    assert found
    assert all(file.rsplit("/", 1)[1] in problem for problem in found)


def test_names_are_declared_and_used() -> None:
    """
    Symbols, module parameters and module outputs are there, and none is left over.
    """
    assert symbols.problems(INFRA) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (VAULT, "tags: tags", "tags: tag", ": tag is not defined"),
        (VAULT, "", "param zone string", "zone is never used"),
        ("infra/modules/budget.bicep", "startDate: startDate", "startDate: '2026-12-01'", "startDate is never used"),
        ("infra/main.bicep", "    sku: storageSku\n", "", "module storage: sku is missing"),
        (
            "infra/main.bicep",
            "sku: storageSku",
            "skuName: storageSku",
            "skuName is no parameter of modules/storage.bicep",
        ),
        ("infra/main.bicep", "modules/vault.bicep", "modules/vaults.bicep", "modules/vaults.bicep does not exist"),
        ("infra/main.bicep", "vault.outputs.name", "vault.outputs.title", "vault has no output title"),
        (APP, "for setting in items(settings)", "for entry in items(settings)", "setting is not defined"),
    ],
)
def test_wrong_name_is_found(broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    A name that is not there, or is there for nothing, is reported.
    """
    assert problem in "\n".join(symbols.problems(broken(file, old, new) / "infra"))


def test_resources_are_what_azure_knows() -> None:
    """
    Types, versions, properties, required ones and words are those of the published types.
    """
    assert types.problems(INFRA) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (STORAGE, "allowSharedKeyAccess", "allowSharedKeyAcess", "is no property, allowSharedKeyAccess is"),
        (APP, "instanceMemoryMB: ", "instanceMemoryMb: ", "is no property, instanceMemoryMB is"),
        (VAULT, "    sku: { family: 'A', name: 'standard' }\n", "", "vault.properties.sku is missing"),
        (VAULT, "enablePurgeProtection: true", "enablePurgeProtection: 'true'", "must be bool"),
        (APP, "httpsOnly: true", "httpsOnly: 1", "app.properties.httpsOnly must be bool"),
        (STORAGE, "'TLS1_2'", "'TLS1_0'", "must be one of TLS1_2, TLS1_3"),
        (STORAGE, "storageAccounts@2025-01-01' = {", "storageAccounts@2099-01-01' = {", "2025-01-01 is"),
        (VAULT, "sku: { family: 'A', name: 'standard' }", "sku: 'standard'", "vault.properties.sku must be an object"),
        (
            "infra/modules/network.bicep",
            "addressPrefixes: [addressPrefix]",
            "addressPrefixes: '10.0.0.0/8'",
            "an array",
        ),
        (
            "infra/modules/alerts.bicep",
            "emailAddress: email",
            "address: email",
            "emailReceivers.address is no property",
        ),
        ("infra/modules/workbook.bicep", "    category: 'workbook'\n", "", "workbook.properties.category is missing"),
    ],
)
def test_wrong_property_is_found(broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    A property that Azure would refuse or pass over is reported with its line.
    """
    assert problem in "\n".join(types.problems(broken(file, old, new) / "infra"))
