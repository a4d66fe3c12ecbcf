"""A fake of ServiceNow's tables as the connector sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import batched

from connector.domain.authorization import TokenGrant
from connector.domain.connection import Connection, IntegrationUser
from connector.domain.draft import Kind
from connector.domain.record import Record
from connector.domain.states import DEFAULT_LABELS, Choices
from connector.domain.ticket import Ticket
from connector.errors import RemoteError, RemoteRejectedError
from connector.ports import Clock, Created, CreateOutcome, SecretStore
from tests.builders import INTEGRATION_USER, make_record
from tests.fakes.inspector import FakeInspector
from tests.fakes.trouble import Troublesome

AT_ONCE = 50
PAGE = 1000


class FakeDesk(Troublesome):
    """
    One instance. A ticket's id is its record's sys_id, so a second insert collides; `copies` names the tickets whose
    correlation id other records bear, by sys_id.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.records: dict[Kind, dict[str, Record]] = {kind: {} for kind in Kind}
        self.hidden: set[str] = set()
        self.copies: dict[str, str] = {}
        self.requests: list[tuple[str, int]] = []
        self.changed_since: list[tuple[Kind, datetime]] = []
        self.warnings: tuple[str, ...] = ()
        self.user: IntegrationUser = INTEGRATION_USER
        self.choice_lists: Choices = {}
        self.choice_reads = 0
        self.life: timedelta | None = None
        self._clock = clock
        self._refusals: dict[str, RemoteError] = {}
        self._lost: set[str] = set()

    def refuse(self, ticket_id: str, error: RemoteError) -> None:
        """The next create of this ticket ends so, without a record."""
        self._refusals[ticket_id] = error

    def lose_reply(self, ticket_id: str, error: RemoteError) -> None:
        """The next create of this ticket makes its record, and ends so all the same."""
        self._refusals[ticket_id] = error
        self._lost.add(ticket_id)

    def move(self, kind: Kind, sys_id: str, **fields: object) -> Record:
        """Someone in ServiceNow changes a record."""
        before = self.records[kind][sys_id]
        changes = {"updated_at": self._stamp(), "mod_count": before.mod_count + 1, **fields}
        self.records[kind][sys_id] = replace(before, **changes)  # type: ignore[arg-type]
        return self.records[kind][sys_id]

    def put(self, kind: Kind, record: Record) -> None:
        """A record that is there from before, or another's."""
        self.records[kind][record.sys_id] = record

    def remove(self, kind: Kind, sys_id: str) -> None:
        """Someone deletes a record."""
        del self.records[kind][sys_id]

    def create(self, tickets: Sequence[Ticket]) -> dict[str, CreateOutcome]:
        """New records."""
        self._count("create", len(tickets))
        return {ticket.ticket_id: self._create(ticket) for ticket in tickets}

    def find(self, kind: Kind, ticket_ids: Sequence[str]) -> dict[str, Record]:
        """The records made for these tickets."""
        self._count("find", len(ticket_ids))
        return self._visible(kind, ticket_ids)

    def read(self, kind: Kind, sys_ids: Sequence[str]) -> dict[str, Record]:
        """The records with these sys_ids."""
        self._count("read", len(sys_ids))
        return self._visible(kind, sys_ids)

    def shows(self, kind: Kind) -> bool:
        """Whether any record is shown."""
        self._count("shows", 0)
        return any(sys_id not in self.hidden for sys_id in self.records[kind])

    def changed(self, kind: Kind, since: datetime) -> Iterator[list[tuple[str, Record]]]:
        """Pages of what was updated at or after `since`, oldest first."""
        self._count("changed", 0)
        self.changed_since.append((kind, since))
        rows = [r for r in self.records[kind].values() if r.updated_at >= since and r.sys_id not in self.hidden]
        rows.sort(key=lambda record: (record.updated_at, record.sys_id))
        for some in batched(rows, PAGE, strict=False):
            self._meet("changed_page")
            yield [(self.copies.get(record.sys_id, record.sys_id), record) for record in some]

    def choices(self) -> Choices:
        """Labels of states; empty until a test gives some."""
        self.choice_reads += 1
        self._meet("choices")
        return self.choice_lists

    def who_am_i(self) -> IntegrationUser:
        """The user the token belongs to."""
        self._count("who_am_i", 0)
        return self.user

    def consent_life(self, client_id: str) -> timedelta | None:
        """How long refresh tokens live; None: the user may not read it."""
        self._count("consent_life", 0)
        return self.life

    def _create(self, ticket: Ticket) -> CreateOutcome:
        refusal, lost = self._refusals.pop(ticket.ticket_id, None), ticket.ticket_id in self._lost
        self._lost.discard(ticket.ticket_id)
        if refusal is not None and not lost:
            return refusal
        if ticket.ticket_id in self.records[ticket.kind]:
            return RemoteRejectedError("ServiceNow", "Operation Failed: unique key violation", status=403)
        state, label = next(iter(DEFAULT_LABELS[ticket.kind].items()))
        record = make_record(ticket.ticket_id, state=state, state_label=label, updated_at=self._stamp())
        self.records[ticket.kind][ticket.ticket_id] = record
        return refusal or Created(record, self.warnings)

    def _visible(self, kind: Kind, ids: Sequence[str]) -> dict[str, Record]:
        table = self.records[kind]
        return {id_: table[id_] for id_ in ids if id_ in table and id_ not in self.hidden}

    def _stamp(self) -> datetime:
        return self._clock.now().replace(microsecond=0)

    def _count(self, method: str, size: int) -> None:
        assert size <= AT_ONCE, f"{method} was asked for {size} at once"
        self.requests.append((method, size))
        self._meet(method)


class FakeDesks(Troublesome):
    """Desks by connection; `desk` is the one of every connection, unless `by_connection` names another."""

    def __init__(self, clock: Clock, secrets: SecretStore) -> None:
        super().__init__()
        self.desk = FakeDesk(clock)
        self.inspector = FakeInspector(clock)
        self.by_connection: dict[str, FakeDesk] = {}
        self.held: dict[str, TokenGrant] = {}
        self.renewals: list[tuple[str, timedelta]] = []
        self._secrets = secrets

    def at(self, connection: Connection) -> FakeDesk:
        """The desk of this connection."""
        return self.by_connection.get(connection.connection_id, self.desk)

    def trial(self, connection: Connection, grant: TokenGrant) -> FakeDesk:
        """The desk of this connection; nothing is kept."""
        return self.at(connection)

    def inspector_at(self, connection: Connection) -> FakeInspector:
        """The inspector of every connection."""
        return self.inspector

    def preview(self, ticket: Ticket) -> dict[str, str]:
        """Two columns."""
        return {"sys_id": ticket.ticket_id, "short_description": ticket.name}

    def renew(self, connection: Connection, *, margin: timedelta) -> bool:
        """Renew; always."""
        self._meet("renew")
        self.renewals.append((connection.connection_id, margin))
        return True

    def hold(self, connection: Connection, grant: TokenGrant) -> None:
        """Keep fresh tokens."""
        self._meet("hold")
        self.held[connection.connection_id] = grant
        if grant.refresh_token is not None:
            self._secrets.set(connection.refresh_token_name, grant.refresh_token)

    def forget(self, connection: Connection) -> None:
        """Drop the tokens."""
        self.held.pop(connection.connection_id, None)
