"""The connection to one ServiceNow instance: its status, its consent and the countdown, who consented."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from connector.errors import ConflictError, NotConnectedError

CONSENT_LIFE = timedelta(days=100)
"""Life of a refresh token by default (8,640,000 s). ServiceNow does not extend it when it is used."""
WARNING_DAYS = (1, 7, 14, 30)
"""A consent with fewer days left than one of these is a warning, ever more urgent."""
REFUSAL_HOLDS_AFTER = timedelta(minutes=2)
"""ServiceNow says `server_error` for every cause: only a refusal that is met again after this long counts."""

CONSENT_NEEDED = "consent_needed"
"""The code of a refused refresh token or client."""


class ConnectionStatus(StrEnum):
    """Where a connection stands."""

    NOT_CONNECTED = "not_connected"
    AWAITING_CONSENT = "awaiting_consent"
    CONFIRM_USER = "confirm_user"
    CONNECTED = "connected"
    ATTENTION = "attention"
    CONSENT_EXPIRED = "consent_expired"


@dataclass(frozen=True, slots=True)
class IntegrationUser:
    """The ServiceNow user that consented: `sys_id` 32 hex digits, `name` its user_name."""

    sys_id: str
    name: str
    display_name: str
    email: str
    is_admin: bool = False  # has the role admin, as far as the instance says


class Doubt(StrEnum):
    """Why a user who consented may be the wrong one."""

    ADMINISTRATOR = "administrator"
    OWN_ACCOUNT = "own_account"


def doubts_about(user: IntegrationUser, *, signed_in_email: str) -> tuple[Doubt, ...]:
    """What speaks against a user as integration user: the rights of an administrator, or being the person who asks."""
    own = bool(user.email) and user.email.casefold() == signed_in_email.casefold()
    return (Doubt.ADMINISTRATOR,) * user.is_admin + (Doubt.OWN_ACCOUNT,) * own


@dataclass(frozen=True, slots=True)
class Trouble:
    """The last error of a connection: a code with its text in `connector/messages/`, and what was seen."""

    code: str
    reason: str
    at: datetime
    since: datetime  # when the same error began


@dataclass(frozen=True, slots=True)
class Connection:
    """One instance with one OAuth client. Secrets are not here: Key Vault keeps them under the names below."""

    connection_id: str  # 32 hex digits, new for each connection
    tenant_id: str
    instance: str  # origin, e.g. "https://acme.service-now.com"
    client_id: str
    status: ConnectionStatus
    created_at: datetime
    created_by: str  # Entra object id
    changed_at: datetime
    consented_at: datetime | None = None
    consent_life: timedelta = CONSENT_LIFE
    integration_user: IntegrationUser | None = None
    doubts: tuple[Doubt, ...] = ()
    last_success_at: datetime | None = None
    trouble: Trouble | None = None
    version: str = field(default="", compare=False)

    @property
    def client_secret_name(self) -> str:
        """Name in Key Vault; fresh per connection, because a deleted name cannot be used again."""
        return f"servicenow-{self.connection_id}-client-secret"

    @property
    def offered_secret_name(self) -> str:
        """Name in Key Vault of a client secret that takes effect when its consent is complete."""
        return f"servicenow-{self.connection_id}-client-secret-offered"

    @property
    def refresh_token_name(self) -> str:
        """Name in Key Vault."""
        return f"servicenow-{self.connection_id}-refresh-token"

    @property
    def webhook_key_name(self) -> str:
        """Name in Key Vault of the key that signs pushes."""
        return f"servicenow-{self.connection_id}-webhook-key"

    def require_usable(self) -> None:
        """Raises NotConnectedError when there is no consent to work with."""
        if not self.is_usable:
            raise NotConnectedError(f"connection is {self.status}")

    @property
    def is_usable(self) -> bool:
        """Whether there is a consent to work with."""
        return self.consented_at is not None and self.status in (
            ConnectionStatus.CONNECTED,
            ConnectionStatus.ATTENTION,
        )

    def days_left(self, now: datetime) -> int | None:
        """Days until the consent ends, a day begun counts, 0 when it has ended; None without a consent."""
        if self.consented_at is None:
            return None
        return max(0, math.ceil((self.consented_at + self.consent_life - now) / timedelta(days=1)))

    def warning_days(self, now: datetime) -> int | None:
        """The most urgent of WARNING_DAYS that the consent has reached; None while there is time."""
        left = self.days_left(now)
        return None if left is None else next((days for days in WARNING_DAYS if left <= days), None)

    def consented(
        self, user: IntegrationUser, doubts: tuple[Doubt, ...], now: datetime, *, life: timedelta | None = None
    ) -> Connection:
        """Connected from now on as this user, or waiting for an administrator's word when there are doubts."""
        return replace(
            self,
            status=ConnectionStatus.CONFIRM_USER if doubts else ConnectionStatus.CONNECTED,
            consented_at=now,
            consent_life=life or self.consent_life,
            changed_at=now,
            integration_user=user,
            doubts=doubts,
            last_success_at=now,
            trouble=None,
        )

    def accepted(self, now: datetime) -> Connection:
        """Connected in spite of the doubts, which stay on record. Raises ConflictError unless it waits for this."""
        if self.status is not ConnectionStatus.CONFIRM_USER:
            raise ConflictError(f"connection is {self.status}", code="nothing_to_confirm")
        return replace(self, status=ConnectionStatus.CONNECTED, changed_at=now)

    def troubled(self, code: str, reason: str, now: datetime) -> Connection:
        """
        With trouble an administrator should see.

        The consent counts as expired when it is refused past its days, or refused twice, minutes apart: one refusal
        may be an instance's bad moment.
        """
        same = self.trouble is not None and self.trouble.code == code
        since = self.trouble.since if self.trouble is not None and same else now
        over = self.consented_at is not None and now >= self.consented_at + self.consent_life
        lost = code == CONSENT_NEEDED and (over or now - since >= REFUSAL_HOLDS_AFTER)
        status = ConnectionStatus.CONSENT_EXPIRED if lost else ConnectionStatus.ATTENTION
        return replace(self, status=status, changed_at=now, trouble=Trouble(code, reason, now, since))

    def well(self, now: datetime) -> Connection:
        """Working again."""
        return replace(self, status=ConnectionStatus.CONNECTED, changed_at=now, last_success_at=now, trouble=None)

    def disconnected(self, now: datetime) -> Connection:
        """Without consent; ticket history stays."""
        return replace(
            self,
            status=ConnectionStatus.NOT_CONNECTED,
            changed_at=now,
            consented_at=None,
            trouble=None,
        )
