"""Bearer tokens: only those that Entra signed, for this app, of this tenant, and still good."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from azure.core.credentials import AccessToken
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from connector.adapters import library_logs
from connector.adapters.entra import EntraApp
from connector.errors import NotAuthenticatedError, RemoteRejectedError, RemoteUnavailableError
from tests.builders import OTHER_TENANT_ID, TENANT_ID
from tests.fakes import FakeClock
from tests.unit.adapters.wire import Answer, Asked, Wire, response

AUTHORITY = "https://login.sandbox.example"
CLIENT_ID = "22222222-2222-4222-8222-222222222222"
ISSUER = f"{AUTHORITY}/{TENANT_ID}/v2.0"
METADATA = f"{ISSUER}/.well-known/openid-configuration"
KEYS = f"{AUTHORITY}/{TENANT_ID}/discovery/v2.0/keys"
TOKENS = f"{AUTHORITY}/{TENANT_ID}/oauth2/v2.0/token"
CONFIGURATION = {
    "issuer": ISSUER,
    "jwks_uri": KEYS,
    "token_endpoint": TOKENS,
    "authorization_endpoint": f"{AUTHORITY}/{TENANT_ID}/oauth2/v2.0/authorize",
    "end_session_endpoint": f"{AUTHORITY}/logout",
}
REDIRECT_URI = "https://connector.sandbox.example/api/auth/callback"
OURS, FOREIGN = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class ManagedIdentity:
    """Proves the app to Entra."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """A token for the exchange."""
        return AccessToken("assertion", 0)


class Entra:
    """Metadata and keys; `keys` maps key ids to what is published under them."""

    def __init__(self) -> None:
        self.keys = {"key-1": OURS}
        self.trouble: list[Answer] = []
        self.granted: Answer = response(200, {"access_token": "a-token", "expires_in": 3600, "token_type": "Bearer"})
        self.wire = Wire(self._answer)

    def app(self, clock: FakeClock) -> EntraApp:
        """The app registration under test."""
        return EntraApp(
            authority=AUTHORITY,
            tenant_id=TENANT_ID,
            client_id=CLIENT_ID,
            exchange_audience="api://AzureADTokenExchange",
            identity=ManagedIdentity(),
            http=self.wire,
            clock=clock,
        )

    def asked_for_keys(self) -> int:
        """How often the keys were asked for."""
        return sum(asked.url == KEYS for asked in self.wire.asked)

    def _answer(self, asked: Asked) -> Answer:
        if self.trouble:
            return self.trouble.pop(0)
        if asked.url == METADATA:
            return response(200, CONFIGURATION)
        if asked.url == TOKENS:
            return self.granted
        algorithm = jwt.algorithms.RSAAlgorithm
        keys = [
            {**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"}
            for kid, key in self.keys.items()
        ]
        return response(200, {"keys": keys})


SCOPE = "https://graph.sandbox.example/.default"
TROUBLE: dict[str, Answer] = {
    "no answer": RemoteUnavailableError("Microsoft Entra ID", "no answer (ConnectTimeout)"),
    "503": response(503),
    "500 with JSON": response(500, {"error": "server_error"}),
    "a page": response(200, b"<html>"),
    "nothing": response(200),
    "too busy": response(429, {"error": "temporarily_unavailable"}),
}


@pytest.fixture
def entra() -> Entra:
    """An Entra that knows one key."""
    return Entra()


LONG_AGO, FAR_OFF = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""The library judges a token's times by the machine's clock: these are on the same side of it for long."""


def token(*, key: Any = OURS, kid: str | None = "key-1", alg: str = "RS256", **changes: Any) -> str:
    """A token, good but for what is asked for; a claim of None is left out."""
    good = {
        "aud": CLIENT_ID,
        "iss": ISSUER,
        "tid": TENANT_ID,
        "oid": "oid-1",
        "azp": "a-program",
        "nbf": LONG_AGO,
        "exp": FAR_OFF,
        "roles": ["Connector.Read", "Tickets.Share"],
    }
    claims = {name: value for name, value in {**good, **changes}.items() if value is not None}
    return jwt.encode(claims, key, algorithm=alg, headers={"kid": kid} if kid else {})


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


