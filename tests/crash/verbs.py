"""The verbs that change something."""

from __future__ import annotations

from tests.crash import connection_verbs, ticket_verbs

VERBS = (*ticket_verbs.VERBS, *connection_verbs.VERBS)
