"""Rules of a connection: its consent and countdown, its trouble, and who consented."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.connection import CONSENT_NEEDED, ConnectionStatus, Doubt, Trouble, doubts_about
from connector.errors import ConflictError
from tests.builders import INTEGRATION_USER, NOW, SHARER, make_connection

LATER = NOW + timedelta(hours=1)
TROUBLE = Trouble(CONSENT_NEEDED, "server_error", NOW, NOW)
HUNDRED_DAYS = timedelta(days=100)


@pytest.mark.parametrize(
    ("passed", "left"),
    [
        (timedelta(0), 100),
        (timedelta(seconds=1), 100),
        (timedelta(days=10), 90),
        (timedelta(days=99), 1),
        (timedelta(days=99, hours=1), 1),
        (HUNDRED_DAYS, 0),
        (timedelta(days=200), 0),
    ],
)
def test_consent_counts_down_from_a_hundred_days(passed, left):
    """
    A day that has begun still counts, and there are never less than none.
    """
    assert make_connection(consented_at=NOW - passed).days_left(NOW) == left


def test_without_consent_nothing_counts_down():
    """
    A connection that waits for its consent has no days left and no use.
    """
    connection = make_connection(consented_at=None, status=ConnectionStatus.AWAITING_CONSENT)

    assert connection.days_left(NOW) is None
    assert not connection.is_usable


@pytest.mark.parametrize(
    ("status", "usable"),
    [
        (ConnectionStatus.CONNECTED, True),
        (ConnectionStatus.ATTENTION, True),
        (ConnectionStatus.AWAITING_CONSENT, False),
        (ConnectionStatus.CONFIRM_USER, False),
        (ConnectionStatus.CONSENT_EXPIRED, False),
        (ConnectionStatus.NOT_CONNECTED, False),
    ],
)
def test_trouble_does_not_end_a_connection(status, usable):
    """
    A connection with trouble is used on; one whose consent is gone is not.
    """
    assert make_connection(status=status).is_usable is usable


def test_consent_starts_the_countdown_and_clears_trouble():
    """
    A new consent is a new hundred days as the user who gave it.
    """
    old = make_connection(status=ConnectionStatus.CONSENT_EXPIRED, trouble=TROUBLE)

    connection = old.consented(INTEGRATION_USER, (), NOW)

    assert (connection.status, connection.trouble) == (ConnectionStatus.CONNECTED, None)
    assert (connection.days_left(NOW), connection.integration_user) == (100, INTEGRATION_USER)


@pytest.mark.parametrize(
    ("days", "warning"), [(31, None), (30, 30), (15, 30), (14, 14), (7, 7), (2, 7), (1, 1), (0, 1)]
)
def test_ending_consent_is_a_warning_ever_more_urgent(days, warning):
    """
    At 30, 14, 7 days and on the last one.
    """
    connection = make_connection(consented_at=NOW - HUNDRED_DAYS + timedelta(days=days))

    assert connection.warning_days(NOW) == warning


def test_instance_may_give_its_consents_another_life():
    """
    Where the lifespan of refresh tokens can be read, it counts; a later consent keeps it.
    """
    connection = make_connection().consented(INTEGRATION_USER, (), NOW, life=timedelta(days=30))

    assert connection.days_left(NOW) == 30
    assert connection.consented(INTEGRATION_USER, (), NOW).days_left(NOW) == 30


def test_trouble_keeps_when_it_began():
    """
    The same error seen again is one trouble; another error is a new one.
    """
    first = make_connection().troubled("remote_unavailable", "no answer", NOW)
    again = first.troubled("remote_unavailable", "no answer", LATER)
    other = again.troubled("remote_rejected", "no right", LATER)

    assert (again.trouble.since, again.trouble.at) == (NOW, LATER)
    assert (other.trouble.since, other.status) == (LATER, ConnectionStatus.ATTENTION)


def test_one_refusal_is_not_the_end_of_a_consent():
    """
    ServiceNow says the same of a bad moment: only a refusal met again minutes later counts.
    """
    once = make_connection().troubled(CONSENT_NEEDED, "server_error", NOW)
    soon = once.troubled(CONSENT_NEEDED, "server_error", NOW + timedelta(seconds=119))
    later = soon.troubled(CONSENT_NEEDED, "server_error", NOW + timedelta(seconds=120))

    assert [c.status for c in (once, soon, later)] == [
        ConnectionStatus.ATTENTION,
        ConnectionStatus.ATTENTION,
        ConnectionStatus.CONSENT_EXPIRED,
    ]


@pytest.mark.parametrize(
    ("code", "age", "status"),
    [
        (CONSENT_NEEDED, HUNDRED_DAYS, ConnectionStatus.CONSENT_EXPIRED),
        (CONSENT_NEEDED, HUNDRED_DAYS - timedelta(seconds=1), ConnectionStatus.ATTENTION),
        ("remote_unavailable", HUNDRED_DAYS * 2, ConnectionStatus.ATTENTION),
    ],
)
def test_refusal_past_the_consents_life_means_it_expired(code, age, status):
    """
    At once, then; an outage says nothing about the consent, however old it is.
    """
    assert make_connection(consented_at=NOW - age).troubled(code, "no", NOW).status is status


@pytest.mark.parametrize(
    ("is_admin", "email", "doubts"),
    [
        (False, "integration@sandbox.example", ()),
        (True, "integration@sandbox.example", (Doubt.ADMINISTRATOR,)),
        (False, SHARER.email.upper(), (Doubt.OWN_ACCOUNT,)),
        (True, SHARER.email, (Doubt.ADMINISTRATOR, Doubt.OWN_ACCOUNT)),
        (False, "", ()),
    ],
)
def test_administrators_and_own_accounts_are_doubted(is_admin, email, doubts):
    """
    A person who consents as themselves, or as an administrator, likely forgot to log in as the integration user.
    """
    user = replace(INTEGRATION_USER, is_admin=is_admin, email=email)

    assert doubts_about(user, signed_in_email=SHARER.email) == doubts
    assert doubts_about(replace(user, is_admin=False, email=""), signed_in_email="") == ()


def test_doubted_user_waits_for_an_administrators_word():
    """
    Nothing works until someone accepts; the doubts stay on record.
    """
    waiting = make_connection().consented(INTEGRATION_USER, (Doubt.OWN_ACCOUNT,), NOW)
    accepted = waiting.accepted(LATER)

    assert (waiting.status, waiting.is_usable) == (ConnectionStatus.CONFIRM_USER, False)
    assert (accepted.is_usable, accepted.doubts) == (True, (Doubt.OWN_ACCOUNT,))


def test_only_a_doubted_user_can_be_accepted():
    """
    An accept that comes late, or twice, changes nothing.
    """
    with pytest.raises(ConflictError) as refused:
        make_connection().accepted(NOW)
    assert refused.value.code == "nothing_to_confirm"


def test_success_clears_trouble():
    """
    A connection that works again says since when, and nothing of the trouble.
    """
    connection = make_connection().troubled("remote_unavailable", "no answer", NOW).well(NOW + timedelta(minutes=5))

    assert (connection.status, connection.trouble) == (ConnectionStatus.CONNECTED, None)
    assert connection.last_success_at == NOW + timedelta(minutes=5)


def test_disconnected_keeps_where_it_was_connected():
    """
    Ticket history still names the instance; the consent is gone.
    """
    connection = make_connection().disconnected(NOW)

    assert (connection.status, connection.consented_at) == (ConnectionStatus.NOT_CONNECTED, None)
    assert connection.instance == make_connection().instance


def test_secret_names_are_new_with_each_connection():
    """
    A deleted name cannot be used again in a vault, so names hold the connection's id.
    """
    one, other = make_connection(connection_id="a" * 32), make_connection(connection_id="b" * 32)

    names = {
        name
        for c in (one, other)
        for name in (c.client_secret_name, c.offered_secret_name, c.refresh_token_name, c.webhook_key_name)
    }

    assert len(names) == 8
    assert all(name.replace("-", "").isalnum() for name in names)
