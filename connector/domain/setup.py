"""The setup of a connection: a path of steps that can be left and taken up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connector.domain.connection import Connection, ConnectionStatus


class SetupStep(StrEnum):
    """The steps in their order; each is a page of the portal, /setup/<step>."""

    PREPARE = "prepare"
    CLIENT = "client"
    AUTHORIZE = "authorize"
    CONFIRM = "confirm"
    CHECKS = "checks"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Checked:
    """How the installation checklist came out: the ids of checks that failed, and of those that could not be seen."""

    at: datetime
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


_STEPS = {
    ConnectionStatus.NOT_CONNECTED: SetupStep.CLIENT,  # The OAuth client was registered once, its secret is deleted.
    ConnectionStatus.AWAITING_CONSENT: SetupStep.AUTHORIZE,
    ConnectionStatus.CONFIRM_USER: SetupStep.CONFIRM,
    ConnectionStatus.CONSENT_EXPIRED: SetupStep.AUTHORIZE,
}


def step_of(connection: Connection | None, checked: Checked | None) -> SetupStep:
    """
    The step to go on with.

    Args:
        connection: the one that is being set up, else the tenant's own; None: there never was one.
        checked: its last checklist. One from before its consent says nothing any more.
    """
    if connection is None:
        return SetupStep.PREPARE
    if connection.status in _STEPS:
        return _STEPS[connection.status]
    counts = checked is not None and (connection.consented_at is None or checked.at >= connection.consented_at)
    return SetupStep.DONE if checked and counts and not checked.failed else SetupStep.CHECKS
