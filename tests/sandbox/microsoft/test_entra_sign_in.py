"""Signing people in: the authorization code flow as msal does it, and every way it can end."""

from __future__ import annotations

import html

import pytest
import requests
from microsoft_clients import REDIRECT_URI, answer_of, form_fields

from sandbox import seed

ADMIN = seed.ENTRA_USERS[0]


def _params(**changes: str) -> dict[str, str]:
    params = {
        "client_id": seed.APP_CLIENT_ID,
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": "openid profile offline_access",
        "state": "s 1/2",
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in (params | changes).items() if value}


def _authorize(cloud, browser, **changes: str) -> requests.Response:
    return browser.get(f"{cloud.at.pages}/{seed.TENANT_ID}/oauth2/v2.0/authorize", **_params(**changes))


@pytest.mark.parametrize("fields", [{"pick": ADMIN.name}, {"login": ADMIN.name, "passwd": ADMIN.password}])
def test_code_flow_with_pkce_and_nonce(cloud, browser, fields):
    """msal's own flow signs a user in, by a click or by password, and checks nonce, state and audience itself."""
    application = cloud.connector_app()
    flow = application.initiate_auth_code_flow([], redirect_uri=REDIRECT_URI, login_hint=ADMIN.name)

    back = answer_of(browser.submit(browser.get(flow["auth_uri"]), **fields))
    result = application.acquire_token_by_auth_code_flow(flow, back)

    claims = result["id_token_claims"]
    assert (claims["oid"], claims["tid"], claims["ver"]) == (ADMIN.object_id, seed.TENANT_ID, "2.0")
    assert (claims["preferred_username"], claims["name"]) == (ADMIN.name, ADMIN.display_name)
    assert tuple(claims["roles"]) == ADMIN.roles
    assert claims["sub"] != ADMIN.object_id
    assert cloud.claims(result["id_token"], seed.APP_CLIENT_ID)["iss"] == f"{cloud.authority}/v2.0"


def test_refresh_gives_a_token_for_the_api(cloud, browser):
    """msal's cache renews silently: the new access token is the connector's own, delegated, with the user's roles."""
    application = cloud.connector_app()
    flow = application.initiate_auth_code_flow([], redirect_uri=REDIRECT_URI)
    back = answer_of(browser.submit(browser.get(flow["auth_uri"]), pick=ADMIN.name))
    application.acquire_token_by_auth_code_flow(flow, back)

    scope = f"api://{seed.APP_CLIENT_ID}/access_as_user"
    result = application.acquire_token_silent([scope], account=application.get_accounts()[0])

    claims = cloud.claims(result["access_token"], seed.APP_CLIENT_ID)
    assert (claims["scp"], claims["roles"]) == ("access_as_user", list(ADMIN.roles))
    assert "idtyp" not in claims


def test_revoked_sessions_end_renewal(cloud, browser):
    """After an administrator revoked the sessions, refreshing answers AADSTS50173 and the browser signs in anew."""
    application = cloud.connector_app()
    flow = application.initiate_auth_code_flow([], redirect_uri=REDIRECT_URI)
    back = answer_of(browser.submit(browser.get(flow["auth_uri"]), pick=ADMIN.name))
    refresh_token = application.acquire_token_by_auth_code_flow(flow, back)["refresh_token"]

    cloud.control(cloud.at.entra, "sessions/revoke")

    result = application.acquire_token_by_refresh_token(refresh_token, [f"api://{seed.APP_CLIENT_ID}/.default"])
    assert (result["error"], result["error_codes"]) == ("invalid_grant", [50173])
    assert "Pick an account" in _authorize(cloud, browser).text


def _redeem(cloud, issued_code: str, **changes: str) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": seed.APP_CLIENT_ID,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": cloud.identity().get_token("api://AzureADTokenExchange/.default").token,
        "code": issued_code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": "v" * 43,
    }
    return cloud.post_token(**(form | changes))


def _code(cloud, browser) -> str:
    page = _authorize(cloud, browser, code_challenge="v" * 43, code_challenge_method="plain")
    return answer_of(browser.submit(page, pick=ADMIN.name))["code"]


def test_a_code_works_once(cloud, browser):
    """The second use of a code is refused."""
    code = _code(cloud, browser)

    assert _redeem(cloud, code).status_code == 200
    assert _redeem(cloud, code).json()["error_codes"] == [54005]


@pytest.mark.parametrize(
    ("changes", "error_code"),
    [
        ({"code_verifier": "w" * 43}, 501481),
        ({"redirect_uri": "http://localhost:7071/elsewhere"}, 500112),
        ({"code": "made-up"}, 9002313),
        ({"code": ""}, 900144),
    ],
)
def test_a_code_is_bound_to_its_request(cloud, browser, changes, error_code):
    """Verifier and address must be those of the authorization request."""
    assert _redeem(cloud, _code(cloud, browser), **changes).json()["error_codes"] == [error_code]


