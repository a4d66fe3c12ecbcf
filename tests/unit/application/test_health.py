"""Rules of health: each dependency is asked something small."""

from dataclasses import replace

import pytest

from connector.application.health import check_dependencies
from connector.domain.connection import ConnectionStatus
from connector.errors import NotConnectedError, RemoteUnavailableError
from tests.builders import TENANT_ID


def _sick(c):
    return {check.name: check.code for check in check_dependencies(TENANT_ID, c) if not check.healthy}


def test_all_is_well(c):
    """
    Five dependencies answer; a secret that is not there is an answer, too.
    """
    checks = check_dependencies(TENANT_ID, c)

    assert [check.name for check in checks] == [
        "table storage",
        "queue storage",
        "key vault",
        "entra id and graph",
        "servicenow",
    ]
    assert all(check.healthy for check in checks)


@pytest.mark.parametrize(
    ("port", "method", "name"),
    [
        ("tickets", "reservations", "table storage"),
        ("jobs", "probe", "queue storage"),
        ("secrets", "get", "key vault"),
        ("identity", "probe", "entra id and graph"),
        ("scores", "probe", "entra id and graph"),
    ],
)
def test_one_that_does_not_answer_is_named_alone(c, port, method, name):
    """
    The others are asked all the same.
    """
    getattr(c, port).fail(method, RemoteUnavailableError("it", "no answer"))

    assert _sick(c) == {name: "remote_unavailable"}


def test_servicenow_is_asked_who_we_are(c):
    """
    A consent that was taken back shows here, with its own code.
    """
    c.desks.desk.fail("who_am_i", NotConnectedError("refused", code="consent_needed"))

    assert _sick(c) == {"servicenow": "consent_needed"}


def test_without_a_consent_servicenow_is_not_asked(c, unconnected):
    """
    Nothing is connected, or nothing that could be used.
    """
    c.connections.save(replace(c.connections.current(TENANT_ID), status=ConnectionStatus.CONSENT_EXPIRED))

    assert _sick(c) == {"servicenow": "not_connected"}
    assert c.desks.desk.requests == []


def test_defect_is_not_hidden(c):
    """
    Only errors raised on purpose are a dependency's trouble.
    """
    c.jobs.fail("probe", KeyError("defect"))

    with pytest.raises(KeyError):
        check_dependencies(TENANT_ID, c)
