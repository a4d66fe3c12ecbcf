"""Everything a verb may use, in one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connector.domain.throttle import Throttle
from connector.ports import (
    Archive,
    AuthorizationServer,
    ChecklistLog,
    Clock,
    ConnectionStore,
    DefaultsStore,
    EventLog,
    Identity,
    JobQueue,
    Meter,
    PushLog,
    ScoreSource,
    Sealer,
    SecretStore,
    StateNameStore,
    ThrottleStore,
    TicketDesks,
    TicketStore,
)


@dataclass(frozen=True, slots=True)
class Policy:
    """Figures an operator may set. See `connector.settings` for what each is for."""

    public_url: str
    tenant_id: str = ""  # the tenant whose people use the app
    allowed_instances: tuple[str, ...] = ()
    claim_lease: timedelta = timedelta(minutes=5)
    sweep_after: timedelta = timedelta(minutes=15)
    renewal_margin: timedelta = timedelta(minutes=10)
    sync_overlap: timedelta = timedelta(minutes=2)
    reconcile_every: timedelta = timedelta(days=1)
    keep_tickets: timedelta | None = None  # how long tickets stay after they ended; None: for ever
    keep_events: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """The ports as built from settings, or as a test made them."""

    policy: Policy
    clock: Clock
    tickets: TicketStore
    connections: ConnectionStore
    state_names: StateNameStore
    checklists: ChecklistLog
    defaults: DefaultsStore
    throttles: ThrottleStore
    pushes: PushLog
    events: EventLog
    jobs: JobQueue
    secrets: SecretStore
    scores: ScoreSource
    desks: TicketDesks
    oauth: AuthorizationServer
    identity: Identity
    sealer: Sealer
    archive: Archive
    html_to_text: Callable[[str], str]
    jitter: Callable[[], float]
    meter: Meter
    seen: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    """Newest revision taken over, by sys_id, of so many at most: spares reads for rows the overlap shows again."""
    known_throttles: dict[str, tuple[Throttle, datetime]] = field(default_factory=dict)
    """Throttles as last read or written, and when: spares a storage read per job while nothing is throttled."""
    told_to_come_back: dict[str, datetime] = field(default_factory=dict)
    """When the last job of each throttled connection comes back, of those this process refused."""
    syncs_put_off: dict[str, datetime] = field(default_factory=dict)
    """When the sync job of each throttled connection comes back: one for each is enough."""
