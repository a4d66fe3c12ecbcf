"""The command `doctor`."""

from __future__ import annotations

import pytest

from connector.application.container import Container
from connector.cli import doctor
from connector.errors import NoIdentityError, RemoteUnavailableError
from tests.builders import TENANT_ID


def test_all_is_well(c: Container, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A line for each dependency, then the checklist; exit status 0.
    """
    assert doctor.run(TENANT_ID, c) == 0
    assert "ok    table storage\nok    queue storage\nok    key vault\n" in capsys.readouterr().out


def test_a_dependency_in_trouble_is_a_failure(c: Container, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Exit status 1, with the reason; the others are asked all the same.
    """
    c.jobs.fail("probe", RemoteUnavailableError("Queue Storage", "no answer"))  # type: ignore[attr-defined]

    assert doctor.run(TENANT_ID, c) == 1
    assert "FAIL  queue storage: " in (printed := capsys.readouterr().out)
    assert "ok    key vault" in printed


def test_what_only_the_app_may_ask_is_unknown(c: Container, capsys: pytest.CaptureFixture[str]) -> None:
    """
    An operator's machine is not the app: that Graph cannot be asked from it says nothing about Graph.
    """
    c.scores.fail("probe", NoIdentityError("no managed identity"))  # type: ignore[attr-defined]

    assert doctor.run(TENANT_ID, c) == 0
    assert "?     entra id and graph: Only the app itself" in capsys.readouterr().out
