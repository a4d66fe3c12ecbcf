"""Rules of the authorise page, the token endpoint and revocation."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sandbox import seed

DENIED = {"error_description": "access_denied", "error": "server_error"}


def _query(answer):
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (None, "Missing State parameter in request."),
        ("  ", "Missing State parameter in request."),
        ("a-b_c", "Invalid State parameter in request."),
    ],
)
def test_unusable_state_is_an_error_page(desk, state, text):
    """
    Without a state of letters and digits there is an error page and no redirect.
    """
    query = desk.authorize_query(state=state)

    answer = requests.get(f"{desk.url}/oauth_auth.do", params=query, allow_redirects=False, timeout=10)

    assert answer.status_code == 400
    assert text in answer.text


def test_lax_instance_needs_no_state(desk):
    """
    An upgraded instance accepts a request without state.
    """
    desk.switch(stateRequired=False)

    assert "code" in _query(desk.authorize(state=None))


def test_consent_is_for_whoever_is_logged_in(desk):
    """
    Without a session there is a login form; with one the consent page names that user at once.
    """
    browser, url = requests.Session(), f"{desk.url}/oauth_auth.do"
    first = browser.get(url, params=desk.authorize_query(), timeout=10)
    consent = desk.log_in(browser, first, "personal.admin")
    again = browser.get(url, params=desk.authorize_query(), timeout=10)

    assert 'name="user_password"' in first.text
    assert "Sandbox Administrator" in consent.text
    assert "Not You?" in again.text
    assert "Sandbox Administrator" in again.text


def test_not_you_ends_the_session(desk):
    """
    Not You? logs out and comes back to consent after another login.
    """
    browser = requests.Session()
    page = browser.get(f"{desk.url}/oauth_auth.do", params=desk.authorize_query(), timeout=10)
    consent = desk.log_in(browser, page, "personal.admin")
    target = consent.text.split('href="/logout.do', 1)[1].split('"', 1)[0]

    login = browser.get(f"{desk.url}/logout.do{target}", timeout=10)
    other = desk.log_in(browser, login)

    assert "Secure Score Integration" in other.text
    assert 'value="authorize"' in other.text


def test_allow_sends_code_and_state(desk):
    """
    Allow goes to the registered URL with a code of 86 characters and the state unchanged.
    """
    answer = desk.authorize(state="Zz90")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(desk.redirect + "?")
    assert _query(answer)["state"] == "Zz90"
    assert len(_query(answer)["code"]) == 86


def test_allow_needs_the_pages_own_token(desk):
    """
    A consent form without the session's sysparm_ck is refused.
    """
    browser = requests.Session()
    page = browser.get(f"{desk.url}/oauth_auth.do", params=desk.authorize_query(), timeout=10)
    consent = desk.log_in(browser, page)
    form = desk.form(consent) | {"sysparm_ck": "0" * 72, "oauth_auth_check_action": "authorize"}

    answer = browser.post(f"{desk.url}/oauth_auth.do", data=form, allow_redirects=False, timeout=10)

    assert answer.status_code == 403


def test_deny_redirects_or_not(desk):
    """
    Deny sends access_denied, or nothing at all by switch; the session stays.
    """
    browser = requests.Session()

    assert _query(desk.authorize(browser, press="deny")) == {"error": "access_denied", "state": "a1B2c3"}
    desk.switch(denyRedirect=False)
    silent = desk.authorize(browser, press="deny")
    assert (silent.status_code, "Location" in silent.headers) == (200, False)
    assert "code" in _query(desk.authorize(browser))


def test_unregistered_redirect_uri(desk):
    """
    An unregistered redirect_uri never gets a code: the first registered one does, or there is an error page.
    """
    assert desk.authorize(redirect_uri="http://evil.example/").headers["Location"].startswith(desk.redirect)
    assert desk.authorize(redirect_uri=desk.second_redirect).headers["Location"].startswith(desk.second_redirect)
    desk.switch(unregisteredRedirect="error")
    query = desk.authorize_query(redirect_uri="http://evil.example/")
    assert requests.get(f"{desk.url}/oauth_auth.do", params=query, timeout=10).status_code == 400


@pytest.mark.parametrize("trouble", [{"webServiceAccessOnly": True}, {"active": False}, {"locked": True}])
def test_unfit_users_cannot_consent(desk, trouble):
    """
    A web-service-only, inactive or locked user does not get past the login form, not even with a session.
    """
    browser = requests.Session()
    desk.authorize(browser)
    desk.control("POST", "users/secure.score.integration", trouble)

    page = browser.get(f"{desk.url}/oauth_auth.do", params=desk.authorize_query(), timeout=10)

    assert "User name or password invalid" in desk.log_in(browser, page).text


def test_fresh_token(desk):
    """
    A code gives opaque tokens, 1799 seconds, scope useraccount; the access token opens the API.
    """
    answer = desk.exchange(desk.code())

    token = answer.json()
    assert answer.status_code == 200
    assert (token["expires_in"], token["token_type"], token["scope"]) == (1799, "Bearer", "useraccount")
    assert len(token["access_token"]) == len(token["refresh_token"]) == 86
    assert desk.bearer(token["access_token"]) == 200


def test_codes_are_single_use_and_expire(desk):
    """
    A code works once, within its lifetime, and with the redirect_uri it was asked with.
    """
    code, late, elsewhere = desk.code(), desk.code(), desk.code()

    assert desk.exchange(code).status_code == 200
    assert desk.exchange(code).json() == DENIED
    assert desk.exchange(elsewhere, redirect_uri=desk.second_redirect).json() == DENIED
    desk.control("POST", "clock", {"advanceS": 601})
    assert desk.exchange(late).status_code == 401


def test_pkce(desk):
    """
    A code asked with a challenge needs its verifier; an entity that requires PKCE refuses a request without.
    """
    verifier = "v" * 50
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {"code_challenge": challenge, "code_challenge_method": "S256"}

    assert desk.exchange(desk.code(**asked), code_verifier="w" * 50).json() == DENIED
    assert desk.exchange(desk.code(**asked)).json() == DENIED
    assert desk.exchange(desk.code(**asked), code_verifier=verifier).status_code == 200
    desk.control("POST", "oauth-entity", {"pkceRequired": True})
    query = desk.authorize_query()
    assert requests.get(f"{desk.url}/oauth_auth.do", params=query, timeout=10).status_code == 400


def test_token_endpoint_reads_forms_only(desk):
    """
    JSON bodies and query parameters are refused; the client may stand in a Basic header.
    """
    pair = (seed.SERVICENOW_CLIENT_ID, seed.SERVICENOW_CLIENT_SECRET)
    user = {"username": desk.integration.name, "password": desk.integration.password}
    form = {"grant_type": "password"} | user
    full = form | {"client_id": pair[0], "client_secret": pair[1]}
    url = f"{desk.url}/oauth_token.do"

    assert requests.post(url, json=full, timeout=10).json() == DENIED
    assert requests.post(url, params=full, timeout=10).json() == DENIED
    assert requests.post(url, data=form, auth=pair, timeout=10).status_code == 200
    desk.switch(basicClientAuth=False)
    assert requests.post(url, data=form, auth=pair, timeout=10).status_code == 401


def test_second_grant_returns_the_same_tokens(desk):
    """
    Within its lifetime a further non-refresh grant returns the same access token with its expiry extended.
    """
    first = desk.exchange(desk.code()).json()
    desk.control("POST", "clock", {"advanceS": 1000})

    second = desk.exchange(desk.code()).json()

    assert second["access_token"] == first["access_token"]
    assert second["refresh_token"] == first["refresh_token"]
    assert second["expires_in"] == 1799


def test_refresh_keeps_the_refresh_token(desk):
    """
    A lapsed access token is replaced; the refresh token stays, and so does its expiry after 100 days.
    """
    first = desk.exchange(desk.code()).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    desk.control("POST", "clock", {"advanceS": 1801})
    assert desk.bearer(first["access_token"]) == 401

    renewed = desk.token(**refresh).json()

    assert renewed["refresh_token"] == first["refresh_token"]
    assert renewed["access_token"] != first["access_token"]
    assert desk.bearer(renewed["access_token"]) == 200
    desk.control("POST", "clock", {"advanceS": 8_640_000 - 1801})
    assert desk.token(**refresh).json() == DENIED


def test_rotation_ends_the_refresh_token_that_was_used(desk):
    """
    Where refresh tokens rotate, the used one is dead and the new one works.
    """
    desk.switch(rotateRefreshToken=True)
    first = desk.exchange(desk.code()).json()
    used = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    renewed = desk.token(**used).json()

    assert renewed["refresh_token"] != first["refresh_token"]
    assert desk.token(**used).json() == DENIED
    assert desk.token(**{**used, "refresh_token": renewed["refresh_token"]}).status_code == 200


def test_early_refresh_and_missing_refresh_token(desk):
    """
    Before the access token lapses a refresh gives a new or the same one; the refresh token may be left out.
    """
    first = desk.exchange(desk.code()).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}

    assert desk.token(**refresh).json()["access_token"] != first["access_token"]
    desk.switch(earlyRefresh="same", refreshOmitsRefreshToken=True)
    again, once_more = desk.token(**refresh).json(), desk.token(**refresh).json()
    assert again["access_token"] == once_more["access_token"]
    assert "refresh_token" not in again


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 401, "invalid_grant"),
        ({"grant_type": "password", "username": "nobody", "password": "x"}, 401, "invalid_grant"),
        ({"grant_type": "password", "client_secret": "x"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, 400, "unauthorized_client"),
        ({"grant_type": "pasword"}, 400, "unsupported_grant_type"),
    ],
)
def test_refusals_look_alike_unless_switched(desk, form, status, error):
    """
    Every refusal is 401 server_error/access_denied; by switch RFC 6749's words.
    """
    plain = desk.token(**form)
    desk.switch(tokenErrors="standard")
    standard = desk.token(**form)

    assert (plain.status_code, plain.json()) == (401, DENIED)
    assert (standard.status_code, standard.json()["error"]) == (status, error)


def test_unfit_user_gets_no_tokens(desk):
    """
    A user whose password needs a reset is refused by the token endpoint.
    """
    code = desk.code()
    desk.control("POST", "users/secure.score.integration", {"passwordNeedsReset": True})

    assert desk.exchange(code).json() == DENIED


def test_client_credentials(desk):
    """
    Once enabled, the client-credentials grant acts as the entity's application user, without a refresh token.
    """
    desk.switch(clientCredentials=True)
    assert desk.token(grant_type="client_credentials").status_code == 401
    desk.control("POST", "oauth-entity", {"applicationUser": desk.integration.name})

    token = desk.token(grant_type="client_credentials").json()

    assert "refresh_token" not in token
    assert desk.bearer(token["access_token"]) == 200


def test_revocation(desk):
    """
    oauth_revoke_token.do ends a token for anyone, oauth_revoke.do for its client only; both can be missing.
    """
    token = desk.exchange(desk.code()).json()
    url = f"{desk.url}/oauth_revoke_token.do"

    assert requests.get(url, params={"token": token["access_token"]}, timeout=10).status_code == 200
    assert desk.bearer(token["access_token"]) == 401
    form = {"token": token["refresh_token"]}
    assert requests.post(f"{desk.url}/oauth_revoke.do", data=form, timeout=10).status_code == 401
    client = {"client_id": seed.SERVICENOW_CLIENT_ID, "client_secret": seed.SERVICENOW_CLIENT_SECRET}
    assert requests.post(f"{desk.url}/oauth_revoke.do", data=form | client, timeout=10).status_code == 200
    assert desk.token(grant_type="refresh_token", refresh_token=token["refresh_token"]).json() == DENIED
    desk.switch(revokeTokenEndpoint=False)
    assert requests.get(url, timeout=10).status_code == 404


def test_operator_expires_and_revokes(desk):
    """
    Control lets access or refresh tokens lapse, or revokes them all.
    """
    token = desk.exchange(desk.code()).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"]}

    desk.control("POST", "tokens", {"expire": "access"})
    assert desk.bearer(token["access_token"]) == 401
    renewed = desk.token(**refresh).json()
    desk.control("POST", "tokens", {"revoke": "all"})
    assert desk.bearer(renewed["access_token"]) == 401
    assert desk.token(**refresh).status_code == 401
