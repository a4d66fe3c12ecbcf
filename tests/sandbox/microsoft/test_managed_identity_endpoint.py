"""The managed-identity endpoint, as azure-identity asks it and as a bare request does."""

from __future__ import annotations

import time

import jwt
import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ManagedIdentityCredential

from sandbox import seed


def _ask(cloud, *, header: str | None = seed.IDENTITY_HEADER, **params: str) -> requests.Response:
    query = {
        "api-version": "2019-08-01",
        "resource": "https://storage.azure.com/",
        "client_id": seed.IDENTITY_CLIENT_ID,
    }
    headers = {} if header is None else {"X-IDENTITY-HEADER": header}
    return requests.get(f"{cloud.at.pages}/msi/token", params=query | params, headers=headers, timeout=10)


def test_answer_has_the_platforms_shape(cloud):
    """`expires_on` is a string of epoch seconds, and the resource comes back as asked."""
    answer = _ask(cloud).json()

    assert set(answer) == {"access_token", "expires_on", "resource", "token_type", "client_id"}
    assert int(answer["expires_on"]) > time.time()
    assert answer["resource"] == "https://storage.azure.com/"


@pytest.mark.parametrize(
    "scope",
    [
        "https://storage.azure.com/.default",
        "https://graph.microsoft.com/.default",
        "api://AzureADTokenExchange/.default",
    ],
)
def test_azure_identity_gets_tokens(cloud, scope):
    """The unchanged credential class works against it, for every API the app calls."""
    token = cloud.identity().get_token(scope).token

    claims = cloud.claims(token, scope.removesuffix("/.default"))
    assert claims["oid"] == claims["sub"] == seed.IDENTITY_PRINCIPAL_ID


@pytest.mark.parametrize(
    ("header", "params", "status"),
    [
        (None, {}, 401),
        ("wrong", {}, 403),
        (seed.IDENTITY_HEADER, {"client_id": "5ec0de00-0000-4000-8000-00000000dead"}, 400),
        (seed.IDENTITY_HEADER, {"resource": "https://nowhere.example"}, 400),
        (seed.IDENTITY_HEADER, {"resource": "https://storage.azure.com/.default"}, 400),
        (seed.IDENTITY_HEADER, {"api-version": "2017-09-01"}, 400),
    ],
)
def test_wrong_questions_are_refused(cloud, header, params, status):
    """Header, identity, resource and version are all checked."""
    assert _ask(cloud, header=header, **params).status_code == status


def test_there_is_no_system_assigned_identity(cloud):
    """Without a client id, the credential fails, as it would on an app that has only a user-assigned identity."""
    with pytest.raises(ClientAuthenticationError):
        ManagedIdentityCredential().get_token("https://storage.azure.com/.default")


def test_storage_tokens_are_version_1(cloud):
    """Storage gets a version 1.0 token of the sts issuer."""
    claims = jwt.decode(_ask(cloud).json()["access_token"], options={"verify_signature": False})

    assert (claims["iss"], claims["ver"]) == (f"https://sts.windows.net/{seed.TENANT_ID}/", "1.0")
    assert claims["appid"] == seed.IDENTITY_CLIENT_ID
