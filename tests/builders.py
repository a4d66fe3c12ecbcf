"""Values for tests: each builder gives a sound one and takes what the test is about by name."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from connector.domain.action import ActionStatus, Category, ImprovementAction, Level, ScoreCard, SecureScore
from connector.domain.authorization import AUTHORIZATION_LIFE, Authorization, TokenGrant
from connector.domain.connection import Connection, ConnectionStatus, IntegrationUser
from connector.domain.draft import Kind, Priority, Source, TicketDraft
from connector.domain.record import Record
from connector.domain.ticket import Sharer, Ticket
from connector.ports import Caller

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""The time at which a test begins."""
TODAY = NOW.date()
TENANT_ID = "11111111-2222-4333-8444-555555555555"
OTHER_TENANT_ID = "99999999-8888-4777-a666-555555555555"
CONNECTION_ID = "c" * 32
INSTANCE = "https://sandbox.service-now.com"
SHARER = Sharer("00000000-0000-4000-8000-000000000001", "Security Admin", "security.admin@sandbox.example")
INTEGRATION_USER = IntegrationUser(
    "5" * 32, "secure.score.integration", "Secure Score Integration", "integration@sandbox.example"
)
ALL_ROLES = frozenset({"Connector.Read", "Tickets.Share", "Connector.Admin"})

_ids = itertools.count(1)


def make_id() -> str:
    """A ticket id of the form that the connector makes; each is one millisecond younger than the last."""
    number = next(_ids)
    milliseconds = int(NOW.timestamp() * 1000) + number
    return f"{milliseconds:012x}7000{0x8000000000000000 + number:016x}"


def make_action(action_id: str = "AdminMFAV2", **fields: object) -> ImprovementAction:
    """An improvement action with 10 points to gain, at little cost."""
    action = ImprovementAction(
        action_id=action_id,
        title=f"Improve {action_id}",
        category=Category.IDENTITY,
        service="Microsoft Entra ID",
        tier="Core",
        rank=1,
        max_score=10.0,
        score=0.0,
        user_impact=Level.LOW,
        implementation_cost=Level.LOW,
        threats=("Password cracking", "Account breach"),
        remediation_html="<p>Turn it on.</p>",
        impact_html="<p>People see a second prompt.</p>",
        action_url="https://entra.sandbox.example/security",
        tenant_status=ActionStatus.TO_ADDRESS,
        implementation_status="",
    )
    return replace(action, **fields)  # type: ignore[arg-type]


def make_score_card(*action_ids: str) -> ScoreCard:
    """The tenant's score and its improvement actions, in this order."""
    return ScoreCard(tuple(make_action(id_) for id_ in action_ids), SecureScore(42.0, 100.0, "2026-03-02T00:00:00Z"))


def make_history(count: int) -> tuple[SecureScore, ...]:
    """Daily scores up to today, oldest first: 42 points today, one less on each day before."""
    ages = range(count - 1, -1, -1)
    return tuple(SecureScore(42.0 - age, 100.0, f"{TODAY - timedelta(days=age)}T00:00:00Z") for age in ages)


def make_draft(action_id: str = "AdminMFAV2", **fields: object) -> TicketDraft:
    """A task as a person sends it: an incident, due in thirty days."""
    draft = TicketDraft(
        action_id=action_id,
        kind=Kind.INCIDENT,
        name=f"Improve {action_id}",
        description="Turn it on.",
        priority=Priority.HIGH,
        due_date=TODAY + timedelta(days=30),
        source=Source.MICROSOFT,
        category=Category.IDENTITY,
    )
    return replace(draft, **fields)  # type: ignore[arg-type]


def make_record(sys_id: str = "", **fields: object) -> Record:
    """A record as ServiceNow has it just after it was created."""
    sys_id = sys_id or make_id()
    record = Record(
        sys_id=sys_id,
        number=f"INC{int(sys_id[-7:], 16):07d}",
        state="1",
        state_label="New",
        active=True,
        updated_at=NOW,
        mod_count=0,
        link=f"{INSTANCE}/nav_to.do?uri=incident.do?sys_id={sys_id}",
    )
    return replace(record, **fields)  # type: ignore[arg-type]


def make_ticket(action_id: str = "AdminMFAV2", **fields: object) -> Ticket:
    """A ticket that was shared a moment ago and waits for its record."""
    ticket = Ticket.shared(
        make_draft(action_id),
        action=make_action(action_id),
        ticket_id=str(fields.pop("ticket_id", "")) or make_id(),
        tenant_id=TENANT_ID,
        connection_id=CONNECTION_ID,
        sharer=SHARER,
        now=NOW,
    )
    return replace(ticket, **fields)  # type: ignore[arg-type]


def make_created_ticket(
    action_id: str = "AdminMFAV2",
    *,
    ticket_id: str = "",
    kind: Kind = Kind.INCIDENT,
    now: datetime = NOW,
    **record: object,
) -> Ticket:
    """A ticket with its record; `record` holds the record's fields."""
    waiting = make_ticket(action_id, ticket_id=ticket_id, kind=kind)
    held = waiting.claimed(now, lease=timedelta(minutes=5))
    return held.created(make_record(waiting.ticket_id, **record), (), now)


def make_connection(**fields: object) -> Connection:
    """A working connection, consented to ten days ago."""
    connection = Connection(
        connection_id=CONNECTION_ID,
        tenant_id=TENANT_ID,
        instance=INSTANCE,
        client_id="client-of-the-instance",
        status=ConnectionStatus.CONNECTED,
        created_at=NOW - timedelta(days=10),
        created_by=SHARER.object_id,
        changed_at=NOW - timedelta(days=10),
        consented_at=NOW - timedelta(days=10),
        integration_user=INTEGRATION_USER,
        last_success_at=NOW,
    )
    return replace(connection, **fields)  # type: ignore[arg-type]


def make_authorization(**fields: object) -> Authorization:
    """A consent that was begun this moment, in a browser."""
    connection, number = make_connection(), next(_ids)
    authorization = Authorization(
        state=f"state{number}",
        code_verifier=f"verifier-{number:040}",
        redirect_uri="https://connector.sandbox.example/api/connection/callback",
        tenant_id=connection.tenant_id,
        connection_id=connection.connection_id,
        client_id=connection.client_id,
        secret_name=connection.client_secret_name,
        begun_by=SHARER.object_id,
        begun_by_email=SHARER.email,
        browser_bound=True,
        expires_at=NOW + AUTHORIZATION_LIFE,
    )
    return replace(authorization, **fields)  # type: ignore[arg-type]


def make_grant(name: str = "first", **fields: object) -> TokenGrant:
    """Tokens for half an hour."""
    grant = TokenGrant(f"access-{name}", NOW + timedelta(minutes=30), f"refresh-{name}")
    return replace(grant, **fields)  # type: ignore[arg-type]


def make_caller(**fields: object) -> Caller:
    """A person with all roles, signed in with a browser."""
    caller = Caller(TENANT_ID, SHARER.object_id, SHARER.name, SHARER.email, ALL_ROLES, in_browser=True)
    return replace(caller, **fields)  # type: ignore[arg-type]


def days(count: int) -> date:
    """The day this many days after the test begins."""
    return TODAY + timedelta(days=count)
