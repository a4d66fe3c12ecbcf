"""What stands before a verb runs, prepared by a process that nobody kills."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from connector.application import push
from connector.application.container import Container
from connector.application.create import create_tickets
from connector.application.share import share_many
from connector.domain.connection import Connection
from connector.domain.draft import Kind
from connector.domain.ticket import Failure, Ticket
from connector.errors import NotConnectedError
from connector.ports import Change, TicketJob
from sandbox import seed
from tests.builders import CONNECTION_ID, TENANT_ID, make_caller, make_connection, make_draft
from tests.contract.instance import Instance
from tests.crash.world import QUEUES, TABLES, World
from tests.fakes import FakeClock

CALLER = make_caller()


class Stage:
    """An empty world, and ways to fill it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clock = FakeClock(world.began)
        for name in TABLES:
            world.table(name).create_table()
        for name in QUEUES:
            world.queue(name).create_queue()

    @cached_property
    def c(self) -> Container:
        """The app at the time the world began, unwatched."""
        return self.world.container(self.clock)

    @cached_property
    def instance(self) -> Instance:
        """The ServiceNow instance."""
        return Instance(self.world.servicenow, self.clock)

    def connect(self) -> Connection:
        """A working connection with its tokens."""
        connection = replace(
            make_connection(),
            instance=self.world.servicenow,
            client_id=seed.SERVICENOW_CLIENT_ID,
            created_at=self.world.began - timedelta(days=2),
            consented_at=self.world.began - timedelta(days=2),
            last_success_at=self.world.began - timedelta(hours=1),
        )
        self.c.connections.save(connection)
        self.c.connections.make_current(connection)
        self.c.secrets.set(connection.client_secret_name, seed.SERVICENOW_CLIENT_SECRET)
        self.c.secrets.set(connection.refresh_token_name, self.instance.grant().refresh_token or "")
        return connection

    def share(self, *actions: str, kind: Kind = Kind.INCIDENT) -> list[Ticket]:
        """Tickets as shared, with their message in the queue."""
        today = self.clock.now().date()
        drafts = {
            number: make_draft(action, kind=kind, due_date=today + timedelta(days=30))
            for number, action in enumerate(actions)
        }
        tickets = [ticket for ticket in share_many(drafts, CALLER, self.c).values() if isinstance(ticket, Ticket)]
        assert len(tickets) == len(actions)
        return tickets

    def create(self, *actions: str, kind: Kind = Kind.INCIDENT) -> list[Ticket]:
        """Tickets with their records, and nothing left in the queue."""
        tickets = self.share(*actions, kind=kind)
        self.lose_messages()
        create_tickets(TicketJob(CONNECTION_ID, tuple(ticket.ticket_id for ticket in tickets)), self.c)
        return self.stored(tickets)

    def fail(self, tickets: Sequence[Ticket]) -> list[Ticket]:
        """The same, failed for good."""
        failed = [ticket.failed(Failure("gave_up", "as prepared"), self.clock.now()) for ticket in tickets]
        changes = [Change(before, after) for before, after in zip(tickets, failed, strict=True)]
        return [t for t in self.c.tickets.save(TENANT_ID, changes).values() if isinstance(t, Ticket)]

    def stored(self, tickets: Sequence[Ticket]) -> list[Ticket]:
        """Tickets as they are now."""
        found = self.c.tickets.get_many(TENANT_ID, [ticket.ticket_id for ticket in tickets])
        return [found[ticket.ticket_id] for ticket in tickets]

    def webhook_key(self) -> str:
        """A new key for pushes."""
        return push.make_key(CALLER, self.c)[1]

    def lose_messages(self) -> None:
        """Nothing is left in the queues."""
        for name in QUEUES:
            self.world.queue(name).clear_messages()

    def put(self, queue: str, body: str) -> None:
        """A message, as the host or the app would put it."""
        self.world.queue(queue).send_message(base64.b64encode(body.encode()).decode())

    def connection(self) -> Connection | None:
        """The tenant's connection."""
        try:
            return self.c.connections.current(TENANT_ID)
        except NotConnectedError:
            return None