def test_a_code_lapses_after_ten_minutes(cloud, browser):
    """A code kept too long is refused."""
    code = _code(cloud, browser)
    cloud.control(cloud.at.entra, "clock", {"advanceS": 601})

    assert _redeem(cloud, code).json()["error_codes"] == [70008]


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:7071/api/auth/callback/",
        "http://localhost:7071/api/auth/callback?x=1",
        "http://LOCALHOST:7071/api/auth/callback",
        "https://elsewhere.example/",
    ],
)
def test_an_unregistered_address_gets_nothing(cloud, browser, uri):
    """The redirect URI has to match exactly; otherwise the person sees why and nobody is redirected."""
    page = _authorize(cloud, browser, redirect_uri=uri)

    assert (page.status_code, "Location" in page.headers) == (400, False)
    assert "AADSTS50011" in page.text


def test_hostile_text_is_escaped(cloud, browser):
    """What a request says is shown as text."""
    page = _authorize(cloud, browser, redirect_uri="<script>alert(1)</script>")

    assert "<script>alert" not in page.text
    assert html.escape("<script>alert(1)</script>") in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
        ({"scope": ""}, "invalid_request"),
        ({"scope": "openid api://unknown/x"}, "invalid_resource"),
        ({"scope": "openid https://graph.microsoft.com/SecurityEvents.Read.All"}, "consent_required"),
        ({"code_challenge": "short"}, "invalid_request"),
    ],
)
def test_other_refusals_go_back_to_the_client(cloud, browser, changes, error):
    """With a known address, the client hears the error and its own state."""
    back = answer_of(_authorize(cloud, browser, **changes))

    assert (back["error"], back["state"]) == (error, "s 1/2")
    assert back["error_description"].startswith("AADSTS")


def test_form_post_sends_the_same_fields(cloud, browser):
    """response_mode=form_post answers a page that posts code and state, not a redirect."""
    page = browser.submit(_authorize(cloud, browser, response_mode="form_post"), pick=ADMIN.name)

    assert page.status_code == 200
    assert f'action="{REDIRECT_URI}"' in page.text
    assert form_fields(page)["state"] == "s 1/2"
    assert len(form_fields(page)["code"]) > 40


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"login": ADMIN.name, "passwd": "wrong"}, "AADSTS50126"),
        ({"login": "nobody@sandbox.example", "passwd": "x"}, "AADSTS50034"),
        ({"login": ADMIN.name, "pick": ""}, "AADSTS50126"),
    ],
)
def test_a_failed_sign_in_can_be_repeated(cloud, browser, fields, code):
    """A wrong name or password shows the form again, and the right ones go on from there."""
    page = browser.submit(_authorize(cloud, browser), **fields)
    assert code in page.text

    assert "code" in answer_of(browser.submit(page, login=ADMIN.name, passwd=ADMIN.password))


def test_cancelling_is_access_denied(cloud, browser):
    """A person who turns back ends the flow with access_denied."""
    assert answer_of(browser.submit(_authorize(cloud, browser), cancel="1"))["error"] == "access_denied"


@pytest.mark.parametrize(("answer", "expected"), [("accept", "code"), ("deny", "error")])
def test_consent_is_asked_when_wanted(cloud, browser, answer, expected):
    """prompt=consent shows what is asked for; a refusal is access_denied with AADSTS65004."""
    page = browser.submit(_authorize(cloud, browser, prompt="consent"), pick=ADMIN.name)
    assert "Permissions requested" in page.text

    back = answer_of(browser.submit(page, answer=answer))

    assert expected in back
    assert answer == "accept" or "AADSTS65004" in back["error_description"]


def test_a_session_spares_the_page(cloud, browser):
    """Once signed in, the next request goes straight back, unless a fresh sign-in or another person is wanted."""
    browser.submit(_authorize(cloud, browser), pick=ADMIN.name)

    assert "code" in answer_of(_authorize(cloud, browser))
    assert "code" in answer_of(_authorize(cloud, browser, prompt="none"))
    assert "Pick an account" in _authorize(cloud, browser, prompt="login").text
    assert "Pick an account" in _authorize(cloud, browser, login_hint="reader@sandbox.example").text


def test_sign_out_ends_the_session(cloud, browser):
    """Sign-out goes back to registered addresses only, and the next request shows the page again."""
    browser.submit(_authorize(cloud, browser), pick=ADMIN.name)
    url = f"{cloud.at.pages}/{seed.TENANT_ID}/oauth2/v2.0/logout"

    assert browser.get(url, post_logout_redirect_uri=REDIRECT_URI).headers["Location"] == REDIRECT_URI
    assert "Pick an account" in _authorize(cloud, browser).text
    assert browser.get(url, post_logout_redirect_uri="https://elsewhere.example/").status_code == 200
