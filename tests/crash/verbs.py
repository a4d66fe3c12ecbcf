"""The verbs that change something, each in the situation in which it changes most."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta

from connector.adapters.job_messages import write_sync_job, write_ticket_job
from connector.application import connect, push, tickets
from connector.application.container import Container
from connector.application.recount import recount
from connector.application.share import share_many
from connector.application.sweep import sweep
from connector.domain.connection import ConnectionStatus
from connector.domain.draft import Kind
from connector.domain.push import Push, sign
from connector.errors import ConflictError, ConnectorError, NotConnectedError
from connector.ports import SyncJob, TicketJob
from sandbox import seed
from tests.builders import CONNECTION_ID, TENANT_ID, make_draft
from tests.contract.instance import Instance
from tests.crash.ending import Ending
from tests.crash.host import tick
from tests.crash.stage import CALLER, Stage
from tests.crash.verb import Facts, Verb
from tests.crash.world import ACTIONS

CREATED = "created New held"
A, B, C, D = ACTIONS[:4]


# Share


def _connected(stage: Stage) -> Facts:
    stage.connect()
    return {"due": stage.clock.now().date() + timedelta(days=30)}


def _share(c: Container, facts: Facts) -> None:
    actions = facts.get("actions", [A])
    drafts = {number: make_draft(action, due_date=facts["due"]) for number, action in enumerate(actions)}
    results = share_many(drafts, CALLER, c, idempotency_key="the-callers-key")
    assert not [result for result in results.values() if isinstance(result, ConnectorError)]


def _connected_for_bulk(stage: Stage) -> Facts:
    return {**_connected(stage), "actions": ACTIONS}


# Create


def _shared(stage: Stage) -> Facts:
    stage.connect()
    stage.share(A)
    return {}


def _shared_several(stage: Stage) -> Facts:
    """One job with both kinds and a record that ServiceNow refuses to make."""
    stage.connect()
    shared = stage.share(A) + stage.share(B, C, kind=Kind.CHANGE_REQUEST)
    stage.lose_messages()
    stage.instance.control("POST", "acl", {"denyInsert": ["incident"]})
    stage.put("ticket-jobs", write_ticket_job(TicketJob(CONNECTION_ID, tuple(t.ticket_id for t in shared))))
    return {}


def _shared_in_trouble(stage: Stage) -> Facts:
    _shared(stage)
    stage.instance.fail("status", status=429, match="/api/now/table/incident")
    return {}


# Retry and give up


def _failed(stage: Stage) -> Facts:
    """One without a record, one whose record was made all the same."""
    stage.connect()
    failed = stage.fail(stage.share(A, B))
    stage.lose_messages()
    stage.c.desks.at(stage.c.connections.get(CONNECTION_ID)).create([failed[1]])
    return {"ids": [ticket.ticket_id for ticket in failed]}


def _retry(c: Container, facts: Facts) -> None:
    results = tickets.retry_many(facts["ids"], CALLER, c)
    wrong = [result for result in results.values() if isinstance(result, ConnectorError)]
    assert not [error for error in wrong if not isinstance(error, ConflictError)], wrong


def _poisoned(given_up: int, stage: Stage) -> Facts:
    stage.connect()
    shared = stage.share(A, B)
    stage.lose_messages()
    job = TicketJob(CONNECTION_ID, tuple(ticket.ticket_id for ticket in shared), given_up=given_up)
    stage.put("ticket-jobs-poison", write_ticket_job(job))
    return {}


def _poisoned_first(stage: Stage) -> Facts:
    return _poisoned(0, stage)


def _poisoned_last(stage: Stage) -> Facts:
    return _poisoned(2, stage)


def _unreadable(stage: Stage) -> Facts:
    stage.connect()
    stage.put("ticket-jobs-poison", "not a job")
    return {}


# Sync and push


def _moved(stage: Stage) -> Facts:
    """Four tickets: one in progress, one closed, one deleted, one as it was."""
    stage.connect()
    made = [ticket.record for ticket in stage.create(A, B, C, D) if ticket.record]
    closing = {"state": "7", "close_code": "Solved (Permanently)", "close_notes": "done"}
    stage.instance.change(Kind.INCIDENT, made[0].sys_id, state="2")
    stage.instance.change(Kind.INCIDENT, made[1].sys_id, **closing)
    stage.instance.control("DELETE", f"records/incident/{made[2].sys_id}")
    stage.put("sync-jobs", write_sync_job(SyncJob(CONNECTION_ID)))
    return {}


def _pushed(stage: Stage) -> Facts:
    stage.connect()
    key = stage.webhook_key()
    (ticket,) = stage.create(A)
    assert ticket.record is not None
    stage.instance.change(Kind.INCIDENT, ticket.record.sys_id, state="2")
    return {"key": key, "sys_id": ticket.record.sys_id}


def _push(c: Container, facts: Facts) -> None:
    body = json.dumps({"table": "incident", "sysId": facts["sys_id"]}).encode()
    timestamp = str(int(c.clock.now().timestamp()))
    connection = push.accept(Push(body, timestamp, sign(facts["key"], timestamp, body)), CONNECTION_ID, c)
    assert push.follow_record("incident", facts["sys_id"], "", connection, c)


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
    connect.complete(state=facts["state"], code=facts["code"], error="", caller=CALLER, c=c)


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


# Sweep and recount


def _forgotten(stage: Stage) -> Facts:
    """Tickets whose message was lost, and a consent that nobody finished."""
    stage.connect()
    stage.share(A, B)
    stage.lose_messages()
    _begin(stage.c, {"instance": stage.world.elsewhere})
    return {}


def _sweep(c: Container, _: Facts) -> None:
    sweep(c)


def _miscounted(stage: Stage) -> Facts:
    stage.connect()
    stage.create(A)
    rows = stage.world.table("tickets").query_entities("RowKey ge 'figure_total_' and RowKey lt 'figure_total_~'")
    for row in rows:
        stage.world.table("tickets").update_entity({**row, "counts": json.dumps({"incident/created/1": 7})})
    return {}


def _mend(c: Container, _: Facts) -> None:
    recount(TENANT_ID, c, mend=True)


def _tick_sync(_: Container, __: Facts) -> None:
    tick("sync_timer")


DETACHED = Ending({A: "created New detached"}, 1)
TWO = {A: CREATED, B: CREATED}
VERBS = (
    Verb("share", _connected, Ending({A: CREATED}, 1), _share, _share),
    Verb(
        "share in bulk",
        _connected_for_bulk,
        Ending(dict.fromkeys(ACTIONS, CREATED), len(ACTIONS)),
        _share,
        _share,
    ),
    Verb("create", _shared, Ending({A: CREATED}, 1), queue="ticket-jobs"),
    Verb(
        "create several",
        _shared_several,
        Ending({A: "failed", B: CREATED, C: CREATED}, 2),
        queue="ticket-jobs",
    ),
    Verb("create in trouble", _shared_in_trouble, Ending({A: CREATED}, 1), queue="ticket-jobs"),
    Verb("retry", _failed, Ending(TWO, 2), _retry, _retry),
    Verb("give up, first round", _poisoned_first, Ending(TWO, 2), queue="ticket-jobs-poison"),
    Verb("give up, last round", _poisoned_last, Ending({A: "failed", B: "failed"}), queue="ticket-jobs-poison"),
    Verb("keep an unreadable message", _unreadable, Ending(kept=("not a job",)), queue="ticket-jobs-poison"),
    Verb(
        "sync",
        _moved,
        Ending(
            {A: "created In Progress held", B: "created Closed", C: "created New deleted", D: CREATED},
            3,
        ),
        queue="sync-jobs",
    ),
    Verb("enqueue syncs", _shared, Ending({A: CREATED}, 1), _tick_sync),
    Verb(
        "push",
        _pushed,
        Ending(
            {A: "created In Progress held"}, 1, secrets=frozenset({"client-secret", "refresh-token", "webhook-key"})
        ),
        _push,
    ),
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
    Verb("sweep", _forgotten, Ending(TWO, 2), _sweep, later=timedelta(minutes=30)),
    Verb("mend the figures", _miscounted, Ending({A: CREATED}, 1), _mend, _mend),
)
BY_NAME = {verb.name: verb for verb in VERBS}
