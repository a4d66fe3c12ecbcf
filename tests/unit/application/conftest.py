"""What the tests of the verbs share: tickets as stored, jobs for them, and the worker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.application.connect import begin
from connector.application.consent import complete
from connector.application.container import Container
from connector.application.create import create_tickets
from connector.domain.draft import Kind
from connector.domain.ticket import Ticket
from connector.ports import TicketJob
from tests.builders import CONNECTION_ID, TENANT_ID, make_created_ticket


@pytest.fixture
def stored(c: Container) -> Callable[[Ticket], Ticket]:
    """A ticket as the store has it now."""
    return lambda ticket: c.tickets.get(TENANT_ID, ticket.ticket_id)


@pytest.fixture
def work(c: Container) -> Callable[..., None]:
    """The worker gets a job for these tickets."""

    def run(*tickets: Ticket, attempt: int = 1) -> None:
        create_tickets(TicketJob(CONNECTION_ID, tuple(ticket.ticket_id for ticket in tickets), attempt), c)

    return run


@pytest.fixture
def share_created(c: Container) -> Callable[..., Ticket]:
    """A ticket from before whose record stands in ServiceNow, both as they are in the stores."""

    def make(action_id: str = "AdminMFAV2", *, kind: Kind = Kind.INCIDENT, **record: object) -> Ticket:
        [ticket] = c.tickets.put(make_created_ticket(action_id, kind=kind, **record))
        c.desks.desk.put(kind, ticket.record)
        return ticket

    return make


@pytest.fixture
def consent(c, caller):
    """A person begins, and the integration user allows: the connection, the state and the code."""

    def run(instance="acme", client_id="client-1", who=caller):
        connection, url = begin(instance, client_id, c.oauth.client_secret, who, c)
        return connection, *c.oauth.consent(url)

    return run


@pytest.fixture
def finish(c, caller):
    """The redirect comes back to the same browser."""

    def run(state, code, *, error="", who=caller):
        return complete(state=state, code=code, error=error, caller=who, c=c)

    return run
