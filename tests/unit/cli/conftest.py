"""What the tests of the commands share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.application.container import Container
from connector.domain.ticket import Ticket
from tests.builders import TENANT_ID


@pytest.fixture
def stored(c: Container) -> Callable[[Ticket], Ticket]:
    """A ticket as the store has it now."""
    return lambda ticket: c.tickets.get(TENANT_ID, ticket.ticket_id)
