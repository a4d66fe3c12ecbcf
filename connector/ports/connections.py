"""The small stores: connections, names of states, defaults of drafts, checklists, pushes, leases, events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from connector.domain.authorization import Authorization
from connector.domain.connection import Connection
from connector.domain.draft import Defaults, Kind
from connector.domain.reconciling import Pass
from connector.domain.setup import Checked
from connector.domain.states import Choices, Names
from connector.domain.throttle import Throttle


@dataclass(frozen=True, slots=True)
class SyncState:
    """How far one connection is synced. `watermark` per kind is the newest sys_updated_on seen, never a local time."""

    connection_id: str
    tenant_id: str
    watermarks: dict[Kind, datetime] = field(default_factory=dict)
    labels: dict[Kind, dict[str, str]] = field(default_factory=dict)  # state value to label, as seen on records
    synced_at: datetime | None = None  # when the last sync began that read what changed
    passes: dict[Kind, Pass] = field(default_factory=dict)  # how far open tickets are read by their sys_id
    choices_at: datetime | None = None  # when the choice lists were last asked for
    version: str = field(default="", compare=False)  # the store's ETag


class ConnectionStore(Protocol):
    """Connections, authorizations under way, and how far each connection is synced."""

    def current(self, tenant_id: str) -> Connection:
        """The tenant's connection. Raises NotConnectedError when there never was one."""
        ...

    def get(self, connection_id: str) -> Connection:
        """Raises NotFoundError."""
        ...

    def save(self, connection: Connection) -> Connection:
        """Store. Raises ConflictError when someone wrote first."""
        ...

    def make_current(self, connection: Connection) -> None:
        """From now on this is the tenant's connection."""
        ...

    def all(self) -> Iterator[Connection]:
        """Every connection with a usable consent."""
        ...

    def tenants(self) -> list[str]:
        """Every tenant that ever connected."""
        ...

    def of_tenant(self, tenant_id: str) -> list[Connection]:
        """Every connection that the tenant ever began."""
        ...

    def begin(self, authorization: Authorization) -> None:
        """Keep an authorization under way."""
        ...

    def take(self, state: str) -> Authorization:
        """The authorization with this state, once. Raises NotFoundError when unknown or used."""
        ...

    def authorization_until(self, connection_id: str, now: datetime) -> datetime | None:
        """Until when a consent that was begun can still be given; None: there is none to wait for."""
        ...

    def sync_state(self, connection: Connection) -> SyncState:
        """How far it is; a fresh one when it never was synced."""
        ...

    def save_sync_state(self, state: SyncState) -> SyncState:
        """Store. Raises ConflictError when someone wrote first; what they did not read is read again."""
        ...

    def lapsed(self, now: datetime) -> set[str]:
        """Ids of connections with authorizations that lapsed."""
        ...

    def forget_lapsed(self, connection_id: str, now: datetime) -> None:
        """Delete this connection's authorizations that lapsed."""
        ...


@dataclass(frozen=True, slots=True)
class KeptNames:
    """The names an administrator chose, and the choice lists of the tenant's instance. `read_at` None: never read."""

    chosen: Names = field(default_factory=dict)
    choices: Choices = field(default_factory=dict)
    read_at: datetime | None = None


class StateNameStore(Protocol):
    """Names of states: chosen per tenant, choice lists per connection."""

    def get(self, tenant_id: str) -> KeptNames:
        """What is kept; of several connections' choice lists the ones read last."""
        ...

    def choose(self, tenant_id: str, names: Names) -> None:
        """Replace the tenant's own names."""
        ...

    def keep_choices(self, connection: Connection, choices: Choices, now: datetime) -> None:
        """Replace a connection's choice lists."""
        ...


class ChecklistLog(Protocol):
    """How the installation checklist of each connection came out."""

    def last(self, connection_id: str) -> Checked | None:
        """The last time; None when it never was run."""
        ...

    def keep(self, connection_id: str, checked: Checked) -> None:
        """Replace what was kept."""
        ...


class DefaultsStore(Protocol):
    """What the drafts of a tenant begin with."""

    def get(self, tenant_id: str) -> Defaults:
        """What an administrator chose, else what the rule says."""
        ...

    def choose(self, tenant_id: str, defaults: Defaults) -> None:
        """Replace the tenant's defaults."""
        ...


class PushLog(Protocol):
    """Signatures of pushes that were accepted, so that none is accepted twice."""

    def accept(self, connection_id: str, signature: str, *, until: datetime) -> None:
        """Remember a signature. Raises ConflictError when it is remembered already."""
        ...

    def sweep(self, now: datetime) -> int:
        """Forget what nobody could send again. Returns how many."""
        ...


class ThrottleStore(Protocol):
    """What all workers of all instances share about connections in trouble."""

    def get(self, connection_id: str) -> Throttle:
        """The connection's throttle; one that is none when there never was one."""
        ...

    def save(self, throttle: Throttle) -> Throttle:
        """Store. Raises ConflictError when someone wrote first."""
        ...


class Leases(Protocol):
    """One holder of a name at a time, among all processes."""

    def hold(self, name: str) -> AbstractContextManager[None]:
        """Hold the lease inside the block. Raises RemoteUnavailableError when somebody else keeps it."""
        ...


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did. `by` is an Entra object id; `facts` hold no secret."""

    name: str
    by: str
    at: datetime
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class EventPage:
    """Newest first. `cursor` opens the next page."""

    events: list[Event]
    cursor: str | None


class EventLog(Protocol):
    """Who did what, append only."""

    def append(self, tenant_id: str, name: str, *, by: str, facts: Mapping[str, str]) -> None:
        """Keep one event; `facts` hold no secret."""
        ...

    def page(self, tenant_id: str, *, cursor: str | None, limit: int) -> EventPage:
        """One page. Raises InvalidRequestError for a cursor that is not one."""
        ...

    def forget(self, tenant_id: str, before: datetime) -> int:
        """Delete what is older. Returns how many."""
        ...

    def erase(self, tenant_id: str, object_id: str, *, name: str) -> int:
        """Put `name` in the place of a person, and drop from where that person acted. Returns how many events."""
        ...
