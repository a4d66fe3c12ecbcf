"""What is done with connections, each verb in the situation in which it changes most."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from connector.application import connect, consent
from connector.application.container import Container
from connector.application.sweep import sweep
from connector.domain.connection import ConnectionStatus
from connector.errors import NotConnectedError
from sandbox import seed
from tests.builders import TENANT_ID
from tests.contract.instance import Instance
from tests.crash.ending import Ending
from tests.crash.stage import CALLER, Stage
from tests.crash.verb import Facts, Verb
from tests.crash.world import ACTIONS

CREATED = "created New held"
A, B = ACTIONS[:2]


# Connect and disconnect


def _begin(c: Container, facts: Facts) -> str:
    secret = seed.SERVICENOW_CLIENT_SECRET
    url = facts["instance"]
    return connect.begin(url, seed.SERVICENOW_CLIENT_ID, secret, CALLER, c, detach_open_tickets=True)[1]


def _consent(url: str, c: Container, facts: Facts) -> Facts:
    state, code = Instance(facts["instance"], c.clock).consent(url)
    return {**facts, "state": state, "code": code}


def _nothing_connected(stage: Stage) -> Facts:
    return {"instance": stage.world.servicenow}


def _works_elsewhere(stage: Stage) -> Facts:
    """The tenant works with one instance, and its user turns to another."""
    stage.connect()
    stage.create(A)
    return {"instance": stage.world.elsewhere}


def _consented(stage: Stage) -> Facts:
    facts = _nothing_connected(stage)
    return _consent(_begin(stage.c, facts), stage.c, facts)


def _consented_elsewhere(stage: Stage) -> Facts:
    """And gives the consent there."""
    facts = _works_elsewhere(stage)
    return _consent(_begin(stage.c, facts), stage.c, facts)


def _complete(c: Container, facts: Facts) -> None:
    consent.complete(state=facts["state"], code=facts["code"], error="", caller=CALLER, c=c)


def _begin_and_complete(c: Container, facts: Facts) -> None:
    _complete(c, _consent(_begin(c, facts), c, facts))


def _connect_until_connected(c: Container, facts: Facts) -> None:
    """The administrator sees on the page that it did not work, and starts again."""
    with suppress(NotConnectedError):
        connection = c.connections.current(TENANT_ID)
        if connection.status is ConnectionStatus.CONNECTED and connection.instance == facts["instance"]:
            return
    _begin_and_complete(c, facts)


def _in_use(stage: Stage) -> Facts:
    stage.connect()
    stage.webhook_key()
    stage.create(A)
    return {}


def _disconnect(c: Container, _: Facts) -> None:
    connect.disconnect(CALLER, c)


def _disconnect_until_done(c: Container, facts: Facts) -> None:
    with suppress(NotConnectedError):
        _disconnect(c, facts)


def _forgotten(stage: Stage) -> Facts:
    """Tickets whose message was lost, and a consent that nobody finished."""
    stage.connect()
    stage.share(A, B)
    stage.lose_messages()
    _begin(stage.c, {"instance": stage.world.elsewhere})
    return {}


def _sweep(c: Container, _: Facts) -> None:
    sweep(c)


DETACHED = Ending({A: "created New detached"}, 1)
VERBS = (
    Verb("begin a consent", _nothing_connected, Ending(), _begin, _connect_until_connected),
    Verb("begin a consent elsewhere", _works_elsewhere, DETACHED, _begin, _connect_until_connected),
    Verb("complete a consent", _consented, Ending(), _complete, _connect_until_connected),
    Verb(
        "replace the instance",
        _consented_elsewhere,
        DETACHED,
        _complete,
        _connect_until_connected,
    ),
    Verb(
        "disconnect",
        _in_use,
        Ending({A: CREATED}, 1, connection="not_connected", secrets=frozenset()),
        _disconnect,
        _disconnect_until_done,
    ),
    Verb("sweep", _forgotten, Ending({A: CREATED, B: CREATED}, 2), _sweep, later=timedelta(minutes=30)),
)
