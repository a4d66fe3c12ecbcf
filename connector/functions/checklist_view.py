"""The installation checklist as clients get it."""

from __future__ import annotations

from connector.application.checks import Checklist
from connector.domain.checklist import Check, CheckStatus
from connector.domain.connection import ConnectionStatus
from connector.domain.prescription import WORDS
from connector.functions import messages
from connector.functions.views import View


class CheckView(View):
    """One check. `seen` quotes ServiceNow; `fix`, `menuPath` and `link` are null where there is nothing to do."""

    id: str
    title: str
    status: CheckStatus
    seen: str
    fix: str | None
    menu_path: str | None
    link: str | None

    @classmethod
    def of(cls, check: Check, instance: str, language: str) -> CheckView:
        """The check as JSON."""
        fix = check.fix
        return cls(
            id=check.check_id,
            title=messages.text(f"check_{check.check_id}_title", language),
            status=check.status,
            seen=check.seen,
            fix=messages.text(fix.code, language, {**WORDS, **check.params}) if fix else None,
            menu_path=(fix.menu_path or None) if fix else None,
            link=(fix.link(instance) or None) if fix and instance else None,
        )


class ChecklistView(View):
    """Every check, in the order in which things are set up."""

    checks: list[CheckView]
    connection_status: ConnectionStatus

    @classmethod
    def of(cls, checklist: Checklist, language: str) -> ChecklistView:
        """The checklist as JSON."""
        instance = checklist.connection.instance if checklist.connection else ""
        checks = [CheckView.of(check, instance, language) for check in checklist.checks]
        return cls(checks=checks, connection_status=checklist.status)
