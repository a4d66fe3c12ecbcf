"""Erase: one person's data leaves the tables, what that person did stays."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import batched

from connector.application.container import Container
from connector.domain.ticket import ERASED, Ticket
from connector.errors import ConflictError
from connector.ports import Change, ConflictReason

_AT_ONCE = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was changed. `numbers` are of records in ServiceNow, which keeps a copy of who shared."""

    tickets: int
    events: int
    connections: int
    numbers: tuple[str, ...]


def tickets_naming(tenant_id: str, object_id: str, names: Collection[str], c: Container) -> list[Ticket]:
    """
    Tickets that this person shared, or whose timeline says one of the names: those given, and those that the person
    had when sharing. Every ticket is read.
    """
    known = set(names)
    for page in c.tickets.all(tenant_id):
        known |= {ticket.sharer.name for ticket in page if ticket.sharer.object_id == object_id}
    return [t for page in c.tickets.all(tenant_id) for t in page if t.names(object_id, known - {""})]


def erase_person(tenant_id: str, object_id: str, names: Collection[str], c: Container) -> Erased:
    """
    Take a person's id, name, e-mail and network addresses out of tickets, events and connections.

    A timeline knows people by name only: somebody else of the same name is taken out of it too.

    Raises:
        ConflictError: tickets changed at the same moment; what is done stays done, and a repeat does the rest.
    """
    found = tickets_naming(tenant_id, object_id, names, c)
    known = {*names, *(ticket.sharer.name for ticket in found if ticket.sharer.object_id == object_id)} - {""}
    found.sort(key=lambda ticket: ticket.sharer.object_id == object_id)  # Last: a repeat learns the names from these.
    conflicts = 0
    for some in batched(found, _AT_ONCE, strict=False):
        changes = [Change(ticket, ticket.without(object_id, known)) for ticket in some]
        conflicts += sum(isinstance(each, ConflictReason) for each in c.tickets.save(tenant_id, changes).values())
    numbers = tuple(ticket.record.number for ticket in found if ticket.record and ticket.sharer.object_id == object_id)
    tickets = len(found) - conflicts
    connections = [one for one in c.connections.of_tenant(tenant_id) if one.created_by == object_id]
    for connection in connections:
        c.connections.save(replace(connection, created_by=ERASED.object_id))
    events = c.events.erase(tenant_id, object_id, name=ERASED.object_id)
    if conflicts:
        raise ConflictError(f"{conflicts} tickets changed meanwhile")
    log.info("person_erased", extra={"tickets": tickets, "events": events})
    if tickets or events or connections:
        facts = {"tickets": str(tickets), "events": str(events)}
        c.events.append(tenant_id, "person_erased", by="operator", facts=facts)
    return Erased(tickets, events, len(connections), numbers)