def test_keys_are_asked_for_once_a_day(entra: Entra, clock: FakeClock) -> None:
    """
    Not at every request.
    """
    app = entra.app(clock)

    for hours in (0, 12, 11.9, 0.2):
        clock.advance(hours=hours)
        app.caller_of(token())

    assert entra.asked_for_keys() == 2


def test_a_new_key_is_found_within_a_minute(entra: Entra, clock: FakeClock) -> None:
    """
    Entra rolls its keys over at any time.
    """
    app = entra.app(clock)
    app.caller_of(token())
    entra.keys = {"key-2": FOREIGN}
    clock.advance(minutes=1, seconds=1)

    assert app.caller_of(token(key=FOREIGN, kid="key-2")).object_id == "oid-1"
    with pytest.raises(NotAuthenticatedError):
        app.caller_of(token())


def test_forged_key_ids_are_no_load_on_entra(entra: Entra, clock: FakeClock) -> None:
    """
    Anybody can send a token: unknown key ids ask at most once a minute.
    """
    app = entra.app(clock)

    for number in range(50):
        with pytest.raises(NotAuthenticatedError):
            app.caller_of(token(kid=f"forged-{number}"))

    assert entra.asked_for_keys() == 1


@pytest.mark.parametrize(
    "trouble",
    [
        response(503),
        response(200, b"<html>"),
        response(200, {}),
        response(500, {"error": "x"}),
        RemoteUnavailableError("Microsoft Entra ID", "no answer"),
    ],
)
def test_without_keys_nobody_is_refused_for_good(entra: Entra, clock: FakeClock, trouble: Answer) -> None:
    """
    Trouble at Entra is trouble, not a wrong token; the next request works again.
    """
    app = entra.app(clock)
    entra.trouble = [trouble]

    with pytest.raises(RemoteUnavailableError):
        app.caller_of(token())


def test_in_trouble_keys_are_asked_for_once_a_minute(entra: Entra, clock: FakeClock) -> None:
    """
    Anybody can send a token: while Entra is away, each would wait for it to answer.
    """
    app = entra.app(clock)
    entra.trouble = [RemoteUnavailableError("Microsoft Entra ID", "no answer")]

    for _ in range(50):
        with pytest.raises(RemoteUnavailableError):
            app.caller_of(token())
    assert len(entra.wire.asked) == 1

    clock.advance(minutes=1, seconds=1)
    assert app.caller_of(token()).object_id == "oid-1"


def test_in_trouble_the_keys_that_are_there_go_on(entra: Entra, clock: FakeClock) -> None:
    """
    A token signed by one of them is as good as the day before; of another key nobody knows, so it is not refused.
    """
    app = entra.app(clock)
    app.caller_of(token())
    clock.advance(hours=25)
    entra.trouble = [RemoteUnavailableError("Microsoft Entra ID", "no answer")]

    assert app.caller_of(token()).object_id == "oid-1"
    with pytest.raises(RemoteUnavailableError):
        app.caller_of(token(kid="key-9"))


def test_an_empty_set_of_keys_is_trouble(entra: Entra, clock: FakeClock) -> None:
    """
    Entra always publishes some.
    """
    entra.keys = {}

    with pytest.raises(RemoteUnavailableError):
        entra.app(clock).caller_of(token())


def test_sign_out_leads_back_here(entra: Entra, clock: FakeClock) -> None:
    """
    To the address that the authority's own metadata names.
    """
    url = entra.app(clock).sign_out_url("https://connector.sandbox.example/")

    assert url == f"{AUTHORITY}/logout?post_logout_redirect_uri=https%3A%2F%2Fconnector.sandbox.example%2F"


def test_a_probe_asks_each_time(entra: Entra, clock: FakeClock) -> None:
    """
    What is known of Entra says nothing about how it is.
    """
    app = entra.app(clock)
    app.caller_of(token())
    app.probe()
    entra.trouble = [response(503)]

    with pytest.raises(RemoteUnavailableError):
        app.probe()


