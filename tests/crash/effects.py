"""Every method of every port, marked once: does it change anything that a verb, now or later, goes by?"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from connector import ports

WRITES = frozenset(
    {
        "Archive.put",
        "AuthorizationServer.exchange_code",  # a code works once
        "AuthorizationServer.refresh",  # an instance may rotate the refresh token
        "AuthorizationServer.revoke",
        "ChecklistLog.keep",
        "ConnectionStore.begin",
        "ConnectionStore.forget_lapsed",
        "ConnectionStore.make_current",
        "ConnectionStore.save",
        "ConnectionStore.save_sync_state",
        "ConnectionStore.take",
        "DefaultsStore.choose",
        "EventLog.append",
        "EventLog.erase",
        "EventLog.forget",
        "JobQueue.put_sync",
        "JobQueue.put_tickets",
        "Leases.hold",
        "PushLog.accept",
        "PushLog.sweep",
        "SecretStore.delete",
        "SecretStore.set",
        "StateNameStore.choose",
        "StateNameStore.keep_choices",
        "ThrottleStore.save",
        "TicketDesk.create",
        "TicketDesks.hold",
        "TicketDesks.renew",
        "TicketStore.add",
        "TicketStore.forget_keys",
        "TicketStore.recount",  # with `mend`
        "TicketStore.remove",
        "TicketStore.save",
    }
)
NOT_CRASHED = {
    "Archive.put": "an operator restores into empty tables, sees it break off, and repeats it",
    "ChecklistLog.keep": "one row in one request; the next look at the checklist writes it anew",
    "DefaultsStore.choose": "one row in one request; the administrator sees what was there before",
    "StateNameStore.choose": "one row in one request; the administrator sees what was there before",
}
"""Writing methods that no verb of the crash tests calls, and why a kill there leaves nothing half done."""
READS = frozenset(
    {
        "Archive.is_empty",
        "Archive.rows",
        "Archive.tables",
        "AuthorizationServer.authorization_url",
        "ChecklistLog.last",
        "Clock.now",
        "ConnectionStore.all",
        "ConnectionStore.authorization_until",
        "ConnectionStore.current",
        "ConnectionStore.get",
        "ConnectionStore.lapsed",
        "ConnectionStore.of_tenant",
        "ConnectionStore.sync_state",
        "ConnectionStore.tenants",
        "DefaultsStore.get",
        "EventLog.page",
        "Identity.begin_sign_in",
        "Identity.caller_of",
        "Identity.complete_sign_in",
        "Identity.probe",
        "Identity.sign_out_url",
        "Inspector.knock",
        "Inspector.mandatory",
        "Inspector.rate_limit",
        "Inspector.registration",
        "Inspector.release",
        "Inspector.roles",
        "Inspector.search",
        "Inspector.states",
        "Inspector.user",
        "Inspector.visible",
        "JobQueue.probe",
        "JobQueue.states",
        "ScoreSource.history",
        "ScoreSource.probe",
        "ScoreSource.read",
        "Sealer.open",
        "Sealer.seal",
        "SecretStore.get",
        "StateNameStore.get",
        "ThrottleStore.get",
        "TicketDesk.changed",
        "TicketDesk.choices",
        "TicketDesk.consent_life",
        "TicketDesk.find",
        "TicketDesk.read",
        "TicketDesk.shows",
        "TicketDesk.who_am_i",
        "TicketDesks.at",
        "TicketDesks.forget",
        "TicketDesks.inspector_at",
        "TicketDesks.preview",
        "TicketDesks.trial",
        "TicketStore.all",
        "TicketStore.ended",
        "TicketStore.figures",
        "TicketStore.get",
        "TicketStore.get_many",
        "TicketStore.made_by",
        "TicketStore.open_tickets",
        "TicketStore.page",
        "TicketStore.pending",
        "TicketStore.reservations",
    }
)
MEASURES = frozenset(
    {
        "Meter.alive",
        "Meter.consent_ends",
        "Meter.queue_stands",
        "Meter.sync_lags",
        "Meter.ticket_created",
        "Meter.ticket_failed",
        "Meter.tickets_changed",
    }
)
"""They tell those who operate the connector; what a kill takes away is one measurement, and no verb depends on it."""


@cache
def port_classes() -> frozenset[type]:
    """The Protocol classes of `connector.ports`, whatever module they stand in."""
    modules = [importlib.import_module(f"{ports.__name__}.{m.name}") for m in pkgutil.iter_modules(ports.__path__)]
    return frozenset(
        member
        for module in modules
        for member in vars(module).values()
        if isinstance(member, type) and getattr(member, "_is_protocol", False) and member.__module__ == module.__name__
    )


def methods_of(port: type) -> dict[str, Any]:
    """A port's methods by name."""
    return {name: member for name, member in vars(port).items() if not name.startswith("_") and callable(member)}


def port_methods() -> set[str]:
    """All of them, as "Port.method"."""
    return {f"{port.__name__}.{name}" for port in port_classes() for name in methods_of(port)}
