"""The installation checklist as a whole: always complete, patient with trouble, bounded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connector.application.checks import TIME_LIMIT, run_checks
from connector.application.container import Container
from connector.domain.checklist import CHECK_IDS, Check, CheckStatus
from connector.domain.connection import ConnectionStatus, Doubt
from connector.errors import ConnectorError, NotConnectedError, RemoteRejectedError, RemoteUnavailableError
from tests.builders import INTEGRATION_USER, TENANT_ID, make_connection
from tests.fakes import FakeClock, FakeDesks, FakeInspector

HIDDEN = RemoteRejectedError("ServiceNow", "Insufficient rights to query records", status=403)
AWAY = RemoteUnavailableError("ServiceNow", "no answer (ConnectTimeout)")
NO_CONSENT = NotConnectedError("ServiceNow: access_denied", code="consent_needed")
QUESTIONS = ["registration", "release", "user", "roles", "visible", "search", "states", "mandatory"]


@pytest.fixture
def desks(c: Container) -> FakeDesks:
    """The desks of the container."""
    assert isinstance(c.desks, FakeDesks)
    return c.desks


@pytest.fixture
def inspector(desks: FakeDesks) -> FakeInspector:
    """The instance as the checklist sees it."""
    return desks.inspector


def found(c: Container, *, person_email: str = "") -> dict[str, Check]:
    """The checks by id, after a look that they are all there."""
    checks = run_checks(TENANT_ID, c, person_email=person_email).checks
    assert tuple(check.check_id for check in checks) == CHECK_IDS
    return {check.check_id: check for check in checks}


def fixes(checks: dict[str, Check], *ids: str) -> set[tuple[CheckStatus, str]]:
    """Status and fix of these checks, or of all."""
    return {
        (check.status, check.fix.code if check.fix else "") for id_, check in checks.items() if not ids or id_ in ids
    }


def test_everything_passes_where_all_is_well(c: Container) -> None:
    """
    Passed checks have nothing to fix.
    """
    checklist = run_checks(TENANT_ID, c)

    assert fixes(found(c)) == {(CheckStatus.PASSED, "")}
    assert checklist.status is ConnectionStatus.CONNECTED


def test_without_a_connection_every_check_is_unknown(unconnected: Container) -> None:
    """
    The list is complete from the first day on, as a plan of what will be looked at.
    """
    checklist = run_checks(TENANT_ID, unconnected)

    assert checklist.status is ConnectionStatus.NOT_CONNECTED
    assert fixes(found(unconnected)) == {(CheckStatus.UNKNOWN, "fix_connect_first")}


def test_before_the_consent_only_the_instance_is_looked_at(unconnected: Container) -> None:
    """
    No token is asked for that nobody consented to.
    """
    waiting = make_connection(status=ConnectionStatus.AWAITING_CONSENT, consented_at=None)
    unconnected.connections.establish(waiting)  # type: ignore[attr-defined]

    checks = found(unconnected)

    assert unconnected.desks.inspector.asked == ["knock"]  # type: ignore[attr-defined]
    assert checks["instance_awake"].status is CheckStatus.PASSED
    assert fixes(checks, "oauth_client", "read_incident") == {(CheckStatus.UNKNOWN, "fix_connect_first")}


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_refusal_never_stops_the_others(c: Container, inspector: FakeInspector, question: str) -> None:
    """
    Whatever is refused, at most its own checks and those that lean on it do not pass.
    """
    inspector.fail(question, HIDDEN, times=10)

    not_passed = [check for check in found(c).values() if check.status is not CheckStatus.PASSED]

    assert 1 <= len(not_passed) <= 4
    assert len(set(inspector.asked)) == len(QUESTIONS) + 1


def test_an_instance_that_does_not_answer_is_asked_nothing_more(c: Container, inspector: FakeInspector) -> None:
    """
    Two dozen time-outs would tell no more than one.
    """
    inspector.fail("knock", AWAY)

    checks = found(c)

    assert inspector.asked == ["knock"]
    assert checks["instance_awake"].status is CheckStatus.FAILED
    assert fixes(checks, "oauth_client", "read_incident", "rate_limit") == {(CheckStatus.UNKNOWN, "fix_no_answer")}


def test_the_token_endpoint_is_asked_once_and_now(c: Container, desks: FakeDesks) -> None:
    """
    An access token that still lives would hide that the secret or the consent is gone.
    """
    found(c)

    assert len(desks.renewals) == 1
    assert desks.renewals[0][1].days > 315_360_000 / 86_400  # the longest lifetime that administrators set


def test_a_refused_refresh_leaves_the_connection_alone(c: Container, desks: FakeDesks) -> None:
    """
    The catch-all 401 is reported with all its causes; giving up the consent is not the checklist's to decide.
    """
    before = c.connections.current(TENANT_ID)
    desks.fail("renew", NO_CONSENT)

    checks = found(c)

    assert fixes(checks, "oauth_client") == {(CheckStatus.FAILED, "fix_oauth_catch_all")}
    assert checks["read_incident"].status is CheckStatus.PASSED
    assert c.connections.current(TENANT_ID) == before


def test_without_any_token_nothing_more_is_asked(c: Container, desks: FakeDesks, inspector: FakeInspector) -> None:
    """
    Every further question would be one more refused token request.
    """
    desks.fail("renew", NO_CONSENT)
    inspector.fail("registration", NO_CONSENT)

    checks = found(c)

    assert inspector.asked == ["knock", "registration"]
    assert fixes(checks, "oauth_client") == {(CheckStatus.FAILED, "fix_oauth_catch_all")}
    assert fixes(checks, "read_incident", "states_incident") == {(CheckStatus.UNKNOWN, "fix_oauth_catch_all")}


def test_secrets_that_are_gone_ask_for_a_new_connection(c: Container, desks: FakeDesks) -> None:
    """
    The text is ours, not ServiceNow's, and leads to the same steps.
    """
    desks.fail("renew", NotConnectedError("the secrets of this connection are gone", code="consent_needed"))

    assert fixes(found(c), "oauth_client") == {(CheckStatus.FAILED, "fix_oauth_catch_all")}


@pytest.mark.parametrize(
    "error",
    [RemoteUnavailableError("Key Vault", "no answer (ConnectTimeout)"), ConnectorError("a lease is held elsewhere")],
)
def test_trouble_on_our_side_says_nothing_about_the_instance(
    c: Container, desks: FakeDesks, error: ConnectorError
) -> None:
    """
    A key vault that does not answer must not send an administrator into ServiceNow.
    """
    desks.fail("renew", error)

    assert fixes(found(c), "oauth_client") == {(CheckStatus.UNKNOWN, "fix_check_again")}


def test_after_a_minute_nothing_more_is_asked(c: Container, inspector: FakeInspector, clock: FakeClock) -> None:
    """
    A caller gets an answer in time, with what was seen until then.
    """
    inspector.meanwhile("release", lambda: clock.advance(seconds=TIME_LIMIT.total_seconds()))

    checks = found(c)

    assert inspector.asked[-1] == "release"
    assert checks["release"].status is CheckStatus.PASSED
    assert fixes(checks, "user_active", "states_incident", "read_sys_user") == {
        (CheckStatus.UNKNOWN, "fix_check_again")
    }


def test_the_callers_own_account_is_recognised(c: Container) -> None:
    """
    Whoever asks must not be the integration user; the operator at a shell is nobody.
    """
    own = found(c, person_email=INTEGRATION_USER.email.upper())

    assert fixes(own, "user_not_personal") == {(CheckStatus.FAILED, "fix_user_personal")}
    assert fixes(found(c), "user_not_personal") == {(CheckStatus.PASSED, "")}


def test_doubts_of_the_consent_are_remembered(unconnected: Container) -> None:
    """
    Accepting a personal administrator on the record does not make it a good integration user.
    """
    admin = replace(INTEGRATION_USER, is_admin=True)
    doubtful = make_connection(integration_user=admin, doubts=(Doubt.ADMINISTRATOR, Doubt.OWN_ACCOUNT))
    unconnected.connections.establish(doubtful)  # type: ignore[attr-defined]

    checks = found(unconnected)

    assert checks["user_not_admin"].status is CheckStatus.FAILED
    assert checks["user_not_personal"].status is CheckStatus.FAILED
