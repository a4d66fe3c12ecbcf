"""Application tokens: secrets, the federated credential, and what the token endpoint refuses."""

from __future__ import annotations

import jwt
import msal
import pytest
import requests

from sandbox import seed

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _client_credentials(cloud, **changes: str) -> dict[str, str]:
    form = {
        "grant_type": "client_credentials",
        "client_id": seed.MACHINE_CLIENT_ID,
        "client_secret": seed.MACHINE_CLIENT_SECRET,
        "scope": f"api://{seed.APP_CLIENT_ID}/.default",
    }
    return form | changes


def test_machine_client_gets_all_roles(cloud):
    """A secret opens a version 2.0 token for the connector's API, app-only, with the three roles."""
    application = msal.ConfidentialClientApplication(
        seed.MACHINE_CLIENT_ID,
        authority=cloud.authority,
        client_credential=seed.MACHINE_CLIENT_SECRET,
        instance_discovery=False,
    )
    answer = application.acquire_token_for_client([f"api://{seed.APP_CLIENT_ID}/.default"])

    claims = cloud.claims(answer["access_token"], seed.APP_CLIENT_ID)
    assert set(claims["roles"]) == {seed.ROLE_READ, seed.ROLE_SHARE, seed.ROLE_ADMIN}
    assert (claims["idtyp"], claims["ver"], claims["azp"]) == ("app", "2.0", seed.MACHINE_CLIENT_ID)
    assert claims["iss"] == f"{cloud.authority}/v2.0"
    assert claims["oid"] == claims["sub"]
    assert "scp" not in claims


def test_programs_need_only_the_address(cloud):
    """The one tenant's token endpoint also answers without the tenant in its path, and is named in the metadata."""
    metadata = requests.get(f"{cloud.at.entra}/.well-known/openid-configuration", timeout=10).json()
    answer = requests.post(f"{cloud.at.entra}/oauth2/v2.0/token", data=_client_credentials(cloud), timeout=10)

    assert metadata["token_endpoint"] == f"{cloud.authority}/oauth2/v2.0/token"
    assert answer.json()["token_type"] == "Bearer"


def test_token_life_is_between_60_and_90_minutes(cloud):
    """The life varies, so that nobody relies on an hour."""
    lives = {cloud.post_token(**_client_credentials(cloud)).json()["expires_in"] for _ in range(6)}

    assert len(lives) > 1
    assert all(3600 <= life <= 5400 for life in lives)


def test_federated_credential_opens_graph(cloud):
    """The connector has no secret: its managed identity's token proves it."""
    answer = cloud.connector_app().acquire_token_for_client([f"{cloud.at.graph}/.default"])

    claims = cloud.claims(answer["access_token"], cloud.at.graph)
    assert (claims["appid"], claims["roles"]) == (seed.APP_CLIENT_ID, ["SecurityEvents.Read.All"])
    assert (claims["ver"], claims["iss"]) == ("1.0", f"https://sts.windows.net/{seed.TENANT_ID}/")


def test_graph_permission_can_be_withdrawn(cloud):
    """Without consent the token still comes, but without roles."""
    cloud.control(cloud.at.entra, "graph-permissions", {"principal": "app", "roles": []})

    assert "roles" not in cloud.claims(cloud.graph_token(), cloud.at.graph)


@pytest.mark.parametrize(
    ("changes", "status", "error", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_id": "5ec0de00-0000-4000-8000-00000000dead"}, 400, "unauthorized_client", 700016),
        ({"client_id": ""}, 400, "invalid_request", 900144),
        ({"scope": "User.Read"}, 400, "invalid_scope", 1002012),
        ({"scope": "https://nowhere.example/.default"}, 400, "invalid_resource", 500011),
        ({"scope": ""}, 400, "invalid_request", 900144),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
    ],
)
def test_refusals_carry_their_code(cloud, changes, status, error, code):
    """Every refusal is JSON with OAuth's word, the AADSTS number, a time and ids."""
    answer = cloud.post_token(**_client_credentials(cloud, **changes))

    body = answer.json()
    assert (answer.status_code, body["error"], body["error_codes"]) == (status, error, [code])
    assert body["error_description"].startswith(f"AADSTS{code}: ")
    assert {"timestamp", "trace_id", "correlation_id"} <= set(body)


