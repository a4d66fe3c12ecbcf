"""Liveness for anyone, a look at each dependency for administrators."""

from __future__ import annotations

import pytest

from connector.errors import RemoteRejectedError, RemoteUnavailableError
from tests.unit.functions.app import App

DEEP = "/api/health?deep=1"
DOWN = RemoteUnavailableError("Queue Storage", "no answer (ConnectTimeout)")


def test_liveness_needs_nobody_and_asks_nothing(app: App) -> None:
    """
    A probe every few seconds must not reach a dependency.
    """
    app.c.jobs.fail("probe", DOWN)  # type: ignore[attr-defined]

    answer = app.get("/api/health", headers={})

    assert (answer.status, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(("roles", "status"), [(None, 401), ((), 403), (("Connector.Read", "Tickets.Share"), 403)])
def test_the_deep_look_is_for_administrators(app: App, roles: tuple[str, ...] | None, status: int) -> None:
    """
    It says which services there are and costs requests.
    """
    assert app.get(DEEP, headers={} if roles is None else app.bearer(*roles)).status == status


def test_all_is_well_when_each_dependency_answers(app: App) -> None:
    """
    200, and the name of each.
    """
    answer = app.get(DEEP)

    assert (answer.status, answer.json()["status"]) == (200, "ok")
    assert all(check["healthy"] for check in answer.json()["checks"])
    assert len(answer.json()["checks"]) == 5


def test_a_dependency_in_trouble_is_named_with_what_is_wrong(app: App) -> None:
    """
    503; the others are looked at all the same, and the message is complete.
    """
    app.c.jobs.fail("probe", DOWN)  # type: ignore[attr-defined]
    app.c.secrets.fail("get", RemoteRejectedError("Key Vault", "Forbidden", status=403))  # type: ignore[attr-defined]

    answer = app.get(DEEP)

    sick = {check["name"]: check for check in answer.json()["checks"] if not check["healthy"]}
    assert (answer.status, set(sick)) == (503, {"queue storage", "key vault"})
    assert sick["key vault"]["code"] == "remote_rejected"
    assert not any("?" in check["message"] for check in sick.values())


@pytest.mark.parametrize("deep", ["true", "0", "yes"])
def test_another_depth_is_refused(app: App, deep: str) -> None:
    """
    Liveness, taken for the deep look, would say that all is well.
    """
    answer = app.get(f"/api/health?deep={deep}")

    assert (answer.status, list(answer.error()["fields"])) == (400, ["deep"])
