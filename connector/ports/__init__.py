"""What the application needs from outside, by role. Adapters implement these; contracts stand here, errors included.

Every method may raise RemoteUnavailableError (try later) or RemoteRejectedError (refused) of its service.
"""

from connector.ports.archive import Archive, ArchivedRow
from connector.ports.basics import Clock, JobQueue, ScoreSource, SecretStore, SyncJob, TicketJob
from connector.ports.connections import (
    ChecklistLog,
    ConnectionStore,
    DefaultsStore,
    Event,
    EventLog,
    EventPage,
    KeptNames,
    Leases,
    PushLog,
    StateNameStore,
    SyncState,
    ThrottleStore,
)
from connector.ports.people import Actor, Caller, Identity, Sealer
from connector.ports.servicenow import AuthorizationServer, Created, CreateOutcome, Inspector, TicketDesk, TicketDesks
from connector.ports.telemetry import Meter, QueueState
from connector.ports.tickets import (
    CHANGED,
    RESERVED,
    AlreadyOpen,
    Change,
    ConflictReason,
    Figures,
    Recount,
    TicketFilter,
    TicketPage,
    TicketStore,
)

__all__ = [
    "CHANGED",
    "RESERVED",
    "Actor",
    "AlreadyOpen",
    "Archive",
    "ArchivedRow",
    "AuthorizationServer",
    "Caller",
    "Change",
    "ChecklistLog",
    "Clock",
    "ConflictReason",
    "ConnectionStore",
    "CreateOutcome",
    "Created",
    "DefaultsStore",
    "Event",
    "EventLog",
    "EventPage",
    "Figures",
    "Identity",
    "Inspector",
    "JobQueue",
    "KeptNames",
    "Leases",
    "Meter",
    "PushLog",
    "QueueState",
    "Recount",
    "ScoreSource",
    "Sealer",
    "SecretStore",
    "StateNameStore",
    "SyncJob",
    "SyncState",
    "ThrottleStore",
    "TicketDesk",
    "TicketDesks",
    "TicketFilter",
    "TicketJob",
    "TicketPage",
    "TicketStore",
]
