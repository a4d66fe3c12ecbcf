"""Rules of the installation checklist: the instance and its OAuth server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain import checklist as rules
from connector.domain.checklist import CHECK_IDS, Check
from connector.domain.observations import Knock, RateLimit, Refusal, Registration
from tests.builders import NOW

CALLBACK = "https://connector.sandbox.example/api/connection/callback"
ENTRY = Registration(active=True, redirect_uris=(CALLBACK,), access_life_s=1_800, refresh_life_s=8_640_000)
HIDDEN = Refusal(403, "Insufficient rights to query records")
FENCED = Refusal(403, "ScopeAccessNotGrantedException: read access to oauth_entity not granted")
AWAY = Refusal(0, "no answer (ConnectTimeout)")
CATCH_ALL = Refusal(401, "access_denied")


def outcome(check: Check) -> tuple[str, str]:
    """Status and code of the fix."""
    return check.status.value, check.fix.code if check.fix else ""


def test_ids_are_stable_and_single() -> None:
    """
    Programs name checks by these; none may appear twice.
    """
    assert len(CHECK_IDS) == len(set(CHECK_IDS)) == 25
    assert CHECK_IDS[:2] == ("instance_awake", "clock")


@pytest.mark.parametrize(
    ("knock", "expected"),
    [
        (Knock(401, NOW), ("passed", "")),
        (Refusal(200, "the instance is hibernating"), ("failed", "fix_wake_instance")),
        (AWAY, ("failed", "fix_no_answer")),
        (Refusal(403, "a page instead of JSON"), ("failed", "fix_ip_filter")),
    ],
)
def test_an_instance_that_does_not_answer_in_json_failed(knock: Knock | Refusal, expected: tuple[str, str]) -> None:
    """
    Without it nothing else can work, so here trouble that may pass counts too.
    """
    assert outcome(rules.check_instance(knock)) == expected


@pytest.mark.parametrize(
    ("ahead_s", "expected"),
    [(0, "passed"), (60, "passed"), (-60, "passed"), (61, "failed"), (-61, "failed")],
)
def test_clocks_may_differ_by_a_minute(ahead_s: int, expected: str) -> None:
    """
    What is seen says who is ahead.
    """
    check = rules.check_clock(Knock(401, NOW + timedelta(seconds=ahead_s)), NOW)

    assert check.status.value == expected
    assert check.seen == f"{ahead_s:+d} s"


@pytest.mark.parametrize("knock", [Knock(401, None), AWAY])
def test_a_clock_nobody_saw_is_unknown(knock: Knock | Refusal) -> None:
    """
    An answer without Date, or none.
    """
    assert outcome(rules.check_clock(knock, NOW)) == ("unknown", "fix_clock_look")


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        ("Jakarta", ("failed", "fix_release_old")),
        ("Kingston", ("passed", "")),
        ("Zurich", ("passed", "")),
        ("Australia", ("passed", "")),
        ("Brazil", ("passed", "")),
        ("", ("unknown", "fix_release_look")),
        (HIDDEN, ("unknown", "fix_release_look")),
        (AWAY, ("unknown", "fix_no_answer")),
    ],
)
def test_releases_before_kingston_failed(build: str | Refusal, expected: tuple[str, str]) -> None:
    """
    Names begin again at A after Zurich: the alphabet says nothing, and a name that is new here is a newer release.
    """
    assert outcome(rules.check_release(build)) == expected


@pytest.mark.parametrize(
    ("refresh", "expected"),
    [
        (None, ("passed", "")),
        (CATCH_ALL, ("failed", "fix_oauth_catch_all")),
        (Refusal(401, "Invalid client_id or client_secret."), ("failed", "fix_oauth_client")),
        (Refusal(401, "invalid_grant"), ("failed", "fix_consent_again")),
        (Refusal(503, "a page instead of JSON"), ("unknown", "fix_instance_down")),
        (Refusal(429, "an empty answer"), ("unknown", "fix_busy")),
        (Refusal(200, "the instance is hibernating"), ("unknown", "fix_wake_instance")),
    ],
)
def test_only_a_refusal_speaks_against_the_client(refresh: Refusal | None, expected: tuple[str, str]) -> None:
    """
    A token endpoint that sleeps or is overloaded says nothing about secret and consent.
    """
    assert outcome(rules.check_client(refresh, HIDDEN)) == expected


def test_a_client_that_was_switched_off_failed() -> None:
    """
    Tokens may still be given for a moment after its entry was made inactive.
    """
    assert outcome(rules.check_client(None, replace(ENTRY, active=False))) == ("failed", "fix_client_inactive")


@pytest.mark.parametrize(
    ("registration", "consented", "expected"),
    [
        (ENTRY, False, ("passed", "")),
        (replace(ENTRY, redirect_uris=()), True, ("failed", "fix_redirect_uri")),
        (replace(ENTRY, redirect_uris=(CALLBACK + "/",)), True, ("failed", "fix_redirect_uri")),
        (HIDDEN, True, ("passed", "")),
        (HIDDEN, False, ("unknown", "fix_redirect_look")),
        (FENCED, False, ("unknown", "fix_cross_scope")),
    ],
)
def test_the_redirect_url_is_registered_or_proven(
    registration: Registration | Refusal, consented: bool, expected: tuple[str, str]
) -> None:
    """
    ServiceNow compares it as a whole; where the registry is hidden, a consent that came back proves it.
    """
    check = rules.check_redirect(registration, CALLBACK, NOW if consented else None)

    assert outcome(check) == expected
    assert check.fix is None or check.params == {"redirect_uri": CALLBACK}


@pytest.mark.parametrize(
    ("registration", "expected"),
    [
        (ENTRY, ("passed", "")),
        (replace(ENTRY, access_life_s=299), ("failed", "fix_lifetimes_short")),
        (replace(ENTRY, refresh_life_s=86_400), ("failed", "fix_lifetimes_short")),
        (replace(ENTRY, refresh_life_s=0), ("unknown", "fix_lifetimes_look")),
        (HIDDEN, ("unknown", "fix_lifetimes_look")),
        (FENCED, ("unknown", "fix_cross_scope")),
    ],
)
def test_tokens_must_live_long_enough(registration: Registration | Refusal, expected: tuple[str, str]) -> None:
    """
    Five minutes for an access token, a week for a consent.
    """
    assert outcome(rules.check_lifetimes(registration)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (None, ("unknown", "fix_connect_first")),
        (0, ("failed", "fix_consent_again")),
        (14, ("failed", "fix_consent_soon")),
        (15, ("passed", "")),
    ],
)
def test_a_consent_that_ends_within_two_weeks_failed(days: int | None, expected: tuple[str, str]) -> None:
    """
    While there is still time to give a new one.
    """
    assert outcome(rules.check_consent(days)) == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (None, ("passed", "")),
        (RateLimit(200, None), ("passed", "")),
        (RateLimit(199, NOW), ("failed", "fix_rate_low")),
    ],
)
def test_a_rate_limit_must_leave_room(limit: RateLimit | None, expected: tuple[str, str]) -> None:
    """
    A plain instance has no rule and sends no headers.
    """
    assert outcome(rules.check_rate(limit)) == expected
