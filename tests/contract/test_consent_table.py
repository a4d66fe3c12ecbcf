"""What instances do to a consent and to its renewal, row by row, and what the connector makes of it.

Each row prepares the instance after the integration user pressed Allow (or after the connection worked for a while);
the verbs then run on the real adapters.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from connector.adapters.servicenow.desks import ServiceNowDesks
from connector.application.connect import begin
from connector.application.consent import complete
from connector.application.container import Container, Policy
from connector.application.sync import sync_connection
from connector.domain.connection import Connection, ConnectionStatus
from connector.errors import ConnectorError
from connector.ports import SyncJob
from sandbox import seed
from tests.builders import make_caller
from tests.contract.instance import Instance
from tests.fakes import PUBLIC_URL, FakeClock, FakeLeases, FakeSecrets, make_container

pytestmark = pytest.mark.e2e

Prepare = Callable[[Instance], Any]

PERSON = make_caller(in_browser=True)


def switch(**switches: Any) -> Prepare:
    """An instance that behaves so."""
    return lambda instance: instance.switch(**switches)


def fault(kind: str, match: str = "", **more: Any) -> Prepare:
    """Trouble with every request that matches."""
    return lambda instance: instance.control("POST", "fail", {"kind": kind, "match": match, **more})


def control(path: str, body: dict[str, Any]) -> Prepare:
    """Something an administrator of the instance does."""
    return lambda instance: instance.control("POST", path, body)


TOKEN, REST = "oauth_token", "/api/now"
USER = f"users/{seed.INTEGRATION_USER.name}"

CONSENTS: list[tuple[str, list[Prepare], str]] = [
    ("nothing special", [], "connected"),
    ("early refresh gives the same token", [switch(earlyRefresh="same")], "connected"),
    ("a refresh leaves the refresh token out", [switch(refreshOmitsRefreshToken=True)], "connected"),
    ("no other way to prove a client", [switch(basicClientAuth=False)], "connected"),
    ("parameters in a query are read too", [switch(tokenParametersInQuery=True)], "connected"),
    ("roles can be read", [switch(rolesReadable=True)], "connected"),
    ("tables out of reach look empty", [switch(unreadableTables="empty")], "connected"),
    ("the code has lapsed", [control("clock", {"advanceS": 601})], "code_refused"),
    (
        "it has, said in the standard's words",
        [switch(tokenErrors="standard"), control("clock", {"advanceS": 601})],
        "code_refused",
    ),
    ("another secret is registered", [control("oauth-entity", {"clientSecret": "another"})], "code_refused"),
    (
        "it is, said in the standard's words",
        [switch(tokenErrors="standard"), control("oauth-entity", {"clientSecret": "another"})],
        "code_refused",
    ),
    ("the client was switched off", [control("oauth-entity", {"active": False})], "code_refused"),
    ("the user was locked", [control(USER, {"locked": True})], "code_refused"),
    ("the password must be changed", [control(USER, {"passwordNeedsReset": True})], "code_refused"),
    ("the user was switched off", [control(USER, {"active": False})], "code_refused"),
    ("asleep", [fault("html", TOKEN)], "instance_asleep"),
    ("restarting", [fault("html", TOKEN, status=503)], "remote_unavailable"),
    ("throttled", [fault("status", TOKEN, status=429, retryAfter=30)], "remote_unavailable"),
    ("script error", [fault("status", TOKEN, status=500)], "remote_unavailable"),
    ("request lost", [fault("drop_before", TOKEN)], "remote_unavailable"),
    ("reply lost", [fault("drop_after", TOKEN)], "remote_unavailable"),
    ("reply cut", [fault("truncate", TOKEN)], "remote_unavailable"),
    ("request dropped with 202", [fault("empty", TOKEN)], "remote_unavailable"),
    ("asleep right after", [fault("html", REST)], "instance_asleep"),
    ("an access policy wants another address", [switch(apiAccessPolicy="unauthenticated")], "access_refused"),
    ("an access policy forbids", [switch(apiAccessPolicy="forbidden")], "remote_rejected"),
    ("an access policy forbids writes only", [switch(apiAccessPolicy="deny_writes")], "connected"),
]

RENEWALS: list[tuple[str, list[Prepare], str, str]] = [
    ("nothing special", [], "connected", ""),
    ("the refresh token is left out", [switch(refreshOmitsRefreshToken=True)], "connected", ""),
    ("the refresh token rotates", [switch(rotateRefreshToken=True)], "connected", ""),
    ("revoked", [control("tokens", {"revoke": "all"})], "attention", "consent_needed"),
    (
        "revoked, said in the standard's words",
        [switch(tokenErrors="standard"), control("tokens", {"revoke": "all"})],
        "attention",
        "consent_needed",
    ),
    ("its days are over", [control("tokens", {"expire": "all"})], "attention", "consent_needed"),
    ("another secret", [control("oauth-entity", {"clientSecret": "another"})], "attention", "consent_needed"),
    ("the user was locked", [control(USER, {"locked": True})], "attention", "consent_needed"),
    ("asleep", [fault("html", TOKEN)], "attention", "instance_asleep"),
    ("in trouble", [fault("html", TOKEN, status=502)], "attention", "remote_unavailable"),
    ("throttled", [fault("status", TOKEN, status=429)], "attention", "remote_unavailable"),
    ("reply lost", [fault("drop_after", TOKEN)], "attention", "remote_unavailable"),
    ("reply cut", [fault("truncate", TOKEN)], "attention", "remote_unavailable"),
    ("dropped with 202", [fault("empty", TOKEN)], "attention", "remote_unavailable"),
    ("an access policy", [switch(apiAccessPolicy="unauthenticated")], "attention", "access_refused"),
]


@pytest.fixture
def c(instance: Instance, clock: FakeClock) -> Container:
    """The verbs over real OAuth and desks; the stores are fakes."""
    secrets = FakeSecrets()
    return make_container(
        clock=clock,
        secrets=secrets,
        policy=Policy(public_url=PUBLIC_URL, allowed_instances=(instance.url,)),
        oauth=instance.oauth,
        desks=ServiceNowDesks(secrets, instance.oauth, instance.http, clock, FakeLeases()),
    )


def connect(c: Container, instance: Instance, *prepare: Prepare) -> Connection:
    """A person begins, the integration user allows, the instance changes, and the redirect comes back."""
    _, url = begin(instance.url, seed.SERVICENOW_CLIENT_ID, seed.SERVICENOW_CLIENT_SECRET, PERSON, c)
    state, code = instance.consent(url)
    for step in prepare:
        step(instance)
    return complete(state=state, code=code, error="", caller=PERSON, c=c)


@pytest.mark.parametrize(("prepare", "outcome"), [row[1:] for row in CONSENTS], ids=[row[0] for row in CONSENTS])
def test_a_consent_ends_in_a_connection_or_a_reason(
    c: Container, instance: Instance, prepare: list[Prepare], outcome: str
) -> None:
    """
    Whatever the instance does, the person learns what happened, and no half connection works.
    """
    try:
        ended: str = connect(c, instance, *prepare).status
    except ConnectorError as error:
        ended = error.code

    assert ended == outcome
    assert c.connections.current(PERSON.tenant_id).is_usable is (outcome == "connected")


@pytest.mark.parametrize(
    ("prepare", "status", "trouble"), [row[1:] for row in RENEWALS], ids=[row[0] for row in RENEWALS]
)
def test_a_renewal_keeps_the_refresh_token_whatever_happens(
    c: Container, instance: Instance, clock: FakeClock, prepare: list[Prepare], status: str, trouble: str
) -> None:
    """
    Trouble shows on the connection with its code; a refusal, HTML or silence never costs what is kept.
    """
    connection = connect(c, instance)
    instance.control("POST", "tokens", {"expire": "access"})
    clock.advance(minutes=40)
    for step in prepare:
        step(instance)

    sync_connection(SyncJob(connection.connection_id), c)

    now = c.connections.get(connection.connection_id)
    assert (now.status, now.trouble.code if now.trouble else "") == (status, trouble)
    assert c.secrets.get(connection.refresh_token_name)


def test_a_refusal_counts_when_it_is_met_again_minutes_later(
    c: Container, instance: Instance, clock: FakeClock
) -> None:
    """
    The same answer stands for many causes: the first is attention, the second the end of the consent.
    """
    connection = connect(c, instance)
    instance.control("POST", "tokens", {"revoke": "all"})
    seen = []
    for wait in (timedelta(minutes=40), timedelta(minutes=1), timedelta(minutes=2)):
        clock.advance(seconds=wait.total_seconds())
        sync_connection(SyncJob(connection.connection_id), c)
        seen.append(c.connections.get(connection.connection_id).status)

    assert seen == [ConnectionStatus.ATTENTION, ConnectionStatus.ATTENTION, ConnectionStatus.CONSENT_EXPIRED]
