"""A container whose connection leads to the ServiceNow simulator, for the installation checklist."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from connector.application.container import Container
from connector.domain.connection import Connection, IntegrationUser
from sandbox import seed
from tests.contract.instance import Instance
from tests.fakes import FakeClock, FakeSecrets, make_container

USER = seed.INTEGRATION_USER


def connected(instance: Instance) -> tuple[Container, Connection]:
    """A container at the instance's own time, connected as its integration user, and that connection."""
    clock, secrets = instance.clock, FakeSecrets()
    assert isinstance(clock, FakeClock)
    there = datetime.fromisoformat(instance.control("GET", "health")["now"])
    clock.advance(seconds=(there - clock.now()).total_seconds())
    user = IntegrationUser(USER.sys_id, USER.name, USER.display_name, USER.email)
    connection = replace(instance.connection, integration_user=user, consented_at=clock.now())
    c = make_container(clock=clock, secrets=secrets, oauth=instance.oauth, desks=instance.desks(secrets))
    c.connections.establish(connection)  # type: ignore[attr-defined]
    return c, connection


def token_requests(instance: Instance) -> int:
    """How often the token endpoint was asked since the log was emptied."""
    counts: dict[str, int] = instance.control("GET", "requests")["counts"]
    return counts.get("POST /oauth_token.do", 0)
