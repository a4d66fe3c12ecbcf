"""What stands at the end, looked at from outside, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from azure.identity import ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient

from connector.adapters.servicenow.fields import CORRELATION_DISPLAY
from connector.domain.draft import Kind
from connector.domain.ticket import Ticket
from connector.ports import TicketFilter
from sandbox import seed
from tests.builders import TENANT_ID
from tests.crash.stage import Stage
from tests.crash.world import QUEUES


@dataclass(frozen=True)
class Ending:
    """
    The world after a verb. `tickets`: by action "delivery state", with "held" when it holds its action's place;
    `secrets`: the ends of their names; `kept`: bodies of messages that nobody could read.
    """

    tickets: dict[str, str] = field(default_factory=dict)
    records: int = 0
    connection: str = "connected"
    secrets: frozenset[str] = frozenset({"client-secret", "refresh-token"})
    kept: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def look_at(stage: Stage) -> Ending:
    """The world as it is now."""
    tickets = stage.c.tickets.page(TENANT_ID, TicketFilter(), cursor=None, limit=1000).tickets
    connection = stage.connection()
    return Ending(
        tickets={ticket.action_id: _told(ticket) for ticket in tickets},
        records=sum(len(rows) for rows in _records(stage).values()),
        connection=connection.status.value if connection else "none",
        secrets=frozenset(_secrets(stage)),
        kept=tuple(sorted(set(_kept(stage)))),
        problems=(*_problems(stage, tickets),),
    )


def _kept(stage: Stage) -> Iterator[str]:
    events = stage.c.events.page(TENANT_ID, cursor=None, limit=100).events
    yield from (event.facts["body"] for event in events if event.name == "message_unreadable")


def _told(ticket: Ticket) -> str:
    state = f" {ticket.record.state_label}" if ticket.record else ""
    gone = " deleted" * bool(ticket.record and ticket.record.deleted) + " detached" * ticket.detached
    return f"{ticket.delivery}{state}{gone}{' held' * ticket.reserves}"


def _records(stage: Stage) -> dict[str, list[dict[str, str]]]:
    """This connector's records by correlation id."""
    found: dict[str, list[dict[str, str]]] = {}
    for kind in Kind:
        for row in stage.instance.control("GET", f"records/{kind.value}")["records"]:
            if row["correlation_display"] == CORRELATION_DISPLAY[kind]:
                found.setdefault(row["correlation_id"], []).append(row)
    return found


def _problems(stage: Stage, tickets: list[Ticket]) -> Iterator[str]:
    """What must never be, whatever happened."""
    records = _records(stage)
    for ticket in tickets:
        rows = records.pop(ticket.ticket_id, [])
        if len(rows) > 1:
            yield f"{ticket.action_id} has {len(rows)} records"
        if (
            ticket.record
            and rows
            and (ticket.record.number, ticket.record.state)
            != (
                rows[0]["number"],
                rows[0]["state"],
            )
        ):
            yield f"{ticket.action_id} tells {ticket.record.number} {ticket.record.state}, not {rows[0]['number']}"
        if ticket.reserves != ticket.is_open:
            yield f"{ticket.action_id} reserves={ticket.reserves} open={ticket.is_open}"
    for action_id, count in Counter(ticket.action_id for ticket in tickets).items():
        if count > 1:
            yield f"{action_id} has {count} tickets"
    yield from (f"record without a ticket: {ticket_id}" for ticket_id in records)
    yield from _storage_problems(stage, tickets)


def _storage_problems(stage: Stage, tickets: list[Ticket]) -> Iterator[str]:
    held = stage.c.tickets.reservations(TENANT_ID)
    wanted = {ticket.action_id: ticket.ticket_id for ticket in tickets if ticket.reserves}
    if held != wanted:
        yield f"reservations {held}, not {wanted}"
    marks = [row["RowKey"] for row in stage.world.table("tickets").query_entities("RowKey ge 'pending_'")]
    waiting = [mark for mark in marks if mark.startswith("pending_")]
    if waiting:
        yield f"{len(waiting)} tickets are marked as waiting"
    if differences := stage.c.tickets.recount(TENANT_ID).differences:
        yield f"figures differ: {differences}"
    for name in QUEUES:
        if left := stage.world.queue(name).get_queue_properties().approximate_message_count:
            yield f"{left} messages left in {name}"
    usable = [connection for connection in stage.c.connections.all() if connection != stage.connection()]
    if usable:
        yield f"{len(usable)} connections are in use beside the current one"


def _secrets(stage: Stage) -> Iterator[str]:
    """Names of secrets, without the connection's id."""
    vault = _vault(stage.world.settings["KEY_VAULT_URL"])
    names = [properties.name or "" for properties in vault.list_properties_of_secrets()]
    current = stage.connection()
    for name in names:
        _, connection_id, what = name.split("-", 2)
        yield what if current and connection_id == current.connection_id else f"{what} of another connection"


@cache
def _vault(url: str) -> SecretClient:
    return SecretClient(url, credential=ManagedIdentityCredential(client_id=seed.IDENTITY_CLIENT_ID))
