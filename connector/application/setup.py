"""Setup: how far the tenant's connection is, and what to prepare for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from connector.application.connect import CALLBACK_PATH, begun_beside
from connector.application.container import Container
from connector.application.push import webhook_url
from connector.application.retire import current_connection
from connector.domain.connection import Connection
from connector.domain.setup import Checked, SetupStep, step_of
from connector.ports import Caller


@dataclass(frozen=True, slots=True)
class Setup:
    """
    Where one is. `connection` None: there never was one; `other` is a connection to another instance that takes the
    place of a working one when it is complete. `authorization_until`: a consent can still be given, until then.
    """

    connection: Connection | None
    other: Connection | None
    step: SetupStep
    authorization_until: datetime | None
    checked: Checked | None


@dataclass(frozen=True, slots=True)
class Preparation:
    """Addresses that ServiceNow must know, and the instance to enter them in; "" and None before there is one."""

    redirect_url: str
    webhook_url: str | None
    instance: str


def setup_of(caller: Caller, c: Container) -> Setup:
    """How far the setup of the tenant's connection is; ServiceNow is not asked."""
    current = current_connection(caller.tenant_id, c)
    other = begun_beside(current, c) if current else None
    shown = other or current
    checked = c.checklists.last(shown.connection_id) if shown else None
    until = c.connections.authorization_until(shown.connection_id, c.clock.now()) if shown else None
    return Setup(current, other, step_of(shown, checked), until, checked)


def preparation(caller: Caller, c: Container) -> Preparation:
    """What to copy into ServiceNow before connecting."""
    current = current_connection(caller.tenant_id, c)
    shown = (begun_beside(current, c) if current else None) or current
    pushes_to = webhook_url(shown.connection_id, c) if shown else None
    return Preparation(c.policy.public_url + CALLBACK_PATH, pushes_to, shown.instance if shown else "")
