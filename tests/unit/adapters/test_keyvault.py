"""Secrets in a vault, by the real client library; its answers come from a function instead of a socket."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from azure.core.credentials import AccessToken
from requests.adapters import HTTPAdapter

from connector.adapters.keyvault import KeyVault
from connector.errors import NotFoundError, RemoteRejectedError, RemoteUnavailableError
from tests.unit.adapters.wire import response

URL = "https://connector.vault.azure.net"
CHALLENGE = 'Bearer authorization="https://login.sandbox.example/tenant", resource="https://vault.azure.net"'
Handler = Callable[[str, str, Any], requests.Response]


class Credential:
    """An identity whose tokens last."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        return AccessToken("token", 4_000_000_000)


class Vault:
    """The other end: challenges a request without a token, else answers by `handler(method, path, body)`."""

    def __init__(self) -> None:
        self.handler: Handler = lambda method, path, body: response(500)
        self.asked: list[str] = []

    def send(self, request: requests.PreparedRequest) -> requests.Response:
        if "Authorization" not in request.headers:
            return response(401, {}, {"WWW-Authenticate": CHALLENGE})
        path = urlsplit(str(request.url)).path
        self.asked.append(f"{request.method} {path}")
        return self.handler(str(request.method), path, json.loads(request.body) if request.body else None)


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Vault:
    """Every connection of the test ends here."""
    vault = Vault()

    def send(adapter: HTTPAdapter, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        answer = vault.send(request)
        answer.request, answer.url, answer.raw = request, str(request.url), SimpleNamespace()
        return answer

    monkeypatch.setattr(HTTPAdapter, "send", send)
    return vault


def error(status: int, code: str) -> requests.Response:
    """A refusal in the vault's form."""
    return response(status, {"error": {"code": code, "message": f"{code} for secret-name"}})


def bundle(value: str | None) -> requests.Response:
    """A secret."""
    body = {"id": f"{URL}/secrets/a-name/1", "attributes": {"enabled": True}}
    return response(200, body | ({"value": value} if value is not None else {}))


def test_a_secret_is_read_by_its_name(vault: Vault) -> None:
    """
    Its current version.
    """
    vault.handler = lambda method, path, body: bundle("s3cret")

    assert KeyVault(URL, Credential()).get("a-name") == "s3cret"
    assert vault.asked == ["GET /secrets/a-name/"]


@pytest.mark.parametrize("answer", [error(404, "SecretNotFound"), bundle(None)])
def test_a_secret_that_is_not_there_is_not_found(vault: Vault, answer: requests.Response) -> None:
    """
    Also one without a value.
    """
    vault.handler = lambda method, path, body: answer

    with pytest.raises(NotFoundError):
        KeyVault(URL, Credential()).get("a-name")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(error(403, "Forbidden"), RemoteRejectedError), (error(501, "NotImplemented"), RemoteUnavailableError)],
)
def test_trouble_names_the_vault_and_the_code(vault: Vault, answer: requests.Response, kind: type[Exception]) -> None:
    """
    The vault's message may name secrets and callers: only its code is kept.
    """
    vault.handler = lambda method, path, body: answer

    with pytest.raises(kind, match=r"^Key Vault: (Forbidden|NotImplemented)") as caught:
        KeyVault(URL, Credential()).get("a-name")

    assert "secret-name" not in str(caught.value)


def test_a_deleted_name_is_recovered_before_it_is_set(vault: Vault) -> None:
    """
    Purge protection keeps a deleted name taken: it comes back with the new value.
    """
    recovered: list[str] = []

    def handler(method: str, path: str, body: Any) -> requests.Response:
        if method == "POST":
            recovered.append(path)
            return bundle(None)
        if method == "PUT" and not recovered:
            return error(409, "Conflict")
        return bundle("new")

    vault.handler = handler

    KeyVault(URL, Credential()).set("a-name", "new")

    assert recovered == ["/deletedsecrets/a-name/recover"]
    assert vault.asked[-1] == "PUT /secrets/a-name"


def test_deleting_what_is_not_there_is_no_error(vault: Vault) -> None:
    """
    A disconnect that was interrupted can be repeated.
    """
    vault.handler = lambda method, path, body: error(404, "SecretNotFound")

    KeyVault(URL, Credential()).delete("a-name")

    assert vault.asked == ["DELETE /secrets/a-name"]


def test_a_refused_deletion_is_said(vault: Vault) -> None:
    """
    A secret that stays must not be taken for gone.
    """
    vault.handler = lambda method, path, body: error(403, "Forbidden")

    with pytest.raises(RemoteRejectedError):
        KeyVault(URL, Credential()).delete("a-name")


def test_nothing_is_sent_before_it_is_used(vault: Vault) -> None:
    """
    Building the container opens nothing.
    """
    KeyVault(URL, Credential())

    assert vault.asked == []
