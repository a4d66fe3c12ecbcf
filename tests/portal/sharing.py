"""Tickets for tests: as many as wanted of one action, each with a name of its own."""

from __future__ import annotations

import uuid
from typing import Any

from tests.e2e.program import Json, Program


class Sharing:
    """Shares one action again and again, beside its open tickets, so that tests do not use the catalogue up."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._action = program.get("/api/actions?limit=1")["items"][0]["id"]

    def __call__(self, kind: str, **changes: Any) -> Json:
        """The accepted ticket; its name is found nowhere else."""
        draft = self._program.draft(self._action, kind)
        sent = {**draft, "name": f"Task {uuid.uuid4().hex[:8]}", "allowAnother": True, **changes}
        response = self._program.send("POST", "/api/tickets", sent)
        assert response.status_code == 202, response.text
        ticket: Json = response.json()
        return ticket
