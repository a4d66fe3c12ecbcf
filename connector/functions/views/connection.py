"""Who is signed in, the connection, and what was done to it."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict, Field

from connector.application.setup import Setup
from connector.domain.connection import Connection, ConnectionStatus, Doubt, Trouble
from connector.domain.setup import SetupStep
from connector.functions import messages
from connector.functions.views.base import View
from connector.ports import Caller, EventPage


class CallerView(View):
    """Who is signed in."""

    object_id: str
    tenant_id: str
    name: str
    email: str
    roles: list[str]

    @classmethod
    def of(cls, caller: Caller) -> CallerView:
        """The caller as JSON."""
        return cls(
            object_id=caller.object_id,
            tenant_id=caller.tenant_id,
            name=caller.name,
            email=caller.email,
            roles=sorted(caller.roles),
        )


class SignedOutView(View):
    """Where a browser goes to end the session at Entra too."""

    sign_out_url: str


class TroubleView(View):
    """The last error of the connection and what to do."""

    code: str
    message: str
    reason: str
    at: datetime

    @classmethod
    def of(cls, trouble: Trouble, language: str) -> TroubleView:
        """The trouble as JSON."""
        params = {"service": "ServiceNow", "reason": trouble.reason}
        message = messages.text(trouble.code, language, params)
        return cls(code=trouble.code, message=message, reason=trouble.reason, at=trouble.at)


class ConnectionView(View):
    """
    The connection, as far as anyone may know it.

    `doubts` speak against the integration user; status confirm_user waits for an administrator's word about them.
    `throttled_until`, when there, says until when nothing is sent because ServiceNow is away or asked for less.
    `warning_days`, when there, is the most urgent of 30, 14, 7 and 1 days that the consent has reached.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)  # Null, but never left out.

    class User(View):
        """The integration user."""

        name: str
        display_name: str

    connection_id: str | None = None
    status: ConnectionStatus
    instance: str | None = None
    client_id: str | None = None
    integration_user: User | None = None
    doubts: list[Doubt] = Field(default_factory=list)
    consented_at: datetime | None = None
    days_left: int | None = None
    warning_days: int | None = None
    last_success_at: datetime | None = None
    throttled_until: datetime | None = None
    last_error: TroubleView | None = None

    @classmethod
    def of(
        cls, connection: Connection | None, now: datetime, language: str, *, throttled_until: datetime | None = None
    ) -> ConnectionView:
        """The connection as JSON; None: there never was one."""
        if connection is None:
            return cls(status=ConnectionStatus.NOT_CONNECTED)
        user, trouble = connection.integration_user, connection.trouble
        return cls(
            connection_id=connection.connection_id,
            status=connection.status,
            instance=connection.instance,
            client_id=connection.client_id,
            integration_user=cls.User(name=user.name, display_name=user.display_name) if user else None,
            consented_at=connection.consented_at,
            doubts=list(connection.doubts),
            days_left=connection.days_left(now),
            warning_days=connection.warning_days(now),
            last_success_at=connection.last_success_at,
            throttled_until=throttled_until,
            last_error=TroubleView.of(trouble, language) if trouble else None,
        )


class SetupStateView(View):
    """
    Where one is in the setup. `step` is the page of the portal to go on with, /setup/<step>.

    `authorization_until`: a consent was begun and can be given until then. `checks`: how the installation checklist
    last came out. `other`: a connection to another instance that takes this one's place when it is complete; step,
    authorization and checks are about that one then.
    """

    class Checks(View):
        """Ids of checks that failed, and of those that could not be seen."""

        at: datetime
        failed: list[str]
        unknown: list[str]

    step: SetupStep
    authorization_until: datetime | None
    checks: Checks | None
    other: ConnectionView | None


class WholeConnectionView(ConnectionView):
    """The connection, and how far its setup is."""

    setup: SetupStateView

    @classmethod
    def of_setup(
        cls, setup: Setup, now: datetime, language: str, *, throttled_until: datetime | None
    ) -> WholeConnectionView:
        """Connection and setup as JSON."""
        checks = SetupStateView.Checks.model_validate(setup.checked) if setup.checked else None
        state = SetupStateView(
            step=setup.step,
            authorization_until=setup.authorization_until,
            checks=checks,
            other=ConnectionView.of(setup.other, now, language) if setup.other else None,
        )
        shown = ConnectionView.of(setup.connection, now, language, throttled_until=throttled_until)
        return cls(**dict(shown), setup=state)


class AuthorizationView(View):
    """Where the integration user consents; the address holds for ten minutes and once."""

    connection_id: str
    authorization_url: str


class EventView(View):
    """What somebody did."""

    name: str
    by: str
    at: datetime
    facts: dict[str, str]


class EventPageView(View):
    """One page, newest first; `cursor` opens the next."""

    items: list[EventView]
    cursor: str | None

    @classmethod
    def of(cls, page: EventPage) -> EventPageView:
        """The page as JSON."""
        return cls(items=[EventView.model_validate(event) for event in page.events], cursor=page.cursor)
