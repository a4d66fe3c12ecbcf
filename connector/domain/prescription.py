"""What an instance must hold before it can be connected: the OAuth client and the integration user, field by field.

Both the instructions of the setup and the fixes of the checklist are made from this. Labels are those of ServiceNow's
own forms, columns those of `oauth_entity` and `sys_user`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from connector.domain.connection import CONSENT_LIFE

ACCESS_LIFE = timedelta(minutes=30)
REFRESH_LIFE = CONSENT_LIFE
USER_ROLES = ("itil", "personalize_choices")
TIME_ZONE = "GMT"

WORDS: dict[str, str] = {
    "access_life_s": str(int(ACCESS_LIFE.total_seconds())),
    "refresh_life_s": str(int(REFRESH_LIFE.total_seconds())),
    "refresh_life_days": str(REFRESH_LIFE.days),
    "time_zone": TIME_ZONE,
    "user_roles": ", ".join(USER_ROLES),
}
"""Placeholders of texts about fixes."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its label, its column, and what it must hold; a bool is a box to tick or to clear."""

    label: str
    column: str
    value: str | bool


def oauth_client(redirect_url: str) -> list[Field]:
    """The entry of the application registry, an OAuth API endpoint for external clients."""
    return [
        Field("Name", "name", "Secure Score connector"),
        Field("Redirect URL", "redirect_url", redirect_url),
        Field("Active", "active", True),
        Field("Access Token Lifespan", "access_token_lifespan", WORDS["access_life_s"]),
        Field("Refresh Token Lifespan", "refresh_token_lifespan", WORDS["refresh_life_s"]),
    ]


def integration_user() -> list[Field]:
    """The user that consents and makes the tickets; its e-mail address is nobody's."""
    return [
        Field("User ID", "user_name", "secure.score.integration"),
        Field("Active", "active", True),
        Field("Locked out", "locked_out", False),
        Field("Password needs reset", "password_needs_reset", False),
        Field("Web service access only", "web_service_access_only", False),
        Field("Time zone", "time_zone", TIME_ZONE),
    ]
