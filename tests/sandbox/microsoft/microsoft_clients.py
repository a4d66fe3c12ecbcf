"""Short ways to ask the cloud for things, with clients it does not know, and a person's browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import msal
import requests
from azure.identity import ManagedIdentityCredential

from sandbox import seed
from sandbox.microsoft.addresses import Addresses

REDIRECT_URI = "http://localhost:7071/api/auth/callback"
API_SCOPE = f"api://{seed.APP_CLIENT_ID}/.default"


@dataclass(frozen=True)
class CloudClient:
    """The cloud at these addresses."""

    at: Addresses

    @property
    def authority(self) -> str:
        return f"{self.at.entra}/{seed.TENANT_ID}"

    def post_token(self, **form: str) -> requests.Response:
        """A bare token request."""
        return requests.post(f"{self.authority}/oauth2/v2.0/token", data=form, timeout=10)

    def machine_token(self, scope: str = API_SCOPE) -> str:
        """An app-only token of the machine client."""
        answer = self.post_token(
            grant_type="client_credentials",
            client_id=seed.MACHINE_CLIENT_ID,
            client_secret=seed.MACHINE_CLIENT_SECRET,
            scope=scope,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    def connector_app(self) -> msal.ConfidentialClientApplication:
        """The connector's registration, proving itself with the managed identity's token."""
        identity = self.identity()

        def assertion() -> str:
            return identity.get_token("api://AzureADTokenExchange/.default").token

        return msal.ConfidentialClientApplication(
            seed.APP_CLIENT_ID,
            authority=self.authority,
            client_credential={"client_assertion": assertion},
            instance_discovery=False,
        )

    @staticmethod
    def identity() -> ManagedIdentityCredential:
        """The function app's identity."""
        return ManagedIdentityCredential(client_id=seed.IDENTITY_CLIENT_ID)

    def graph_token(self) -> str:
        """A Graph token of the connector."""
        return self.connector_app().acquire_token_for_client([f"{self.at.graph}/.default"])["access_token"]

    def claims(self, token: str, audience: str) -> dict[str, Any]:
        """The verified claims of a token, checked with the published keys."""
        keys = jwt.PyJWKSet.from_dict(requests.get(f"{self.authority}/discovery/v2.0/keys", timeout=10).json())
        key = keys[jwt.get_unverified_header(token)["kid"]]
        return jwt.decode(token, key, algorithms=["RS256"], audience=audience)

    @staticmethod
    def control(simulator: str, path: str, body: object = None) -> Any:
        """POST to a control path of the simulator at this URL."""
        answer = requests.post(f"{simulator}/_sandbox/{path}", json={} if body is None else body, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()


class Browser:
    """A person's browser: follows what pages offer, keeps cookies, and stops at the connector's door."""

    def __init__(self) -> None:
        self._session = requests.Session()

    def get(self, url: str, **params: str) -> requests.Response:
        return self._session.get(url, params=params, allow_redirects=False, timeout=10)

    def submit(self, page: requests.Response, **fields: str) -> requests.Response:
        """Fill in the last form of a page."""
        action = re.findall(r'<form method="post" action="([^"]+)"', page.text)[-1]
        target = f"{'{0.scheme}://{0.netloc}'.format(urlsplit(page.url))}{action}"
        return self._session.post(target, data=form_fields(page) | fields, allow_redirects=False, timeout=10)


def form_fields(page: requests.Response) -> dict[str, str]:
    """The hidden fields of a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))


def answer_of(response: requests.Response) -> dict[str, str]:
    """The parameters a redirect carries back to the client."""
    assert response.status_code == 302, response.text
    return {name: values[0] for name, values in parse_qs(urlsplit(response.headers["Location"]).query).items()}
