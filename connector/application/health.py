"""Health: whether each dependency answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connector.application.container import Container
from connector.errors import ConnectorError, NoIdentityError, NotFoundError

_ABSENT_SECRET = "health-probe"  # noqa: S105 - a name


@dataclass(frozen=True, slots=True)
class Check:
    """One dependency. `code` says what is wrong, "" when nothing is."""

    name: str
    healthy: bool
    code: str = ""
    reason: str = ""

    @property
    def unknown(self) -> bool:
        """Whether this process may not ask it, which says nothing about how it is."""
        return self.code == NoIdentityError.code


def check_dependencies(tenant_id: str, c: Container) -> list[Check]:
    """
    Ask each dependency itself something small, whatever this process still knows.

    The secret store is asked for a name that it does not have.
    """
    probes: list[tuple[str, Callable[[], object]]] = [
        ("table storage", lambda: c.tickets.reservations(tenant_id)),
        ("queue storage", c.jobs.probe),
        ("key vault", lambda: _absent(lambda: c.secrets.get(_ABSENT_SECRET))),
        ("entra id and graph", lambda: _reachable(c)),
        ("servicenow", lambda: _connected(tenant_id, c)),
    ]
    return [_check(name, probe) for name, probe in probes]


def _check(name: str, probe: Callable[[], object]) -> Check:
    try:
        probe()
    except ConnectorError as error:
        return Check(name, healthy=False, code=error.code, reason=str(error))
    return Check(name, healthy=True)


def _absent(read: Callable[[], object]) -> None:
    try:
        read()
    except NotFoundError:
        return


def _reachable(c: Container) -> None:
    c.identity.probe()
    c.scores.probe()


def _connected(tenant_id: str, c: Container) -> None:
    connection = c.connections.current(tenant_id)
    connection.require_usable()
    c.desks.at(connection).who_am_i()
