"""Every method of every port, marked once: does it change anything outside this process?"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from connector import ports

WRITES = frozenset(
    {
        "AuthorizationServer.exchange_code",  # a code works once
        "AuthorizationServer.refresh",  # an instance may rotate the refresh token
        "AuthorizationServer.revoke",
        "ConnectionStore.begin",
        "ConnectionStore.forget_lapsed",
        "ConnectionStore.make_current",
        "ConnectionStore.save",
        "ConnectionStore.save_sync_state",
        "ConnectionStore.take",
        "EventLog.append",
        "JobQueue.put_sync",
        "JobQueue.put_tickets",
        "Leases.hold",
        "PushLog.accept",
        "PushLog.sweep",
        "SecretStore.delete",
        "SecretStore.set",
        "StateNameStore.choose",
        "StateNameStore.keep_choices",
        "TicketDesk.create",
        "TicketDesks.hold",
        "TicketDesks.renew",
        "TicketStore.add",
        "TicketStore.recount",  # with `mend`
        "TicketStore.save",
    }
)
READS = frozenset(
    {
        "AuthorizationServer.authorization_url",
        "Clock.now",
        "ConnectionStore.all",
        "ConnectionStore.current",
        "ConnectionStore.get",
        "ConnectionStore.lapsed",
        "ConnectionStore.sync_state",
        "EventLog.page",
        "Identity.begin_sign_in",
        "Identity.caller_of",
        "Identity.complete_sign_in",
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
        "ScoreSource.read",
        "Sealer.open",
        "Sealer.seal",
        "SecretStore.get",
        "StateNameStore.get",
        "TicketDesk.changed",
        "TicketDesk.choices",
        "TicketDesk.consent_life",
        "TicketDesk.find",
        "TicketDesk.read",
        "TicketDesk.who_am_i",
        "TicketDesks.at",
        "TicketDesks.forget",
        "TicketDesks.inspector_at",
        "TicketDesks.trial",
        "TicketStore.figures",
        "TicketStore.get",
        "TicketStore.get_many",
        "TicketStore.open_tickets",
        "TicketStore.page",
        "TicketStore.pending",
        "TicketStore.reservations",
    }
)


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
