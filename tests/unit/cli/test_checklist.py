"""The installation checklist in a shell."""

from __future__ import annotations

import pytest

from connector.application.container import Container
from connector.cli.checklist import print_checklist
from tests.builders import TENANT_ID
from tests.fakes import FakeInspector


@pytest.fixture
def inspector(c: Container) -> FakeInspector:
    """The instance as the checklist sees it."""
    inspector: FakeInspector = c.desks.inspector  # type: ignore[attr-defined]
    return inspector


def test_a_line_per_check_and_nothing_to_fix(c: Container, capsys: pytest.CaptureFixture[str]) -> None:
    """
    All is well: the command may end with 0.
    """
    assert print_checklist(TENANT_ID, c)

    lines = capsys.readouterr().out.strip().splitlines()
    assert lines[0] == "ServiceNow connection: connected"
    assert {line.split()[0] for line in lines[1:]} == {"ok"}


def test_a_failed_check_is_printed_with_its_fix_and_place(
    c: Container, inspector: FakeInspector, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    What an operator needs stands right under it.
    """
    inspector.set_user(web_service_only=True)

    assert not print_checklist(TENANT_ID, c)

    printed = capsys.readouterr().out
    assert "FAIL  The integration user may log in to pages [web_service_access_only=true]" in printed
    assert (
        "      User Administration > Users\n      https://sandbox.service-now.com/nav_to.do?uri=sys_user.do" in printed
    )


def test_what_cannot_be_seen_is_no_failure(
    c: Container, inspector: FakeInspector, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    An ordinary integration user may not read the build's name; the command may end with 0 all the same.
    """
    inspector.build = ""

    assert print_checklist(TENANT_ID, c)
    assert "?     The release is Kingston or later" in capsys.readouterr().out
