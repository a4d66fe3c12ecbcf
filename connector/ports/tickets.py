"""The store of tickets, with the figures that count them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from connector.domain.draft import Kind
from connector.domain.ticket import Delivery, Ticket


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets to list; None and "" mean any. `text` is searched in name, number and action id."""

    kind: Kind | None = None
    delivery: Delivery | None = None
    state: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """
    Newest first, to be looked at: tickets without timeline and version, which cannot be saved. `cursor` opens the next
    page; a page may be short, even empty, and still have one.
    """

    tickets: list[Ticket]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket before (None: new) and after."""

    before: Ticket | None
    after: Ticket


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by figure (see `connector.domain.counting`), in all and for each day that has any."""

    totals: dict[str, int]
    days: dict[date, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Recount:
    """
    The totals as they are kept, and as the tickets themselves count; both of one moment.

    By kind: `days_kept` is what all days together leave open, opened less closed; `active` the tickets whose record is
    open.
    """

    kept: dict[str, int]
    counted: dict[str, int]
    days_kept: dict[str, int] = field(default_factory=dict)
    active: dict[str, int] = field(default_factory=dict)

    @property
    def differences(self) -> dict[str, tuple[int, int]]:
        """Kept and counted, by figure, where they differ; a kind's days together are `<kind>/days`."""
        pairs = {name: (self.kept.get(name, 0), self.counted.get(name, 0)) for name in self.kept | self.counted}
        for kind in self.days_kept | self.active:
            pairs[f"{kind}/days"] = (self.days_kept.get(kind, 0), self.active.get(kind, 0))
        return {name: pair for name, pair in sorted(pairs.items()) if pair[0] != pair[1]}


@dataclass(frozen=True, slots=True)
class AlreadyOpen:
    """The action's open ticket was in the way."""

    ticket_id: str


class ConflictReason(str):
    """Why a change was not stored: CHANGED (someone wrote first) or RESERVED (the action has another open ticket)."""

    __slots__ = ()


CHANGED = ConflictReason("changed")

RESERVED = ConflictReason("reserved")


class TicketStore(Protocol):
    """Tickets of one tenant, the place each open one holds for its action, and the figures that count them."""

    def add(
        self, tenant_id: str, tickets: Sequence[Ticket], *, keys: Mapping[str, str] | None = None
    ) -> dict[str, Ticket | AlreadyOpen]:
        """
        Insert new tickets, each in one transaction with its reservation and the figures.

        `keys` maps ticket ids to idempotency keys; a key that was used within a day gives the ticket it made then,
        while that one is kept.

        Returns:
            By ticket id: the stored ticket, the earlier one of the same key, or the open one in its way.
        """
        ...

    def made_by(self, tenant_id: str, keys: Collection[str], now: datetime) -> dict[str, Ticket]:
        """The tickets that these idempotency keys made within a day, by key; those that are kept still."""
        ...

    def get(self, tenant_id: str, ticket_id: str) -> Ticket:
        """Raises NotFoundError, `ticket_not_found`."""
        ...

    def get_many(self, tenant_id: str, ticket_ids: Collection[str]) -> dict[str, Ticket]:
        """Those that exist, by id."""
        ...

    def page(self, tenant_id: str, wanted: TicketFilter, *, cursor: str | None, limit: int) -> TicketPage:
        """One page. Raises InvalidRequestError for a cursor that is not one."""
        ...

    def save(self, tenant_id: str, changes: Sequence[Change]) -> dict[str, Ticket | ConflictReason]:
        """
        Replace tickets that nobody changed meanwhile, with their reservations and the figures.

        Returns:
            By ticket id: the stored ticket, or why it was not stored.
        """
        ...

    def open_tickets(
        self, tenant_id: str, connection_id: str, *, kind: Kind | None = None, after: str = ""
    ) -> Iterator[list[Ticket]]:
        """
        Pages of tickets with an active record, of one connection, newest first.

        Args:
            kind: None: of both kinds.
            after: A ticket's id, which need not be open any more: only those that come behind it.
        """
        ...

    def ended(self, tenant_id: str, before: datetime) -> Iterator[list[Ticket]]:
        """Pages of tickets that are not open and did not change since."""
        ...

    def all(self, tenant_id: str) -> Iterator[list[Ticket]]:
        """Pages of every ticket, whole, newest first."""
        ...

    def remove(self, tenant_id: str, tickets: Sequence[Ticket]) -> int:
        """Delete ended tickets that nobody changed meanwhile, and take them from the totals. Returns how many."""
        ...

    def pending(self, tenant_id: str) -> Iterator[list[Ticket]]:
        """Pages of tickets that wait for their record, oldest first."""
        ...

    def reservations(self, tenant_id: str) -> dict[str, str]:
        """Ids of open tickets by improvement action."""
        ...

    def forget_keys(self, tenant_id: str, now: datetime) -> int:
        """Delete idempotency keys whose day is over, a bounded number at a time. Returns how many."""
        ...

    def figures(self, tenant_id: str, *, since: date) -> Figures:
        """Totals, and the days from `since` on."""
        ...

    def recount(self, tenant_id: str, *, mend: bool = False) -> Recount:
        """
        Compare the totals with a count of the tickets themselves; with `mend` the totals become what was counted.

        Raises:
            ConflictError: tickets changed during every try.
        """
        ...
