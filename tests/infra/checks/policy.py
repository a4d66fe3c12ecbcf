"""What this deployment promises, whatever else changes: no keys, TLS, least privilege, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.infra.checks.bicep import BicepFile, Expression, Object, Resource, Value, bicep_files, read, resources_in

_MUST: dict[str, dict[str, Value]] = {
    "Microsoft.Storage/storageAccounts": {
        "properties.allowSharedKeyAccess": False,
        "properties.allowBlobPublicAccess": False,
        "properties.isLocalUserEnabled": False,
        "properties.minimumTlsVersion": "TLS1_2",
        "properties.supportsHttpsTrafficOnly": True,
    },
    "Microsoft.Storage/storageAccounts/blobServices/containers": {"properties.publicAccess": "None"},
    "Microsoft.KeyVault/vaults": {
        "properties.enableRbacAuthorization": True,
        "properties.enablePurgeProtection": True,
        "properties.enableSoftDelete": True,
    },
    "Microsoft.Insights/components": {"properties.DisableLocalAuth": True},
    "Microsoft.OperationalInsights/workspaces": {"properties.features.disableLocalAuth": True},
    "Microsoft.Web/sites": {
        "identity.type": "UserAssigned",
        "properties.httpsOnly": True,
        "properties.siteConfig.minTlsVersion": "1.2",
        "properties.siteConfig.scmMinTlsVersion": "1.2",
        "properties.siteConfig.http20Enabled": True,
        "properties.functionAppConfig.runtime.name": "python",
        "properties.functionAppConfig.runtime.version": "3.13",
        "properties.functionAppConfig.deployment.storage.authentication.type": "UserAssignedIdentity",
    },
    "Microsoft.Web/serverfarms": {"sku.tier": "FlexConsumption", "properties.reserved": True},
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies": {"properties.allow": False},
}
_PRINCIPALS = {"roles.bicep": "ServicePrincipal", "operators.bicep": "Group"}
"""Whose rights a file may give. Named, so that a new identity is not looked up before it is known everywhere."""
_ROLES = {
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
    "974c5e8b-45b9-4653-ba55-5f855dd0fb88": "Storage Queue Data Contributor",
    "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3": "Storage Table Data Contributor",
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7": "Key Vault Secrets Officer",
    "19e7f393-937e-4f77-808e-94535e297925": "Storage Queue Data Reader",
    "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a": "Storage Queue Data Message Sender",
    "3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VAULT_SINCE = "2026-02-01"
_KEYS = re.compile(r"listKeys|listAccountSas|listServiceSas|AccountKey=|@secure", re.IGNORECASE)


def problems(infra: Path) -> list[str]:
    """Every promise that a file breaks."""
    found = [f"{file.path.name}:{line}" for file, resource in resources_in(infra) for line in _resource(resource)]
    for file, resource in resources_in(infra):
        found += [f"{file.path.name}:{line}" for line in _assignment(file, resource)]
    for path in bicep_files(infra):
        found += [f"{path.name}: {line}" for line in _text(path)]
        found += [f"{path.name}: {line}" for line in _publishing(read(path))]
    return found + _roles(infra)


def _resource(resource: Resource) -> Iterator[str]:
    if resource.type == "Microsoft.KeyVault/vaults" and resource.version < _VAULT_SINCE:
        yield f"{resource.line}: vault API {resource.version} retires; {_VAULT_SINCE} or later"
    if resource.type == "Microsoft.KeyVault/vaults/secrets":
        yield f"{resource.line}: a secret's value would stay in the deployment's history"
    if resource.existing:
        return
    for path, wanted in _MUST.get(resource.type, {}).items():
        if at(resource.body, path) != wanted:
            yield f"{resource.line}: {resource.symbol}.{path} must be {wanted}"


def _assignment(file: BicepFile, resource: Resource) -> Iterator[str]:
    if resource.type != "Microsoft.Authorization/roleAssignments":
        return
    if not _single_resource(resource.body.get("scope")):
        yield f"{resource.line}: {resource.symbol} must be scoped to one resource"
    if at(resource.body, "properties.principalType") != (wanted := _PRINCIPALS.get(file.path.name)):
        yield f"{resource.line}: {resource.symbol}.properties.principalType must be {wanted}"


def at(body: Object, path: str) -> Value:
    """The value at a dotted path, or None."""
    value: Value = body
    for part in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _single_resource(scope: Value) -> bool:
    return isinstance(scope, Expression) and scope.kind == "identifier"


def _text(path: Path) -> Iterator[str]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if _KEYS.search(line):
            yield f"{number}: keys and secrets have no place here"
        if "br/public:" in line or "br:" in line:
            yield f"{number}: a module from a registry cannot be checked offline"


def _publishing(file: BicepFile) -> Iterator[str]:
    policies = file.resources_of("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
    if file.resources_of("Microsoft.Web/sites") and [policy.loop for policy in policies] != [["ftp", "scm"]]:
        yield "basic publishing must be off for ftp and scm"


def _roles(infra: Path) -> list[str]:
    used = {id_ for path in bicep_files(infra) for id_ in _GUID.findall(path.read_text(encoding="utf-8"))}
    wrong = [f"roles: {id_} is no role this app needs" for id_ in sorted(used - set(_ROLES))]
    return wrong + [f"roles: {_ROLES[id_]} is not assigned" for id_ in sorted(set(_ROLES) - used)]