def test_nothing_is_asked_before_it_is_needed(entra: Entra, clock: FakeClock) -> None:
    """
    Building the container opens nothing.
    """
    entra.app(clock)

    assert entra.wire.asked == []


def test_the_app_proves_itself_with_its_identity(entra: Entra, clock: FakeClock) -> None:
    """
    By a signed assertion instead of a secret; the token is kept while it holds.
    """
    app = entra.app(clock)

    assert [app.app_token(SCOPE), app.app_token(SCOPE)] == ["a-token", "a-token"]
    (asked,) = (asked for asked in entra.wire.asked if asked.url == TOKENS)
    assert (asked.form["client_assertion"], asked.form["scope"]) == ("assertion", SCOPE)


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
def test_trouble_at_the_token_endpoint_may_pass(entra: Entra, clock: FakeClock, trouble: Answer) -> None:
    """
    For the app's own token and for a sign-in alike: try again later, no defect and no refusal.
    """
    entra.granted = trouble
    app = entra.app(clock)
    _, flow = app.begin_sign_in(REDIRECT_URI)

    with pytest.raises(RemoteUnavailableError):
        app.app_token(SCOPE)
    with pytest.raises(RemoteUnavailableError):
        app.complete_sign_in(flow, {"code": "a-code", "state": str(flow["state"])})


@pytest.mark.parametrize("trouble", [response(503), response(302), response(200, b"<html>"), response(404, {})])
def test_trouble_with_the_metadata_may_pass(entra: Entra, clock: FakeClock, trouble: Answer) -> None:
    """
    msal reads them first; the next request asks again.
    """
    app = entra.app(clock)
    entra.trouble = [trouble]

    with pytest.raises(RemoteUnavailableError):
        app.begin_sign_in(REDIRECT_URI)

    assert app.begin_sign_in(REDIRECT_URI)[0].startswith(CONFIGURATION["authorization_endpoint"])


def test_a_refusal_of_the_app_is_one(entra: Entra, clock: FakeClock) -> None:
    """
    Asking again gives the same; Entra's word for it says why.
    """
    entra.granted = response(401, {"error": "invalid_client", "error_description": "AADSTS7000215"})

    with pytest.raises(RemoteRejectedError, match="invalid_client"):
        entra.app(clock).app_token(SCOPE)


@pytest.mark.parametrize("answer", [{"state": "another", "code": "x"}, {"code": "x"}, {}])
def test_an_answer_to_another_sign_in_is_refused(entra: Entra, clock: FakeClock, answer: dict[str, str]) -> None:
    """
    Before the code is used.
    """
    app = entra.app(clock)
    _, flow = app.begin_sign_in(REDIRECT_URI)

    with pytest.raises(NotAuthenticatedError) as caught:
        app.complete_sign_in(flow, answer)

    assert caught.value.code == "sign_in_failed"
    assert not any(asked.url == TOKENS for asked in entra.wire.asked)


def test_an_id_token_of_another_sign_in_is_refused(entra: Entra, clock: FakeClock) -> None:
    """
    Its nonce belongs to another browser.
    """
    app = entra.app(clock)
    _, flow = app.begin_sign_in(REDIRECT_URI)
    entra.granted = response(
        200, {"access_token": "x", "token_type": "Bearer", "id_token": token(sub="s", nonce="another")}
    )

    with pytest.raises(NotAuthenticatedError) as caught:
        app.complete_sign_in(flow, {"code": "a-code", "state": str(flow["state"])})

    assert caught.value.code == "sign_in_failed"


def test_no_answer_of_the_token_endpoint_gets_into_the_log(
    entra: Entra, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """
    A broken one may hold most of a token; msal would log it whole.
    """
    library_logs.quiet()
    entra.granted = response(200, b'{"access_token": "secret-token"')

    with pytest.raises(RemoteUnavailableError):
        entra.app(clock).app_token(SCOPE)

    assert "secret-token" not in caplog.text
