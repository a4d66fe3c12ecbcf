"""TicketStore over the table `tickets`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

from azure.data.tables import TableClient

from connector.adapters.azure_errors import azure_errors
from connector.adapters.tables import idempotency, rows
from connector.adapters.tables.cursors import read_cursor, write_cursor
from connector.adapters.tables.figures import Shards, read_figures
from connector.adapters.tables.recounting import recount
from connector.adapters.tables.service import SERVICE, find, in_range, pages_of
from connector.adapters.tables.ticket_units import removal_of, unit_of
from connector.adapters.tables.transactions import Part, Unit, Written, commit
from connector.domain.draft import Kind
from connector.domain.ticket import Ticket
from connector.errors import InvalidRequestError, NotFoundError, RemoteRejectedError
from connector.ports import (
    CHANGED,
    RESERVED,
    AlreadyOpen,
    Change,
    ConflictReason,
    Figures,
    Recount,
    TicketFilter,
    TicketPage,
)

_PAGES_AT_MOST = 10
"""Pages looked through for one answer, when a filter leaves few rows."""
_READERS = 8
_FEW = 8
"""Tickets that are read one by one, since one round of readers brings them all."""
_STRETCH_MAX = 1000
"""Rows in one answer of the service."""


class TicketTable:
    """Tickets, their reservations, waiting marks and figures. See the package for the rows."""

    def __init__(self, table: TableClient) -> None:
        self._table = table
        self._shards = Shards()
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="table-reader")

    def add(
        self, tenant_id: str, tickets: Sequence[Ticket], *, keys: Mapping[str, str] | None = None
    ) -> dict[str, Ticket | AlreadyOpen]:
        """Insert new tickets, each with its reservation and figures."""
        by_id = {ticket.ticket_id: ticket for ticket in tickets}
        units = [unit_of(Change(None, ticket), (keys or {}).get(ticket.ticket_id)) for ticket in tickets]
        results = self._commit(tenant_id, units)
        written = {id_: rows.versioned(by_id[id_], r.etag) for id_, r in results.items() if isinstance(r, Written)}
        others = [(by_id[id_], part, (keys or {}).get(id_)) for id_, part in results.items() if isinstance(part, Part)]
        found = list(self._readers.map(lambda other: self._in_the_way(*other), others))
        held = {ticket.ticket_id: holder for (ticket, _, _), holder in zip(others, found, strict=True) if holder}
        free = [ticket for (ticket, _, _), holder in zip(others, found, strict=True) if holder is None]
        return written | held | (self.add(tenant_id, free, keys=keys) if free else {})

    def made_by(self, tenant_id: str, keys: Collection[str], now: datetime) -> dict[str, Ticket]:
        """The tickets that these keys made within a day."""

        def made(key: str) -> Ticket | None:
            row = find(self._table, tenant_id, rows.idempotency_key(key))
            return self._find(tenant_id, row["ticket_id"]) if row and not idempotency.is_over(row, now) else None

        found = zip(keys, self._readers.map(made, keys), strict=True)
        return {key: ticket for key, ticket in found if ticket is not None}

    def get(self, tenant_id: str, ticket_id: str) -> Ticket:
        """Raises NotFoundError, `ticket_not_found`."""
        try:
            return _ticket(self._entity(tenant_id, rows.ticket_key(ticket_id)))
        except NotFoundError as error:
            raise NotFoundError(ticket_id, code="ticket_not_found") from error

    def get_many(self, tenant_id: str, ticket_ids: Collection[str]) -> dict[str, Ticket]:
        """
        Those that exist. Many are read in ranges while they lie close together, as those of one bulk do; the rest by
        point reads, side by side: the service answers an OR over keys with a scan.
        """
        keys = sorted((rows.ticket_key(ticket_id), ticket_id) for ticket_id in set(ticket_ids))
        found: dict[str, Ticket] = {}
        while len(keys) > _FEW:
            read, is_last = self._stretch(tenant_id, keys[0][0], keys[-1][0], limit=min(len(keys), _STRETCH_MAX))
            wanted = {ticket_id for _, ticket_id in keys}
            hits = {ticket.ticket_id: ticket for ticket in read if ticket.ticket_id in wanted}
            found |= hits
            end = keys[-1][0] if is_last else rows.ticket_key(read[-1].ticket_id) if read else ""
            keys = [pair for pair in keys if pair[0] > end]
            if len(hits) * 2 <= len(read):  # They lie far apart.
                break
        others = self._readers.map(lambda pair: self._find(tenant_id, pair[1]), keys)
        return found | {ticket.ticket_id: ticket for ticket in others if ticket is not None}

    def page(self, tenant_id: str, wanted: TicketFilter, *, cursor: str | None, limit: int) -> TicketPage:
        """One page, newest first."""
        conditions, values = _conditions(wanted)
        found: Any = in_range(
            self._table,
            tenant_id,
            rows.TICKET,
            rows.end_of(rows.TICKET),
            conditions=conditions,
            values=values,
            limit=limit,
            select=rows.LISTED,
        )
        pages = found.by_page(read_cursor(cursor))
        tickets: list[Ticket] = []
        try:
            with azure_errors(SERVICE):
                for _ in range(_PAGES_AT_MOST):
                    page = next(pages, None)
                    if page is None:
                        break
                    tickets += [ticket for ticket in map(rows.to_listed, page) if _mentions(ticket, wanted.text)]
                    if len(tickets) * 2 >= limit or not pages.continuation_token:
                        break
        except RemoteRejectedError as error:
            raise InvalidRequestError({"cursor": "not_a_cursor"}) from error
        return TicketPage(tickets, write_cursor(pages.continuation_token))

    def save(self, tenant_id: str, changes: Sequence[Change]) -> dict[str, Ticket | ConflictReason]:
        """Replace tickets that nobody changed meanwhile."""
        after = {change.after.ticket_id: change.after for change in changes}
        results = self._commit(tenant_id, [unit_of(change) for change in changes])
        return {
            ticket_id: rows.versioned(after[ticket_id], result.etag)
            if isinstance(result, Written)
            else RESERVED
            if result is Part.RESERVATION
            else CHANGED
            for ticket_id, result in results.items()
        }

    def open_tickets(
        self, tenant_id: str, connection_id: str, *, kind: Kind | None = None, after: str = ""
    ) -> Iterator[list[Ticket]]:
        """Pages of tickets with an active record, newest first."""
        conditions = "is_open eq true and delivery eq 'created' and connection_id eq @connection"
        values = {"connection": connection_id}
        if kind:
            conditions, values = f"{conditions} and kind eq @kind", {**values, "kind": kind.value}
        first = rows.ticket_key(after) + rows.BEHIND if after else rows.TICKET
        yield from self._pages(tenant_id, first, conditions, values)

    def ended(self, tenant_id: str, before: datetime) -> Iterator[list[Ticket]]:
        """Pages of tickets that are not open and did not change since; younger rows are not looked at."""
        condition = "is_open eq false and changed_at lt @before"
        yield from self._pages(tenant_id, rows.older_than(before), condition, {"before": before})

    def all(self, tenant_id: str) -> Iterator[list[Ticket]]:
        """Pages of every ticket, whole."""
        yield from self._pages(tenant_id, rows.TICKET)

    def remove(self, tenant_id: str, tickets: Sequence[Ticket]) -> int:
        """Delete ended tickets that nobody changed meanwhile."""
        results = self._commit(tenant_id, [removal_of(ticket) for ticket in tickets])
        return sum(isinstance(result, Written) for result in results.values())

    def pending(self, tenant_id: str) -> Iterator[list[Ticket]]:
        """Pages of tickets that wait for their record, oldest first."""
        for page in self._raw_pages(tenant_id, rows.PENDING):
            found = self.get_many(tenant_id, [row["RowKey"].removeprefix(rows.PENDING) for row in page])
            yield [found[ticket_id] for ticket_id in sorted(found)]

    def reservations(self, tenant_id: str) -> dict[str, str]:
        """Ids of open tickets by improvement action."""
        return {row["action_id"]: row["ticket_id"] for page in self._raw_pages(tenant_id, rows.ACTION) for row in page}

    def forget_keys(self, tenant_id: str, now: datetime) -> int:
        """Delete idempotency keys whose day is over."""
        return idempotency.sweep(self._table, tenant_id, now)

    def figures(self, tenant_id: str, *, since: date) -> Figures:
        """Totals, and the days from `since` on."""
        with azure_errors(SERVICE):
            return read_figures(self._table, tenant_id, since)

    def recount(self, tenant_id: str, *, mend: bool = False) -> Recount:
        """Compare the totals with a count of the tickets themselves."""
        with azure_errors(SERVICE):
            return recount(self._table, tenant_id, mend=mend)

    def _commit(self, tenant_id: str, units: Sequence[Unit]) -> dict[str, Written | Part]:
        def existing(row_keys: Collection[str]) -> list[str]:
            return [key for key, there in zip(row_keys, self._readers.map(is_there, row_keys), strict=True) if there]

        def is_there(row_key: str) -> bool:
            return find(self._table, tenant_id, row_key) is not None

        return commit(self._table, self._shards, tenant_id, units, existing=existing)

    def _in_the_way(self, ticket: Ticket, part: Part, key: str | None) -> Ticket | AlreadyOpen | None:
        """What stood in the ticket's way; None: nothing any more."""
        if part is Part.IDEMPOTENCY and key is not None:
            return self._made_by(key, ticket)
        if part is Part.RESERVATION:
            reservation = find(self._table, ticket.tenant_id, rows.action_key(ticket.action_id))
            if reservation is None:  # Its ticket was closed in between.
                return None
            holder = str(reservation["ticket_id"])
            return AlreadyOpen(holder) if holder != ticket.ticket_id else self.get(ticket.tenant_id, holder)
        # Ids are never made twice: the row is this ticket's own, from a try whose answer was lost.
        return self.get(ticket.tenant_id, ticket.ticket_id)

    def _made_by(self, key: str, ticket: Ticket) -> Ticket | None:
        """The ticket that this key made; None when the key may be used for this one: its day or its ticket is gone."""
        row = find(self._table, ticket.tenant_id, rows.idempotency_key(key))
        if row is None:
            return None
        earlier = self._find(ticket.tenant_id, row["ticket_id"])
        if earlier is not None and not idempotency.is_over(row, ticket.shared_at):
            return earlier
        idempotency.forget(self._table, row)
        return None

    def _stretch(self, tenant_id: str, first: str, last: str, *, limit: int) -> tuple[list[Ticket], bool]:
        """The tickets from one row key to another, as many as one request brings; and whether these are all."""
        pages: Any = in_range(self._table, tenant_id, first, last + rows.BEHIND, limit=limit).by_page()
        with azure_errors(SERVICE):
            read = [_ticket(entity) for entity in next(pages, ())]
        return read, not pages.continuation_token

    def _find(self, tenant_id: str, ticket_id: str) -> Ticket | None:
        try:
            return self.get(tenant_id, ticket_id)
        except NotFoundError:
            return None

    def _entity(self, tenant_id: str, key: str) -> Any:
        with azure_errors(SERVICE):
            return self._table.get_entity(tenant_id, key)

    def _pages(
        self, tenant_id: str, first: str, conditions: str = "", values: Mapping[str, Any] | None = None
    ) -> Iterator[list[Ticket]]:
        for page in self._raw_pages(tenant_id, first, conditions, values):
            yield [_ticket(entity) for entity in page]

    def _raw_pages(
        self, tenant_id: str, first: str, conditions: str = "", values: Mapping[str, Any] | None = None
    ) -> Iterator[list[Any]]:
        """From `first`, which begins with the rows' prefix, to the last row of that prefix."""
        end = rows.end_of(first)
        return pages_of(in_range(self._table, tenant_id, first, end, conditions=conditions, values=values))


def _ticket(entity: Any) -> Ticket:
    return rows.to_ticket(entity, etag=entity.metadata["etag"])


def _conditions(wanted: TicketFilter) -> tuple[str, dict[str, str]]:
    values = {
        name: value
        for name, value in (("kind", wanted.kind), ("delivery", wanted.delivery), ("state", wanted.state))
        if value
    }
    return " and ".join(f"{name} eq @{name}" for name in values), values


def _mentions(ticket: Ticket, text: str) -> bool:
    number = ticket.record.number if ticket.record else ""
    return text.casefold() in f"{ticket.name} {number} {ticket.action_id}".casefold()
