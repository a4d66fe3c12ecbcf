"""TicketDesk over the Table and Batch API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from connector.adapters.servicenow.choices import read_choices
from connector.adapters.servicenow.client import Row, RowPage, ServiceNowClient, label, quoted, value
from connector.adapters.servicenow.fields import (
    CORRELATION_DISPLAY,
    CREATED_FIELDS,
    RECORD_FIELDS,
    dropped,
    format_stamp,
    to_columns,
    to_record,
)
from connector.adapters.servicenow.people import People
from connector.domain.connection import IntegrationUser
from connector.domain.draft import Kind
from connector.domain.ids import is_id
from connector.domain.record import Record
from connector.domain.states import Choices
from connector.domain.ticket import Ticket
from connector.errors import NotConnectedError, RemoteError, RemoteProtocolError, RemoteRejectedError
from connector.ports import Created, CreateOutcome
from connector.ports.servicenow import SERVICE

_CREATED_ON = "sys_created_on"
_PAGE = 1000
_SAMPLE = 100
"""Records asked for to see whether any is shown: rules may hide the first few."""
_Place = tuple[str, str]
"""Where a row stands in the order of a search for changes: stamp and sys_id."""


class ServiceNowDesk:
    """The tables incident and change_request of one instance."""

    def __init__(self, instance: str, client: ServiceNowClient, people: People) -> None:
        self._instance = instance
        self._client = client
        self._people = people

    def create(self, tickets: Sequence[Ticket]) -> dict[str, CreateOutcome]:
        """New records: one request for one ticket, one batch for more."""
        columns = {t.ticket_id: to_columns(t, sharer_sys_id=self._people.sys_id(t.sharer.email)) for t in tickets}
        if len(tickets) == 1:
            ticket = tickets[0]
            try:
                row = self._client.insert(ticket.kind.value, columns[ticket.ticket_id], fields=CREATED_FIELDS)
                return {ticket.ticket_id: self._created(ticket, columns[ticket.ticket_id], row)}
            except RemoteError as error:
                return {ticket.ticket_id: error}
        rows = self._client.insert_many(
            {t.ticket_id: (t.kind.value, columns[t.ticket_id]) for t in tickets}, fields=CREATED_FIELDS
        )
        return {t.ticket_id: self._outcome(t, columns[t.ticket_id], rows[t.ticket_id]) for t in tickets}

    def find(self, kind: Kind, ticket_ids: Sequence[str]) -> dict[str, Record]:
        """The records made for these tickets: by correlation_id, and by sys_id where that was dropped."""
        found = self._by_column(kind, "correlation_id", ticket_ids)
        missing = [ticket_id for ticket_id in ticket_ids if ticket_id not in found]
        found |= self._by_column(kind, "sys_id", missing) if missing else {}
        return {ticket_id: _numbered(record) for ticket_id, record in found.items()}

    def read(self, kind: Kind, sys_ids: Sequence[str]) -> dict[str, Record]:
        """The records with these sys_ids."""
        return self._by_column(kind, "sys_id", sys_ids)

    def shows(self, kind: Kind) -> bool:
        """Whether any record of this kind is shown."""
        return bool(self._client.rows(kind.value, "", fields=("sys_id",), limit=_SAMPLE).rows)

    def changed(self, kind: Kind, since: datetime) -> Iterator[list[tuple[str, Record]]]:
        """
        Pages of this connector's records updated at or after `since`, oldest first.

        Raises:
            RemoteRejectedError: the user may not search or sort by sys_updated_on, or the search was not honoured:
                an instance that drops a condition would hand out its whole table, one that drops the order would
                make pages skip rows.
        """
        ours = f"correlation_display={quoted(CORRELATION_DISPLAY[kind])}"
        order = "^ORDERBYsys_updated_on^ORDERBYsys_id"
        conditions = f"{ours}^sys_updated_on>={format_stamp(since)}"
        hidden, last = 0, ("", "")
        while True:
            page = self._client.rows(kind.value, conditions + order, fields=RECORD_FIELDS, limit=_PAGE, offset=hidden)
            has_next = page.has_next or len(page.rows) >= _PAGE
            records = self._ours(kind, page, since)
            last = _end_of(page, last, has_next=has_next)
            if records:
                yield records
            if not has_next:
                return
            if page.rows:
                # Keyset paging: offsets repeat and skip rows under writes, and many rows share a second.
                stamp, sys_id = last
                conditions = f"{ours}^sys_updated_on={stamp}^sys_id>{sys_id}^NQ{ours}^sys_updated_on>{stamp}"
                hidden = 0
            else:
                hidden += _PAGE  # Rows this user may not see fill the page; what follows them is still wanted.

    def choices(self) -> Choices:
        """Labels of states from the instance's choice lists; empty when the user may not read them."""
        return read_choices(self._client)

    def who_am_i(self) -> IntegrationUser:
        """The user the token belongs to. Raises NotConnectedError when the instance does not say."""
        page = self._client.rows(
            "sys_user",
            "user_name=javascript:gs.getUserName()",
            fields=("sys_id", "user_name", "name", "email"),
            limit=2,
        )
        if len(page.rows) != 1:
            raise NotConnectedError("the instance does not say whose token this is", code="user_unreadable")
        row = page.rows[0]
        sys_id = value(row, "sys_id")
        return IntegrationUser(
            sys_id=sys_id,
            name=value(row, "user_name"),
            display_name=label(row, "name"),
            email=value(row, "email"),
            is_admin=self._is_admin(sys_id),
        )

    def consent_life(self, client_id: str) -> timedelta | None:
        """How long this OAuth client's refresh tokens live; None when the user may not read it."""
        query = f"client_id={quoted(client_id)}"
        fields = ("client_id", "refresh_token_lifespan")
        try:
            page = self._client.rows("oauth_entity", query, fields=fields, limit=1)
        except RemoteRejectedError:
            return None
        lives = [value(row, "refresh_token_lifespan") for row in page.rows if value(row, "client_id") == client_id]
        return timedelta(seconds=int(lives[0])) if lives and lives[0].isdigit() else None

    def _is_admin(self, sys_id: str) -> bool:
        """Whether the user is seen to have the role admin. Only an administrator can be sure to read roles at all."""
        query = f"user={quoted(sys_id)}^role.name=admin"
        try:
            page = self._client.rows("sys_user_has_role", query, fields=("user", "role.name"), limit=1)
        except RemoteRejectedError:
            return False
        return any(value(row, "user") == sys_id and value(row, "role.name") == "admin" for row in page.rows)

    def _outcome(self, ticket: Ticket, sent: dict[str, str], row: Row | Exception) -> CreateOutcome:
        if isinstance(row, RemoteError):
            return row
        if isinstance(row, Exception):
            raise row
        try:
            return self._created(ticket, sent, row)
        except RemoteError as error:
            return error

    def _created(self, ticket: Ticket, sent: dict[str, str], row: Row) -> Created:
        if value(row, "correlation_id") not in ("", ticket.ticket_id):
            raise RemoteProtocolError(SERVICE, "another ticket's record in the answer", status=200)
        return Created(_numbered(to_record(row, ticket.kind, self._instance)), dropped(sent, row))

    def _by_column(self, kind: Kind, column: str, ids: Sequence[str]) -> dict[str, Record]:
        """
        Records whose column holds one of the ids, by id; of several the oldest. Rows that do not match are another's:
        see `changed`.
        """
        page = self._client.rows(
            kind.value,
            f"{column}IN{','.join(quoted(id_) for id_ in ids)}",  # Unsorted: an instance may refuse to sort.
            fields=(*RECORD_FIELDS, _CREATED_ON),
            limit=len(ids) * 2,
        )
        wanted = set(ids)
        records: dict[str, Record] = {}
        for row in sorted(page.rows, key=lambda row: value(row, _CREATED_ON)):
            if (id_ := value(row, column)) in wanted:
                records.setdefault(id_, to_record(row, kind, self._instance))
        return records

    def _ours(self, kind: Kind, page: RowPage, since: datetime) -> list[tuple[str, Record]]:
        found: list[tuple[str, Record]] = []
        for row in page.rows:
            record = to_record(row, kind, self._instance)
            if value(row, "correlation_display") != CORRELATION_DISPLAY[kind] or record.updated_at < since:
                raise RemoteRejectedError(SERVICE, "a search condition was not honoured", status=200)
            if is_id(ticket_id := value(row, "correlation_id")):
                found.append((ticket_id, record))
        return found


def _numbered(record: Record) -> Record:
    """A record that a ticket is to get: one without a number would never be found by a person."""
    if not record.number:
        raise RemoteProtocolError(SERVICE, "a record without a number", status=200)
    return record


def _end_of(page: RowPage, last: _Place, *, has_next: bool) -> _Place:
    """Where the page ends. Raises RemoteRejectedError when it does not go on from `last`, or not in order to a next."""
    places = [(value(row, "sys_updated_on"), value(row, "sys_id")) for row in page.rows]
    if any(place <= last for place in places) or (has_next and places != sorted(places)):
        raise RemoteRejectedError(SERVICE, "the order of a search was not honoured", status=200)
    return places[-1] if places else last
