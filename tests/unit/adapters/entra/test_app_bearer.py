"""Bearer tokens: only those that Entra signed, for this app, of this tenant, and still good."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from connector.errors import NotAuthenticatedError
from tests.builders import OTHER_TENANT_ID, TENANT_ID
from tests.fakes import FakeClock
from tests.unit.adapters.entra.fake_entra import AUTHORITY, CLIENT_ID, FAR_OFF, FOREIGN, LONG_AGO, OURS, Entra, token


def test_a_good_token_says_who_asks(entra: Entra, clock: FakeClock) -> None:
    """
    Tenant, object id and roles; a program is named by its client id and is no browser.
    """
    caller = entra.app(clock).caller_of(token())

    assert (caller.tenant_id, caller.object_id, caller.name) == (TENANT_ID, "oid-1", "a-program")
    assert caller.roles == {"Connector.Read", "Tickets.Share"}
    assert not caller.in_browser


def test_a_person_is_named_as_entra_does(entra: Entra, clock: FakeClock) -> None:
    """
    With the address that finds them in ServiceNow.
    """
    caller = entra.app(clock).caller_of(token(name="A Person", preferred_username="person@sandbox.example"))

    assert (caller.name, caller.email) == ("A Person", "person@sandbox.example")


def test_both_spellings_of_the_audience_are_accepted(entra: Entra, clock: FakeClock) -> None:
    """
    By client id, as version 2.0 tokens have it, or by the application's URI.
    """
    assert entra.app(clock).caller_of(token(aud=f"api://{CLIENT_ID}")).object_id == "oid-1"


def _encode(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


BAD_CLAIMS = {
    "audience": {"aud": "33333333-3333-4333-8333-333333333333"},
    "audience of Graph": {"aud": "https://graph.sandbox.example"},
    "no audience": {"aud": None},
    "issuer": {"iss": f"{AUTHORITY}/{OTHER_TENANT_ID}/v2.0"},
    "issuer of version 1.0": {"iss": f"https://sts.sandbox.example/{TENANT_ID}/"},
    "no issuer": {"iss": None},
    "tenant": {"tid": OTHER_TENANT_ID},
    "no tenant": {"tid": None},
    "no object id": {"oid": None},
    "empty object id": {"oid": ""},
    "no program it was given to, as in an ID token": {"azp": None},
    "expired": {"exp": LONG_AGO},
    "no end": {"exp": None},
    "not yet valid": {"nbf": FAR_OFF},
}


@pytest.mark.parametrize("changes", BAD_CLAIMS.values(), ids=BAD_CLAIMS)
def test_a_token_that_is_not_for_us_is_refused(entra: Entra, clock: FakeClock, changes: dict[str, Any]) -> None:
    """
    Signed by the right key, but for another app or tenant, or out of its time.
    """
    with pytest.raises(NotAuthenticatedError):
        entra.app(clock).caller_of(token(**changes))


def unsigned() -> str:
    """A token that claims to need no signature."""
    return token(key=None, alg="none")


def signed_with_the_public_key() -> str:
    """A token whose HMAC key is the published key: some libraries fell for it."""
    head, body, _ = token().split(".")
    head = _encode(json.dumps({"alg": "HS256", "kid": "key-1", "typ": "JWT"}).encode())
    published = OURS.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signature = hmac.digest(published, f"{head}.{body}".encode(), "sha256")
    return f"{head}.{body}.{_encode(signature)}"


def with_another_body() -> str:
    """A signed token whose claims were exchanged."""
    head, _, signature = token(roles=[]).split(".")
    return f"{head}.{token(roles=['Connector.Admin']).split('.')[1]}.{signature}"


FORGERIES = {
    "a foreign key": token(key=FOREIGN),
    "unsigned": unsigned(),
    "another algorithm": token(alg="RS512"),
    "the public key as a secret": signed_with_the_public_key(),
    "exchanged claims": with_another_body(),
    "no signature": token().rpartition(".")[0] + ".",
    "no key id": token(kid=None),
    "unknown key id": token(kid="key-9"),
    "not a token": "not-a-token",
    "nothing": "",
    "odd letters": "ä.ö.ü",
}


@pytest.mark.parametrize("forged", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_token_is_refused(entra: Entra, clock: FakeClock, forged: str) -> None:
    """
    Whatever its header claims, the signature has to be RS256 by a key that Entra publishes.
    """
    with pytest.raises(NotAuthenticatedError):
        entra.app(clock).caller_of(forged)
