"""infra/entra.sh against a recording `az`: what it changes, what it leaves, and that it needs no secret."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from connector.functions.endpoint import Role
from tests.infra.checks import scripts
from tests.infra.conftest import REPOSITORY, Breaks

TENANT, CLIENT, PRINCIPAL = "tenant-1", "client-1", "principal-1"
ROLES = json.loads((REPOSITORY / "infra" / "entra" / "app-roles.json").read_text(encoding="utf-8"))
READ_ONLY = re.compile(
    r"^(cloud show|account show|ad \S+ (show|list)|ad app federated-credential list|rest --method get)"
)

SCOPES = "openid profile offline_access"
TENANT_THERE = [
    ["^cloud show .*microsoftGraph", "https://graph.microsoft.com/"],
    ["^cloud show", "AzureCloud"],
    ["^account show", TENANT],
    [r"^ad sp show .*appRoles", "permission-1"],
    [r"^ad sp show --id 00000003", "graph-1"],
    [r"^ad app show .*passwordCredentials", "0"],
    ["^ad user show --id ada@", "user-1"],
    ["^ad user show", None],
    ["^ad group show", "group-1"],
]
EMPTY = [*TENANT_THERE, ["^ad app create", CLIENT], ["^ad app list", ""], ["^ad sp list", PRINCIPAL]]
MADE = [*TENANT_THERE, ["^ad app list", CLIENT], ["^ad sp list", PRINCIPAL]]
CONSENTED = ["^rest --method get .*oauth2PermissionGrants", f"grant-1\t{SCOPES}"]
COMPLETE = [CONSENTED, ["federated-credential list", "identity-1"], ["^rest --method get", "given-1"], *MADE]
GOVERNMENT = [["^cloud show .*microsoftGraph", "https://dod-graph.microsoft.us/"], ["^cloud show", "AzureUSGovernment"]]


@dataclass
class Run:
    status: int
    output: str
    commands: list[list[str]]

    @property
    def changes(self) -> list[str]:
        """The commands that are no mere reading."""
        lines = [" ".join(command) for command in self.commands]
        return [line for line in lines if not READ_ONLY.match(line)]

    def changing(self, start: str) -> list[str]:
        return [line for line in self.changes if line.startswith(start)]


@pytest.fixture
def entra(tmp_path: Path) -> Callable[..., Run]:
    """Runs the script with `az` answering as told."""
    az = tmp_path / "az"
    az.write_text(f'#!/bin/sh\nexec {sys.executable} {Path(__file__).with_name("recording_az.py")} "$@"\n')
    az.chmod(az.stat().st_mode | stat.S_IXUSR)

    def run(answers: list[list[str | None]], *arguments: str) -> Run:
        record = tmp_path / "commands"
        record.write_text("")
        (tmp_path / "answers.json").write_text(json.dumps(answers))
        done = subprocess.run(
            [REPOSITORY / "infra" / "entra.sh", *arguments],
            env={
                "PATH": f"{tmp_path}:{os.environ['PATH']}",
                "AZ_ANSWERS": str(tmp_path / "answers.json"),
                "AZ_COMMANDS": str(record),
                "ENTRA_WAIT": "0",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        commands = [json.loads(line) for line in record.read_text().splitlines()]
        return Run(done.returncode, done.stdout + done.stderr, commands)

    return run


def test_roles_are_those_of_the_code() -> None:
    """
    The app registration declares the roles that the app asks for, each under an id of its own.
    """
    assert {role["value"] for role in ROLES} == set(Role)
    assert len({role["id"] for role in ROLES}) == len(ROLES)


def test_without_apply_nothing_changes(entra: Callable[..., Run]) -> None:
    """
    A dry run reads, says what it would run, and changes nothing.
    """
    run = entra(MADE, "--identity", "identity-1", "--assign", "Connector.Admin=ada@example.com")

    assert (run.status, run.changes) == (0, [])
    assert run.output.count("would run: az") == 6


def test_first_run_makes_everything(entra: Callable[..., Run]) -> None:
    """
    In an empty tenant: registration with roles, version 2 tokens, Graph permission and consent.
    """
    run = entra(EMPTY, "--apply")
    (update,) = run.changing("ad app update")

    assert run.status == 0, run.output
    assert len(run.changing("ad app create")) == 1
    assert "--requested-access-token-version 2" in update
    assert all(role["id"] in update for role in ROLES)
    assert '"appRoleId": "permission-1"' in run.changing("rest --method post")[0]


def test_second_run_adds_what_azure_made(entra: Callable[..., Run]) -> None:
    """
    With address and identity: redirect URIs, the federated credential, and the roles asked for.
    """
    run = entra(
        MADE,
        "--apply",
        "--url",
        "https://score.example.com/",
        "--identity",
        "identity-1",
        "--assign",
        "Tickets.Share=Desk",
    )
    (credential,) = run.changing("ad app federated-credential create")
    role_of_group = run.changing("rest --method post")[-1]

    assert run.status == 0, run.output
    assert "https://score.example.com/api/auth/callback https://score.example.com/" in run.changing("ad app update")[0]
    assert '"subject": "identity-1"' in credential
    assert f"https://login.microsoftonline.com/{TENANT}/v2.0" in credential
    assert '"principalId": "group-1"' in role_of_group
    assert ROLES[1]["id"] in role_of_group


def test_repeating_makes_nothing_twice(entra: Callable[..., Run]) -> None:
    """
    Where everything is there, only settings are written again.
    """
    run = entra(COMPLETE, "--apply", "--identity", "identity-1", "--assign", "Connector.Read=ada@example.com")

    assert run.status == 0, run.output
    assert {line.split(" --")[0] for line in run.changes} == {"ad app update", "ad sp update"}


@pytest.mark.parametrize(
    ("had", "change"),
    [
        ("", f'"consentType": "AllPrincipals".* "resourceId": "graph-1", "scope": "{SCOPES}"'),
        ("grant-1\tUser.Read openid", f'oauth2PermissionGrants/grant-1 .*"scope": "User.Read {SCOPES}"'),
    ],
)
def test_sign_in_needs_no_consent_of_users(entra: Callable[..., Run], had: str, change: str) -> None:
    """
    What a sign-in asks for is consented to once for everybody, and what was consented to before stays.
    """
    run = entra([["get .*oauth2PermissionGrants", had], ["^rest --method get", "given-1"], *MADE], "--apply")
    (consent,) = run.changing("rest")

    assert re.search(change, consent, re.DOTALL)


def test_no_secret_is_made(entra: Callable[..., Run]) -> None:
    """
    No command makes a password or a certificate, and one that is there is pointed out.
    """
    run = entra([["passwordCredentials", "2"], *EMPTY], "--apply", "--identity", "identity-1")

    assert "the app registration has 2 client secrets" in run.output
    assert not [line for line in run.changes if re.search("credential reset|password|certificate", line)]


def test_write_back_asks_for_more(entra: Callable[..., Run]) -> None:
    """
    Only with --write-back is the writing permission looked up.
    """
    asked = [" ".join(command) for command in entra(MADE, "--write-back").commands]

    assert any("SecurityEvents.ReadWrite.All" in line for line in asked)
    assert not any("ReadWrite" in " ".join(command) for command in entra(MADE).commands)


def test_other_clouds_have_their_endpoints(entra: Callable[..., Run]) -> None:
    """
    DoD has a Graph of its own; audience and issuer are those of the government cloud.
    """
    run = entra([*GOVERNMENT, *MADE], "--apply", "--cloud", "dod", "--identity", "identity-1")
    (credential,) = run.changing("ad app federated-credential create")

    assert run.status == 0, run.output
    calls = [" ".join(command) for command in run.commands if command[0] == "rest"]
    assert all("--url https://dod-graph.microsoft.us/v1.0/" in call for call in calls)
    assert all("--resource https://dod-graph.microsoft.us " in call for call in calls)
    assert "api://AzureADTokenExchangeUSGov" in credential
    assert "https://login.microsoftonline.us/" in credential


def test_other_graph_is_asked_for_by_az_too(entra: Callable[..., Run]) -> None:
    """
    Where az would ask the Graph of another cloud, nothing is changed and the command that mends it is shown.
    """
    gcc_high = [["^cloud show .*microsoftGraph", "https://graph.microsoft.us/"], *GOVERNMENT]
    run = entra([*gcc_high, *MADE], "--apply", "--cloud", "dod")

    assert (run.status, run.changes) == (1, [])
    assert '"microsoftGraphResourceId": "https://dod-graph.microsoft.us/"' in run.output


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--cloud", "china"], 2, "no such cloud"),
        (["--cloud", "gcc-high"], 1, "az cloud set --name AzureUSGovernment"),
        (["--assign", "Connector.Owner=ada@example.com"], 2, "no such role: Connector.Owner"),
        (["--assign", "Connector.Read"], 2, "--assign ROLE=WHO"),
        (["--url", "http://score.example.com"], 2, "--url must begin with https://"),
        (["--url"], 2, "--url needs a value"),
        (["--force"], 2, "unknown: --force"),
    ],
)
def test_wrong_arguments_change_nothing(
    entra: Callable[..., Run], arguments: list[str], status: int, message: str
) -> None:
    """
    A mistake is named before anything was changed.
    """
    run = entra(MADE, "--apply", *arguments)

    assert (run.status, run.changes) == (status, [])
    assert message in run.output


def test_two_registrations_of_one_name_need_a_choice(entra: Callable[..., Run]) -> None:
    """
    The script does not guess between registrations.
    """
    run = entra([["^ad app list", "client-1\nclient-2"], *TENANT_THERE], "--apply")

    assert (run.status, run.changes) == (1, [])
    assert "give --client-id" in run.output


def test_scripts_are_well() -> None:
    """
    shellcheck has nothing to say.
    """
    assert len(scripts.shell_scripts(REPOSITORY)) > 3
    assert scripts.problems(REPOSITORY) == []


def test_script_mistake_is_found(broken: Breaks) -> None:
    """
    An unquoted variable is reported.
    """
    root = broken("infra/hooks/postprovision.sh", "", "rm $CONNECTOR_URL")

    assert "SC2086" in "\n".join(scripts.problems(root))


def test_scripts_of_installed_packages_are_not_ours(broken: Breaks) -> None:
    """
    What npm brings beside the ServiceNow app is left to its makers.
    """
    root = broken("infra/hooks/postprovision.sh", "", "")
    theirs = root / "infra" / "servicenow" / "node_modules" / "theirs" / "test.sh"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("rm $CONNECTOR_URL", encoding="utf-8")

    assert scripts.problems(root) == []
