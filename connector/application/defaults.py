"""What drafts begin with, as an administrator chooses it."""

from __future__ import annotations

import logging

from connector.application.container import Container
from connector.domain.draft import Defaults
from connector.ports import Caller

log = logging.getLogger(__name__)


def choose_defaults(defaults: Defaults, caller: Caller, c: Container) -> None:
    """Replace the tenant's defaults; they outlast the connection. The change goes on record."""
    c.defaults.choose(caller.tenant_id, defaults)
    facts = {
        "kind": defaults.kind.value,
        "priority": defaults.priority.value if defaults.priority else "",
        "due_days": str(defaults.due_days or ""),
    }
    c.events.append(caller.tenant_id, "defaults_chosen", by=caller.object_id, facts=facts | caller.actor.whereabouts)
    log.info("defaults_chosen", extra=facts)
