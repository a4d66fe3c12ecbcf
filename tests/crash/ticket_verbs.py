"""What is done with tickets, each verb in the situation in which it changes most."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from connector.adapters.job_messages import Envelope, write_sync_job, write_ticket_job
from connector.application import push, tickets
from connector.application.container import Container
from connector.application.erase import erase_person, tickets_naming
from connector.application.recount import recount
from connector.application.retain import retain
from connector.application.share import share_many
from connector.domain.draft import Kind
from connector.domain.push import Push, sign
from connector.errors import ConflictError, ConnectorError
from connector.ports import SyncJob, TicketJob
from tests.builders import CONNECTION_ID, TENANT_ID, make_draft
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
    stage.put("ticket-jobs", write_ticket_job(TicketJob(CONNECTION_ID, tuple(t.ticket_id for t in shared)), Envelope()))
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
    stage.put("ticket-jobs-poison", write_ticket_job(job, Envelope()))
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
    stage.put("sync-jobs", write_sync_job(SyncJob(CONNECTION_ID), Envelope()))
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


def _changed(stage: Stage) -> Facts:
    stage.connect()
    (ticket,) = stage.create(A)
    assert ticket.record is not None
    stage.instance.change(Kind.INCIDENT, ticket.record.sys_id, state="2")
    return {"id": ticket.ticket_id}


def _refresh(c: Container, facts: Facts) -> None:
    assert tickets.refresh(facts["id"], CALLER, c).record is not None


# Timers and recount


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


# What is kept, and of whom


def _old(stage: Stage) -> Facts:
    """Two tickets that ended without a record, one that is open, and an event."""
    stage.connect()
    stage.fail(stage.share(A, B))
    stage.create(C)
    stage.c.events.append(TENANT_ID, "connected", by=CALLER.object_id, facts={})
    return {}


def _retain(c: Container, _: Facts) -> None:
    day = timedelta(days=1)
    retain(replace(c, policy=replace(c.policy, keep_tickets=day, keep_events=day)))


def _erase(c: Container, _: Facts) -> None:
    erase_person(TENANT_ID, CALLER.object_id, [CALLER.name], c)


def _erase_and_look(c: Container, facts: Facts) -> None:
    _erase(c, facts)
    assert tickets_naming(TENANT_ID, CALLER.object_id, [CALLER.name], c) == []
    assert CALLER.object_id not in {event.by for event in c.events.page(TENANT_ID, cursor=None, limit=9).events}


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
        later=timedelta(minutes=5),
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
    Verb("refresh", _changed, Ending({A: "created In Progress held"}, 1), _refresh, _refresh),
    Verb("retain", _old, Ending({C: CREATED}, 1), _retain, _retain, later=timedelta(days=2)),
    Verb("erase a person", _old, Ending({A: "failed", B: "failed", C: CREATED}, 1), _erase, _erase_and_look),
    Verb("mend the figures", _miscounted, Ending({A: CREATED}, 1), _mend, _mend),
)
