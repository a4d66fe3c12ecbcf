"""The installation checklist as `doctor` prints it."""

from __future__ import annotations

from connector.application.checks import run_checks
from connector.application.container import Container
from connector.cli.usage import ENGLISH
from connector.domain.checklist import CheckStatus
from connector.functions.checklist_view import ChecklistView

_MARKS = {CheckStatus.PASSED: "ok", CheckStatus.FAILED: "FAIL", CheckStatus.UNKNOWN: "?"}


def print_checklist(tenant_id: str, c: Container) -> bool:
    """Print every check, with its fix where there is one. True when none failed."""
    checklist = ChecklistView.of(run_checks(tenant_id, c), ENGLISH)
    print(f"\nServiceNow connection: {checklist.connection_status}")
    for check in checklist.checks:
        print(f"{_MARKS[check.status]:5} {check.title} [{check.seen}]")
        for line in filter(None, (check.fix, check.menu_path, check.link)):
            print(f"      {line}")
    return all(check.status is not CheckStatus.FAILED for check in checklist.checks)
