"""A fake of the ticket store."""

from __future__ import annotations

import base64
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import batched

from connector.domain.counting import day_moves, figure_of, removal_moves, total_moves
from connector.domain.draft import Kind
from connector.domain.ids import is_id
from connector.domain.ticket import IDEMPOTENCY_LIFE, Delivery, Ticket
from connector.errors import InvalidRequestError, NotFoundError
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
from tests.fakes.trouble import Troublesome

_PAGE = 1000
_TIME_DIGITS = 12


class FakeTickets(Troublesome):
    """Tickets with their reservations, idempotency keys and figures; `writes` and `reads` count tickets."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0
        self.reads = 0
        self._lock = threading.Lock()
        self._tickets: dict[str, dict[str, Ticket]] = {}
        self._open: dict[tuple[str, str], str] = {}
        self._keys: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._totals: dict[str, Counter[str]] = {}
        self._days: dict[str, dict[date, Counter[str]]] = {}

    def put(self, *tickets: Ticket) -> list[Ticket]:
        """Tickets that are there from before, in whatever state, as they are stored."""
        return [self._store(None, ticket) for ticket in tickets]

    def add(
        self, tenant_id: str, tickets: Sequence[Ticket], *, keys: Mapping[str, str] | None = None
    ) -> dict[str, Ticket | AlreadyOpen]:
        """Insert new tickets."""
        self._meet("add")
        with self._lock:
            return {t.ticket_id: self._add(tenant_id, t, (keys or {}).get(t.ticket_id)) for t in tickets}

    def made_by(self, tenant_id: str, keys: Collection[str], now: datetime) -> dict[str, Ticket]:
        """The tickets that these keys made within a day."""
        self._meet("made_by")
        made = {key: self._keys[tenant_id, key] for key in keys if (tenant_id, key) in self._keys}
        stored = self._of(tenant_id)
        return {key: stored[id_] for key, (id_, until) in made.items() if now < until and id_ in stored}

    def get(self, tenant_id: str, ticket_id: str) -> Ticket:
        """One ticket."""
        self._meet("get")
        if ticket_id not in self._of(tenant_id):
            raise NotFoundError(ticket_id, code="ticket_not_found")
        return self._of(tenant_id)[ticket_id]

    def get_many(self, tenant_id: str, ticket_ids: Collection[str]) -> dict[str, Ticket]:
        """Those that exist."""
        self._meet("get_many")
        self.reads += len(ticket_ids)
        return {id_: self._of(tenant_id)[id_] for id_ in ticket_ids if id_ in self._of(tenant_id)}

    def page(self, tenant_id: str, wanted: TicketFilter, *, cursor: str | None, limit: int) -> TicketPage:
        """One page, newest first."""
        self._meet("page")
        matching = [ticket for ticket in sorted(self._of(tenant_id).values(), key=_age) if _matches(ticket, wanted)]
        if cursor:
            after = _read_cursor(cursor)
            matching = [ticket for ticket in matching if _age(ticket) > after]
        page = matching[:limit]
        listed = [replace(ticket, timeline=(), version="") for ticket in page]
        return TicketPage(listed, _write_cursor(page[-1]) if len(matching) > limit else None)

    def save(self, tenant_id: str, changes: Sequence[Change]) -> dict[str, Ticket | ConflictReason]:
        """Replace tickets that nobody changed meanwhile."""
        self._meet("save")
        with self._lock:
            return {change.after.ticket_id: self._save(tenant_id, change) for change in changes}

    def open_tickets(
        self, tenant_id: str, connection_id: str, *, kind: Kind | None = None, after: str = ""
    ) -> Iterator[list[Ticket]]:
        """Pages of tickets with an active record, newest first."""
        self._meet("open_tickets")
        found = [
            ticket
            for ticket in sorted(self._of(tenant_id).values(), key=_age)
            if ticket.is_open and ticket.delivery is Delivery.CREATED and ticket.connection_id == connection_id
            if kind in (None, ticket.kind) and (not after or _age(ticket) > _age_of(after))
        ]
        yield from (list(page) for page in batched(found, _PAGE, strict=False))

    def ended(self, tenant_id: str, before: datetime) -> Iterator[list[Ticket]]:
        """Pages of tickets that are not open and did not change since."""
        self._meet("ended")
        found = [t for t in self._of(tenant_id).values() if not t.is_open and t.changed_at < before]
        yield from (list(page) for page in batched(found, _PAGE, strict=False))

    def all(self, tenant_id: str) -> Iterator[list[Ticket]]:
        """Pages of every ticket."""
        self._meet("all")
        found = sorted(self._of(tenant_id).values(), key=_age)
        yield from (list(page) for page in batched(found, _PAGE, strict=False))

    def remove(self, tenant_id: str, tickets: Sequence[Ticket]) -> int:
        """Delete ended tickets that nobody changed meanwhile."""
        self._meet("remove")
        with self._lock:
            of_tenant = self._of(tenant_id)
            same = [t for t in tickets if t.ticket_id in of_tenant and of_tenant[t.ticket_id].version == t.version]
            for ticket in same:
                self._totals.setdefault(tenant_id, Counter()).update(removal_moves(ticket))
                del of_tenant[ticket.ticket_id]
            return len(same)

    def pending(self, tenant_id: str) -> Iterator[list[Ticket]]:
        """Pages of tickets that wait, oldest first."""
        self._meet("pending")
        waiting = sorted((t for t in self._of(tenant_id).values() if t.is_pending), key=lambda t: t.ticket_id)
        yield from (list(page) for page in batched(waiting, _PAGE, strict=False))

    def reservations(self, tenant_id: str) -> dict[str, str]:
        """Ids of open tickets by improvement action."""
        self._meet("reservations")
        return {
            self._of(tenant_id)[ticket_id].action_id: ticket_id
            for (tenant, _), ticket_id in self._open.items()
            if tenant == tenant_id
        }

    def forget_keys(self, tenant_id: str, now: datetime) -> int:
        """Delete idempotency keys whose day is over."""
        self._meet("forget_keys")
        lapsed = [place for place, (_, until) in self._keys.items() if place[0] == tenant_id and until <= now]
        for place in lapsed:
            del self._keys[place]
        return len(lapsed)

    def figures(self, tenant_id: str, *, since: date) -> Figures:
        """Totals, and the days from `since` on."""
        self._meet("figures")
        days = self._days.get(tenant_id, {})
        return Figures(
            dict(self._totals.get(tenant_id, Counter())),
            {day: dict(moves) for day, moves in days.items() if day >= since},
        )

    def recount(self, tenant_id: str, *, mend: bool = False) -> Recount:
        """Compare the totals with a count."""
        self._meet("recount")
        with self._lock:
            counted = Counter(figure_of(ticket) for ticket in self._of(tenant_id).values())
            kept = {name: count for name, count in self._totals.get(tenant_id, Counter()).items() if count}
            active = Counter(ticket.kind.value for ticket in self._of(tenant_id).values() if ticket.is_active)
            result = Recount(kept, dict(counted), self._open_by_days(tenant_id), dict(active))
            if mend:
                self._totals[tenant_id] = Counter(counted)
                self._mend_days(tenant_id, result)
            return result

    def miscount(self, tenant_id: str, figure: str, by: int) -> None:
        """The totals go wrong, as they must never do."""
        self._totals.setdefault(tenant_id, Counter())[figure] += by

    def miscount_days(self, tenant_id: str, day: date, figure: str, by: int) -> None:
        """A day goes wrong."""
        self._days.setdefault(tenant_id, {}).setdefault(day, Counter())[figure] += by

    def _open_by_days(self, tenant_id: str) -> dict[str, int]:
        kept: Counter[str] = Counter()
        for moves in self._days.get(tenant_id, {}).values():
            for name, count in moves.items():
                kind, _, what = name.partition("/")
                kept[kind] += count if what == "opened" else -count
        return {kind: count for kind, count in kept.items() if count}

    def _mend_days(self, tenant_id: str, result: Recount) -> None:
        days = self._days.setdefault(tenant_id, {})
        changed = [ticket.changed_at.date() for ticket in self._of(tenant_id).values()]
        for kind in result.days_kept | result.active:
            missing = result.active.get(kind, 0) - result.days_kept.get(kind, 0)
            day = days.setdefault(max([*days, *changed]), Counter())
            day[f"{kind}/{'opened' if missing > 0 else 'closed'}"] += abs(missing)

    def _add(self, tenant_id: str, ticket: Ticket, key: str | None) -> Ticket | AlreadyOpen:
        earlier, until = self._keys.get((tenant_id, key or ""), ("", ticket.shared_at))
        if ticket.shared_at < until and earlier in self._of(tenant_id):
            return self._of(tenant_id)[earlier]
        if ticket.ticket_id in self._of(tenant_id):
            return self._of(tenant_id)[ticket.ticket_id]
        holder = self._open.get((tenant_id, ticket.action_id.casefold()))
        if ticket.reserves and holder is not None:
            return AlreadyOpen(holder)
        if key is not None:
            self._keys[tenant_id, key] = (ticket.ticket_id, ticket.shared_at + IDEMPOTENCY_LIFE)
        return self._store(None, ticket)

    def _save(self, tenant_id: str, change: Change) -> Ticket | ConflictReason:
        before, after = change.before, change.after
        stored = self._of(tenant_id).get(after.ticket_id)
        if before is None or stored is None or stored.version != before.version:
            return CHANGED
        holder = self._open.get((tenant_id, after.action_id.casefold()), after.ticket_id)
        if after.reserves and holder != after.ticket_id:
            return RESERVED
        return self._store(before, after)

    def _store(self, before: Ticket | None, after: Ticket) -> Ticket:
        self.writes += 1
        stored = replace(after, version=f"v{self.writes}")
        self._of(after.tenant_id)[after.ticket_id] = stored
        place = (after.tenant_id, after.action_id.casefold())
        if after.reserves:
            self._open[place] = after.ticket_id
        elif before is not None and before.reserves:
            self._open.pop(place, None)
        self._totals.setdefault(after.tenant_id, Counter()).update(total_moves(before, after))
        if moves := day_moves(before, after):
            day = self._days.setdefault(after.tenant_id, {}).setdefault(after.changed_at.date(), Counter())
            day.update(moves)
        return stored

    def _of(self, tenant_id: str) -> dict[str, Ticket]:
        return self._tickets.setdefault(tenant_id, {})


def _age(ticket: Ticket) -> tuple[int, str]:
    """Sorts newest first, by the time in the id."""
    return _age_of(ticket.ticket_id)


def _age_of(ticket_id: str) -> tuple[int, str]:
    return -int(ticket_id[:_TIME_DIGITS], 16), ticket_id


def _matches(ticket: Ticket, wanted: TicketFilter) -> bool:
    state = ticket.record.state if ticket.record else None
    number = ticket.record.number if ticket.record else ""
    return (
        wanted.kind in (None, ticket.kind)
        and wanted.delivery in (None, ticket.delivery)
        and (not wanted.state or wanted.state == state)
        and wanted.text.casefold() in f"{ticket.name} {number} {ticket.action_id}".casefold()
    )


def _write_cursor(last: Ticket) -> str:
    return base64.urlsafe_b64encode(last.ticket_id.encode()).decode()


def _read_cursor(cursor: str) -> tuple[int, str]:
    try:
        ticket_id = base64.urlsafe_b64decode(cursor).decode()
    except ValueError as error:
        raise InvalidRequestError({"cursor": "not_a_cursor"}) from error
    if not is_id(ticket_id):
        raise InvalidRequestError({"cursor": "not_a_cursor"})
    return -int(ticket_id[:_TIME_DIGITS], 16), ticket_id
