"""Recount: whether the figures add up to the tickets, and setting them right."""

from __future__ import annotations

import json
import logging

from connector.application.container import Container
from connector.ports import Recount

log = logging.getLogger(__name__)


def recount(tenant_id: str, c: Container, *, mend: bool = False) -> Recount:
    """
    Compare the figures with a count of the tickets; with `mend` they become what was counted.

    Of the days only the sum is compared, opened less closed: a ticket does not tell when it was closed or opened again.
    A mend puts what they have too much or too little on the last of them.

    Raises:
        ConflictError: tickets changed during every try.
    """
    result = c.tickets.recount(tenant_id, mend=mend)
    if result.differences:
        log.warning("figures_differ", extra={"figures": len(result.differences), "mended": mend})
    if mend and result.differences:
        facts = {figure: json.dumps(pair) for figure, pair in result.differences.items()}
        c.events.append(tenant_id, "figures_mended", by="operator", facts=facts)
    return result
