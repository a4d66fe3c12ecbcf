"""Rules of signed pushes."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest

from connector.domain.push import WINDOW, Push, new_key
from connector.errors import NotAuthenticatedError
from tests.builders import NOW

KEY = base64.b64encode(b"k" * 32).decode()
BODY = '{"table":"incident","sysId":"é"}'.encode()
AT = str(int(NOW.timestamp()))


def sign(key=KEY, timestamp=AT, body=BODY):
    """The signature as ServiceNow makes it."""
    mac = hmac.new(base64.b64decode(key), timestamp.encode() + b"." + body, hashlib.sha256)
    return base64.b64encode(mac.digest()).decode()


def test_the_signature_of_the_key_over_timestamp_and_body_fits():
    """
    It is answered in hex, one text for each signature.
    """
    assert Push(BODY, AT, sign()).verify(KEY) == base64.b64decode(sign()).hex()


@pytest.mark.parametrize(
    "push",
    [
        Push(BODY + b" ", AT, sign()),
        Push(BODY, str(int(AT) + 1), sign()),
        Push(BODY, AT, sign(new_key())),
        Push(BODY, AT, sign()[:-4]),
        Push(BODY, AT, sign() + "\n"),
        Push(BODY, AT, sign(body=b"." + BODY)),
        Push(BODY, AT, ""),
        Push(BODY, AT, "not base64"),
        Push(BODY, AT, "ключ"),
        Push(BODY, AT, base64.b64encode(bytes(32)).decode()),
    ],
)
def test_any_other_signature_is_refused(push):
    """
    Another body, time or key, a signature cut short or no signature at all: one error for all.
    """
    with pytest.raises(NotAuthenticatedError) as refused:
        push.verify(KEY)

    assert refused.value.code == "push_refused"


def test_without_a_key_nothing_fits():
    """
    Not even a signature by the key that stands in to spend the same time.
    """
    nobodys = base64.b64encode(bytes(32)).decode()

    with pytest.raises(NotAuthenticatedError):
        Push(BODY, AT, sign(nobodys)).verify(None)


@pytest.mark.parametrize("away", [timedelta(), WINDOW, -WINDOW])
def test_five_minutes_either_way_are_accepted(away):
    """
    Clocks differ, and an asynchronous rule may run late.
    """
    at = NOW + away

    assert Push(BODY, str(int(at.timestamp())), "").sent_at(NOW) == at


@pytest.mark.parametrize(
    "timestamp",
    [
        str(int((NOW - WINDOW).timestamp()) - 1),
        str(int((NOW + WINDOW).timestamp()) + 1),
        "0",
        "99999999999",
        "9" * 40,
        "",
        "-5",
        "1e9",
        f" {AT}",
        f"{AT}.0",
        "٣" * 10,
    ],
)
def test_another_time_is_refused(timestamp):
    """
    A second outside the window, and whatever is no number of seconds.
    """
    with pytest.raises(NotAuthenticatedError):
        Push(BODY, timestamp, "").sent_at(NOW)


def test_keys_are_fresh_and_long():
    """
    Thirty-two random bytes, in base64.
    """
    assert len(base64.b64decode(new_key(), validate=True)) == 32
    assert new_key() != new_key()


def test_nothing_secret_is_shown():
    """
    A push in a log or a traceback shows neither body nor signature.
    """
    assert sign() not in repr(Push(BODY, AT, sign()))
    assert "sysId" not in repr(Push(BODY, AT, sign()))
