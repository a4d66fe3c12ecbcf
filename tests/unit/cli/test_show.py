"""The command `show`."""

from __future__ import annotations

import json

import pytest

from connector import cli
from connector.application.container import Container
from connector.application.state_names import choose
from connector.domain.draft import Kind
from tests.builders import make_caller, make_created_ticket
from tests.unit.functions.conftest import SETTINGS


def test_a_ticket_is_shown_whole(c: Container, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    """
    With its timeline and the name of its state.
    """
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(cli, "build", lambda settings: c)
    choose({Kind.INCIDENT: {"2": "Being worked on"}}, make_caller(), c)
    [ticket] = c.tickets.put(make_created_ticket(state="2"))  # type: ignore[attr-defined]

    assert cli.main(["show", ticket.ticket_id]) == 0

    shown = json.loads(capsys.readouterr().out)
    assert (shown["id"], shown["stateName"]) == (ticket.ticket_id, "Being worked on")
    assert shown["timeline"][-1]["what"] == "created"
