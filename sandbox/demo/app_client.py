"""The app's HTTP contract, as a signed-in person's page uses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import requests

from sandbox.demo.browser import TIMEOUT_S
from sandbox.demo.errors import DemoError

Json = dict[str, Any]


class AppClient:
    """One session's calls. Every method raises DemoError when the app answers otherwise than it should."""

    def __init__(self, session: requests.Session, base_url: str) -> None:
        self._session = session
        self._base_url = base_url

    def me(self) -> Json:
        """Who is signed in, with roles."""
        return self._get("/api/me")

    def connection(self) -> Json:
        """The connection to ServiceNow and its status."""
        return self._get("/api/connection")

    def begin_connection(self, instance: str, client_id: str, client_secret: str) -> str:
        """The URL at which a person consents."""
        body = {"instance": instance, "clientId": client_id, "clientSecret": client_secret}
        return str(self._send("PUT", "/api/connection", body, expect=200)["authorizationUrl"])

    def actions(self) -> Iterator[Json]:
        """Every improvement action."""
        return self._pages("/api/actions")

    def draft(self, action_id: str, kind: str) -> Json:
        """The prefilled task for an action, as `share` takes it."""
        return self._get(f"/api/actions/{quote(action_id, safe='')}/draft", {"kind": kind})

    def share(self, draft: Json) -> Json:
        """The accepted ticket."""
        return self._send("POST", "/api/tickets", draft, expect=202)

    def share_bulk(self, drafts: list[Json]) -> list[Json]:
        """One result per draft, in their order: {"index", "status", "ticket" or "error"}."""
        results: list[Json] = self._send("POST", "/api/tickets/bulk", {"drafts": drafts}, expect=202)["results"]
        return results

    def tickets(self) -> Iterator[Json]:
        """Every ticket, newest first."""
        return self._pages("/api/tickets")

    def ticket(self, ticket_id: str) -> Json:
        """One ticket."""
        return self._get(f"/api/tickets/{ticket_id}")

    def summary(self) -> Json:
        """The two cards of the home page."""
        return self._get("/api/summary")

    def _pages(self, path: str) -> Iterator[Json]:
        cursor = None
        while True:
            page = self._get(path, {"cursor": cursor} if cursor else {})
            yield from page["items"]
            cursor = page.get("cursor")
            if not cursor:
                return

    def _get(self, path: str, params: Json | None = None) -> Json:
        return self._answer(self._session.get(self._base_url + path, params=params, timeout=TIMEOUT_S), expect=200)

    def _send(self, method: str, path: str, body: Json, *, expect: int) -> Json:
        # Browsers add Origin to what a page sends; the app refuses unsafe methods from elsewhere.
        headers = {"Origin": self._base_url}
        response = self._session.request(method, self._base_url + path, json=body, headers=headers, timeout=TIMEOUT_S)
        return self._answer(response, expect=expect)

    def _answer(self, response: requests.Response, *, expect: int) -> Json:
        if response.status_code != expect:
            path = response.url.removeprefix(self._base_url).partition("?")[0]
            raise DemoError(
                f"{response.request.method} {path} answered {response.status_code} "
                f"instead of {expect}: {_reason(response)}"
            )
        body: Json = response.json()
        return body


def _reason(response: requests.Response) -> str:
    try:
        error = response.json()["error"]
        fields = f" {error['fields']}" if error.get("fields") else ""
        return f"{error['code']}: {error['message']}{fields}"
    except (ValueError, KeyError, TypeError):
        return response.text[:300]
