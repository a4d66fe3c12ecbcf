"""Metadata and keys: what clients read before anything else."""

from __future__ import annotations

import jwt
import pytest
import requests

from sandbox import seed


def _document(url: str) -> dict:
    answer = requests.get(f"{url}/.well-known/openid-configuration", timeout=10)
    assert answer.status_code == 200
    return answer.json()


def test_programs_are_sent_to_tls_and_people_to_plain_http(cloud):
    """Pages must open without a certificate warning; tokens and keys must not travel in the clear."""
    document = _document(f"{cloud.authority}/v2.0")

    assert document["issuer"] == f"{cloud.authority}/v2.0"
    assert document["token_endpoint"].startswith(cloud.at.entra)
    assert document["jwks_uri"].startswith(cloud.at.entra)
    assert document["authorization_endpoint"].startswith(cloud.at.pages)
    assert document["end_session_endpoint"].startswith(cloud.at.pages)


@pytest.mark.parametrize("name", ["common", "organizations"])
def test_shared_names_have_a_template_as_issuer(cloud, name):
    """The issuer of the shared documents holds a placeholder, which a client must not compare literally."""
    assert _document(f"{cloud.at.entra}/{name}/v2.0")["issuer"] == f"{cloud.at.entra}/{{tenantid}}/v2.0"


def test_version_1_has_its_own_issuer(cloud):
    """Tokens for Graph, Key Vault and Storage are version 1.0 tokens of another issuer."""
    assert _document(cloud.authority)["issuer"] == f"https://sts.windows.net/{seed.TENANT_ID}/"


def test_unknown_tenants_are_refused(cloud):
    """A tenant that does not exist answers AADSTS90002."""
    url = f"{cloud.at.entra}/5ec0de00-0000-4000-8000-00000000ffff/v2.0/.well-known/openid-configuration"
    answer = requests.get(url, timeout=10)

    assert (answer.status_code, answer.json()["error_codes"]) == (400, [90002])


def test_rotation_publishes_the_waiting_key_first(cloud):
    """A new signature needs a key that clients could already have read; the old one stays published."""
    before = cloud.machine_token()
    published = {
        key["kid"] for key in requests.get(f"{cloud.authority}/discovery/v2.0/keys", timeout=10).json()["keys"]
    }
    assert len(published) == 2

    current = cloud.control(cloud.at.entra, "keys/rotate", {"keepOld": True})["kid"]

    assert current in published
    assert jwt.get_unverified_header(cloud.machine_token())["kid"] == current
    assert cloud.claims(before, seed.APP_CLIENT_ID)["tid"] == seed.TENANT_ID


def test_a_withdrawn_key_makes_old_tokens_worthless(cloud):
    """Without the old key, a token signed before is refused by the services."""
    headers = {"Authorization": f"Bearer {cloud.graph_token()}"}
    url = f"{cloud.at.graph}/v1.0/security/secureScores?$top=1"
    assert requests.get(url, headers=headers, timeout=10).status_code == 200

    cloud.control(cloud.at.entra, "keys/rotate", {"keepOld": False})

    assert requests.get(url, headers=headers, timeout=10).json()["error"]["code"] == "InvalidAuthenticationToken"


def test_faults_come_in_entras_own_form(cloud):
    """Trouble at the token endpoint is JSON with an AADSTS code and, when asked for, Retry-After."""
    cloud.control(cloud.at.entra, "fail", {"kind": "status", "status": 503, "retryAfter": 2, "next": 1})

    answer = cloud.post_token(grant_type="client_credentials")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.json()["error"] == "temporarily_unavailable"
