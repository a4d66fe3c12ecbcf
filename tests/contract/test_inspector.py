"""The port Inspector: the fake, and the adapter on the ServiceNow simulator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connector.domain.draft import Kind
from connector.ports import Inspector
from tests.builders import INTEGRATION_USER, NOW
from tests.contract.inspected import USER, connected
from tests.contract.instance import Instance
from tests.fakes import FakeClock, FakeInspector
from tests.fakes.inspector import CALLBACK


@pytest.fixture(params=["memory", pytest.param("simulator", marks=pytest.mark.e2e)])
def inspector(request: pytest.FixtureRequest) -> Inspector:
    """An inspector of an instance on which all is well, and whose user may see what only some may."""
    if request.param == "memory":
        return FakeInspector(FakeClock())
    instance: Instance = request.getfixturevalue("instance")
    instance.switch(propertiesReadable=True, rolesReadable=True)
    instance.control("POST", f"users/{USER.name}", {"roles": [*USER.roles, "oauth_admin"]})
    instance.add_many(Kind.INCIDENT, ["a" * 32], NOW)
    c, connection = connected(instance)
    return c.desks.inspector_at(connection)


def test_an_instance_that_is_well_refuses_a_request_without_token(inspector: Inspector) -> None:
    """
    It says so in JSON, with its time.
    """
    knock = inspector.knock()

    assert knock.status == 401
    assert knock.server_time is not None
    assert knock.server_time.utcoffset() == timedelta(0)


def test_the_build_has_a_name(inspector: Inspector) -> None:
    """
    A word such as administrators use.
    """
    assert inspector.release() == "Zurich"


def test_the_registry_shows_the_clients_entry(inspector: Inspector) -> None:
    """
    Redirect URIs one by one, lifetimes in seconds.
    """
    entry = inspector.registration()

    assert (entry.active, entry.redirect_uris) == (True, (CALLBACK,))
    assert (entry.access_life_s, entry.refresh_life_s) == (1_800, 8_640_000)


def test_the_user_is_the_tokens(inspector: Inspector) -> None:
    """
    Flags are true or false, never text.
    """
    user = inspector.user()

    assert user.user_name in (INTEGRATION_USER.name, USER.name)
    assert (user.time_zone, user.active, user.locked_out, user.web_service_only) == ("GMT", True, False, False)


def test_roles_are_names(inspector: Inspector) -> None:
    """
    Of this user and of nobody else.
    """
    roles = inspector.roles(inspector.user().sys_id)

    assert {"itil", "personalize_choices"} <= roles
    assert "admin" not in roles


@pytest.mark.parametrize("table", ["incident", "sys_choice", "sys_user"])
def test_tables_show_their_first_records(inspector: Inspector, table: str) -> None:
    """
    A few at most, and how many there are in all.
    """
    visible = inspector.visible(table)

    assert 0 < visible.rows <= 10
    assert (visible.total or 0) >= visible.rows


@pytest.mark.parametrize("kind", list(Kind))
def test_searches_are_honoured_and_states_have_labels(inspector: Inspector, kind: Kind) -> None:
    """
    What a sync lives on.
    """
    assert inspector.search(kind, NOW)
    assert "New" in inspector.states(kind).values()


def test_without_a_rule_there_is_no_rate_limit(inspector: Inspector) -> None:
    """
    A plain instance sends no such headers.
    """
    inspector.visible("sys_user")

    assert inspector.rate_limit() is None
