"""The installation checklist: rules that turn what was seen of an instance into checks, each with its fix.

Here are the instance and its OAuth server; `checklist_rights` has the integration user and what it may do.

`seen` quotes ServiceNow: columns, values and error texts as they are, in no language of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from connector.domain.draft import Kind
from connector.domain.fixes import Fix
from connector.domain.observations import Knock, RateLimit, Refusal, Registration

INSTANCE_AWAKE, RELEASE, OAUTH_CLIENT = "instance_awake", "release", "oauth_client"
REDIRECT_URI, TOKEN_LIFETIMES, CONSENT_DAYS = "redirect_uri", "token_lifetimes", "consent_days"
USER_ACTIVE, USER_INTERACTIVE, USER_TIME_ZONE = "user_active", "user_interactive", "user_time_zone"
USER_NOT_ADMIN, USER_NOT_PERSONAL = "user_not_admin", "user_not_personal"
CLOCK, RATE_LIMIT = "clock", "rate_limit"
READ_TABLES = ("incident", "change_request", "sys_choice", "sys_user")

CHECK_IDS: tuple[str, ...] = (
    INSTANCE_AWAKE,
    CLOCK,
    RELEASE,
    OAUTH_CLIENT,
    REDIRECT_URI,
    TOKEN_LIFETIMES,
    CONSENT_DAYS,
    USER_ACTIVE,
    USER_INTERACTIVE,
    USER_TIME_ZONE,
    USER_NOT_ADMIN,
    USER_NOT_PERSONAL,
    *(f"read_{table}" for table in READ_TABLES),
    *(f"create_{kind}" for kind in Kind),
    *(f"search_{kind}" for kind in Kind),
    *(f"states_{kind}" for kind in Kind),
    *(f"close_{kind}" for kind in Kind),
    RATE_LIMIT,
)
"""Every check, in the order in which they are shown; ids are stable."""

CLOCK_SKEW_MAX_S = 60
CONSENT_SOON_DAYS = 14
ACCESS_LIFE_MIN_S = 300
REFRESH_LIFE_MIN_S = 7 * 86_400
REQUESTS_MIN_PER_HOUR = 200
"""Reading changes every five minutes and sharing now and then takes about a hundred."""

_TOO_OLD = frozenset(
    ["aspen", "berlin", "calgary", "dublin", "eureka", "fuji", "geneva", "helsinki", "istanbul", "jakarta"]
)  # Before Kingston; names went on from A after Zurich.


class CheckStatus(StrEnum):
    """How a check came out. `failed` may also warn: its fix says what works all the same."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One item of the checklist. `params` fill the placeholders of title and fix."""

    check_id: str
    status: CheckStatus
    seen: str
    fix: Fix | None = None
    params: Mapping[str, str] = field(default_factory=dict)


def passed(check_id: str, seen: str) -> Check:
    """As it should be."""
    return Check(check_id, CheckStatus.PASSED, seen)


def failed(check_id: str, seen: str, fix_code: str, *, user: str = "", **params: str) -> Check:
    """Not as it should be; `user` is the sys_id whose record mends it."""
    return Check(check_id, CheckStatus.FAILED, seen, Fix.of(fix_code, user_sys_id=user), params)


def unknown(check_id: str, seen: str, fix_code: str, *, user: str = "", **params: str) -> Check:
    """Could not be seen; the fix says where to look."""
    return Check(check_id, CheckStatus.UNKNOWN, seen, Fix.of(fix_code, user_sys_id=user), params)


def check_instance(knock: Knock | Refusal) -> Check:
    """The instance is reachable, awake, and answers the REST API in JSON."""
    if isinstance(knock, Refusal):
        return failed(INSTANCE_AWAKE, str(knock), knock.fix_code)
    return passed(INSTANCE_AWAKE, f"HTTP {knock.status}")


def check_clock(knock: Knock | Refusal, now: datetime) -> Check:
    """Its clock and ours agree to a minute; a positive difference means that the instance is ahead."""
    if isinstance(knock, Refusal) or knock.server_time is None:
        return unknown(CLOCK, str(knock) if isinstance(knock, Refusal) else "Date: -", "fix_clock_look")
    skew_s = round((knock.server_time - now).total_seconds())
    if abs(skew_s) > CLOCK_SKEW_MAX_S:
        return failed(CLOCK, f"{skew_s:+d} s", "fix_clock", seconds=f"{skew_s:+d}")
    return passed(CLOCK, f"{skew_s:+d} s")