def test_correlation_id_is_the_clients(cloud):
    """Support asks for the id the client sent."""
    correlation_id = "5ec0de00-0000-4000-8000-00000000c0de"
    url = f"{cloud.authority}/oauth2/v2.0/token"
    answer = requests.post(url, data={"x": "y"}, headers={"client-request-id": correlation_id}, timeout=10)

    assert answer.json()["correlation_id"] == correlation_id


def test_an_application_without_proof_is_refused(cloud):
    """Neither secret nor assertion: AADSTS7000218."""
    form = _client_credentials(cloud, client_id=seed.APP_CLIENT_ID)
    del form["client_secret"]

    assert cloud.post_token(**form).json()["error_codes"] == [7000218]


def _with_assertion(cloud, assertion: str):
    form = _client_credentials(cloud, client_id=seed.APP_CLIENT_ID, client_assertion=assertion)
    del form["client_secret"]
    return cloud.post_token(**form, client_assertion_type=ASSERTION_TYPE)


EXCHANGE = {"aud": "api://AzureADTokenExchange", "sub": seed.IDENTITY_PRINCIPAL_ID}


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"claims": EXCHANGE | {"sub": "somebody-else"}}, 700213),
        ({"claims": EXCHANGE | {"aud": "api://something-else"}}, 700212),
        ({"claims": EXCHANGE | {"iss": "https://issuer.example"}}, 700211),
        ({"claims": EXCHANGE, "expiresInS": -5}, 700024),
        ({"claims": EXCHANGE, "foreignKey": True}, 700027),
        ({"claims": EXCHANGE, "kid": "unknown"}, 700027),
        ({"claims": EXCHANGE, "alg": "none"}, 700027),
        ({"claims": EXCHANGE, "alg": "HS256"}, 700027),
    ],
)
def test_wrong_assertions_are_refused(cloud, wish, code):
    """Signature, issuer, audience, subject and time of the identity's token all count."""
    assertion = cloud.control(cloud.at.entra, "token", wish)["access_token"]

    answer = _with_assertion(cloud, assertion)

    assert (answer.status_code, answer.json()["error_codes"]) == (401, [code])


def test_the_right_assertion_is_taken(cloud):
    """The same form with every claim right works, so the refusals above have the reason they name."""
    assertion = cloud.control(cloud.at.entra, "token", {"claims": EXCHANGE})["access_token"]

    assert _with_assertion(cloud, assertion).status_code == 200
    assert _with_assertion(cloud, "not.a.token").json()["error_codes"] == [50027]


def test_the_shared_endpoint_is_not_for_this_application(cloud):
    """A single-tenant application cannot use /common."""
    url = f"{cloud.at.entra}/common/oauth2/v2.0/token"

    assert requests.post(url, data=_client_credentials(cloud), timeout=10).json()["error_codes"] == [50194]


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "HS256", "none"])
def test_minted_tokens_deviate_only_where_asked(cloud, algorithm):
    """The control path makes tokens nobody else would: any algorithm, expired, other claims."""
    wish = {"alg": algorithm, "claims": {"oid": "x", "azp": None}, "expiresInS": -5, "tenant": "other"}
    token = cloud.control(cloud.at.entra, "token", wish)["access_token"]

    claims = jwt.decode(token, options={"verify_signature": False})
    assert jwt.get_unverified_header(token)["alg"] == algorithm
    assert (claims["oid"], claims["tid"], claims["iss"]) == ("x", "other", f"{cloud.at.entra}/other/v2.0")
    assert claims["exp"] - claims["nbf"] >= 1
    assert "azp" not in claims
    assert claims["aud"] == seed.APP_CLIENT_ID


def test_a_wish_that_makes_no_sense_is_refused(cloud):
    """The control path says what it cannot do."""
    url = f"{cloud.at.entra}/_sandbox/token"

    assert requests.post(url, json={"alg": "ROT13"}, timeout=10).status_code == 400
    assert requests.post(url, json={"user": "nobody"}, timeout=10).status_code == 400
