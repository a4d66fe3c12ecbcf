"""What the app keeps in its vault, read with the app's own managed identity, so that logs can be searched for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import requests
from azure.core.credentials import AccessToken
from azure.keyvault.secrets import SecretClient

from sandbox import seed
from sandbox.demo.browser import TIMEOUT_S
from sandbox.launcher import Sandbox


class IdentityCredential:
    """Tokens of the function app's identity, as a process inside the app would get them. Collects those it got."""

    def __init__(self, session: requests.Session, endpoint: str) -> None:
        self._session = session
        self._endpoint = endpoint
        self.tokens: list[str] = []

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        """The credential protocol of the Azure libraries."""
        params = {
            "api-version": "2019-08-01",
            "resource": scopes[0].removesuffix("/.default"),
            "client_id": seed.IDENTITY_CLIENT_ID,
        }
        headers = {"X-IDENTITY-HEADER": seed.IDENTITY_HEADER}
        response = self._session.get(self._endpoint, params=params, headers=headers, timeout=TIMEOUT_S)
        response.raise_for_status()
        answer = response.json()
        self.tokens.append(answer["access_token"])
        return AccessToken(answer["access_token"], int(answer["expires_on"]))


def vault_secrets(sandbox: Sandbox) -> Iterator[tuple[str, str]]:
    """Name and value of every secret, of the parts of those that are JSON, and of the tokens used to read them."""
    credential = IdentityCredential(sandbox.session(), f"{sandbox.addresses.identity}/msi/token")
    with SecretClient(
        sandbox.addresses.keyvault,
        credential=credential,
        connection_verify=str(sandbox.certificates.ca),
    ) as vault:
        for properties in vault.list_properties_of_secrets():
            value = vault.get_secret(properties.name or "").value or ""
            yield f"vault secret {properties.name}", value
            for part, text in _parts(value):
                yield f"vault secret {properties.name}, {part}", text
    for token in credential.tokens:
        yield "identity token", token


def _parts(value: str) -> Iterator[tuple[str, str]]:
    try:
        content = json.loads(value)
    except ValueError:
        return
    if isinstance(content, dict):
        yield from ((name, text) for name, text in content.items() if isinstance(text, str))