def check_release(build: str | Refusal) -> Check:
    """Kingston or later. A name that is not known here is taken for a newer one."""
    if isinstance(build, Refusal):
        return unknown(RELEASE, str(build), build.fix_or("fix_release_look"))
    if not build:
        return unknown(RELEASE, "glide.buildname: -", "fix_release_look")
    if build.casefold() in _TOO_OLD:
        return failed(RELEASE, f"glide.buildname={build}", "fix_release_old", release=build)
    return passed(RELEASE, f"glide.buildname={build}")


def check_client(refresh: Refusal | None, registration: Registration | Refusal) -> Check:
    """The token endpoint knows the client, its secret and the refresh token."""
    if refresh is not None:
        verdict = unknown if refresh.is_transient else failed
        return verdict(OAUTH_CLIENT, str(refresh), refresh.fix_code)
    if isinstance(registration, Registration) and not registration.active:
        return failed(OAUTH_CLIENT, "oauth_entity.active=false", "fix_client_inactive")
    return passed(OAUTH_CLIENT, "oauth_token.do: HTTP 200")


def check_redirect(registration: Registration | Refusal, redirect_uri: str, consented_at: datetime | None) -> Check:
    """The redirect URI is registered, or else a consent came back to it."""
    if isinstance(registration, Registration):
        urls = ", ".join(registration.redirect_uris) or "-"
        if redirect_uri in registration.redirect_uris:
            return passed(REDIRECT_URI, f"redirect_url={urls}")
        return failed(REDIRECT_URI, f"redirect_url={urls}", "fix_redirect_uri", redirect_uri=redirect_uri)
    if consented_at is not None:
        return passed(REDIRECT_URI, f"{consented_at:%Y-%m-%d}: {redirect_uri}?code=…")
    code = registration.fix_or("fix_redirect_look")
    return unknown(REDIRECT_URI, str(registration), code, redirect_uri=redirect_uri)


def check_lifetimes(registration: Registration | Refusal) -> Check:
    """Tokens live long enough to work with."""
    if isinstance(registration, Refusal):
        return unknown(TOKEN_LIFETIMES, str(registration), registration.fix_or("fix_lifetimes_look"))
    access_s, refresh_s = registration.access_life_s, registration.refresh_life_s
    seen = f"access_token_lifespan={access_s}, refresh_token_lifespan={refresh_s}"
    if not access_s or not refresh_s:
        return unknown(TOKEN_LIFETIMES, seen, "fix_lifetimes_look")
    if access_s < ACCESS_LIFE_MIN_S or refresh_s < REFRESH_LIFE_MIN_S:
        return failed(TOKEN_LIFETIMES, seen, "fix_lifetimes_short")
    return passed(TOKEN_LIFETIMES, seen)


def check_consent(days_left: int | None) -> Check:
    """The consent goes on for more than two weeks."""
    if days_left is None:
        return unknown(CONSENT_DAYS, "-", "fix_connect_first")
    if days_left == 0:
        return failed(CONSENT_DAYS, "0", "fix_consent_again")
    if days_left <= CONSENT_SOON_DAYS:
        return failed(CONSENT_DAYS, str(days_left), "fix_consent_soon", days=str(days_left))
    return passed(CONSENT_DAYS, str(days_left))


def check_rate(limit: RateLimit | None) -> Check:
    """A rate-limit rule, when there is one, leaves room for the work."""
    if limit is None:
        return passed(RATE_LIMIT, "X-RateLimit-Limit: -")
    seen = f"X-RateLimit-Limit: {limit.per_hour}"
    if limit.per_hour < REQUESTS_MIN_PER_HOUR:
        return failed(RATE_LIMIT, seen, "fix_rate_low", per_hour=str(limit.per_hour), needed=str(REQUESTS_MIN_PER_HOUR))
    return passed(RATE_LIMIT, seen)
