"""A ServiceNow instance at the other end of the wire, as these tests steer it."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from connector.adapters.http import HttpClient
from connector.adapters.servicenow.desks import ServiceNowDesks
from connector.adapters.servicenow.fields import CORRELATION_DISPLAY, format_stamp
from connector.adapters.servicenow.oauth import ServiceNowOAuth
from connector.domain.authorization import TokenGrant
from connector.domain.connection import Connection
from connector.domain.draft import Kind
from connector.ports import Clock, TicketDesk
from connector.ports.servicenow import SERVICE
from sandbox import seed
from tests.builders import make_connection
from tests.fakes import FakeLeases, FakeSecrets

REDIRECT = "https://connector.sandbox.example/api/connection/callback"
_INPUT = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


class Instance:
    """The simulator by its URL: control paths, the integration user at the browser, and desks."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.url = url
        self.clock = clock
        self.http = HttpClient(SERVICE)
        self.oauth = ServiceNowOAuth(self.http, clock)

    @property
    def connection(self) -> Connection:
        """A connection to this instance, with the client it knows."""
        return replace(make_connection(), instance=self.url, client_id=seed.SERVICENOW_CLIENT_ID)

    def control(self, method: str, path: str, json: Any = None) -> Any:
        """A control request; the answer's JSON."""
        answer = requests.request(method, f"{self.url}/_sandbox/{path}", json=json, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def switch(self, **switches: Any) -> None:
        """Behave as some instances do."""
        self.control("POST", "switches", switches)

    def fail(self, kind: str, **fault: Any) -> None:
        """Answer the next requests with trouble."""
        self.control("POST", "fail", {"kind": kind, "next": 1, **fault})

    def rows(self, kind: Kind, ticket_id: str) -> list[dict[str, str]]:
        """The raw records made for a ticket."""
        found: list[dict[str, str]] = self.control("GET", f"records/{kind.value}?correlationId={ticket_id}")["records"]
        return found

    def change(self, kind: Kind, sys_id: str, *, at: datetime | None = None, **fields: str) -> None:
        """Someone else changes a record, at that time."""
        stamp = {"updatedOn": format_stamp(at)} if at else {}
        self.control("PATCH", f"records/{kind.value}/{sys_id}", {"fields": fields, "force": True, **stamp})

    def add_many(self, kind: Kind, ids: list[str], at: datetime, **fields: str) -> None:
        """This connector's records for these tickets, all updated in the same second."""
        template = {"short_description": "one of many", "correlation_display": CORRELATION_DISPLAY[kind], **fields}
        wish = {"table": kind.value, "count": len(ids), "template": template, "updatedOn": format_stamp(at)}
        self.control("POST", "bulk", {**wish, "sysIds": ids, "correlationIds": ids, "as": seed.INTEGRATION_USER.name})

    def requests(self) -> int:
        """REST requests received since the last call."""
        log = self.control("GET", "requests")["requests"]
        self.control("DELETE", "requests")
        return sum(entry["path"].startswith("/api/now/") for entry in log)

    def consent(self, url: str) -> tuple[str, str]:
        """The integration user logs in and allows: state and code, as the redirect brings them."""
        browser, user = requests.Session(), seed.INTEGRATION_USER
        page = browser.get(url, timeout=10)
        login = {"user_name": user.name, "user_password": user.password, "sys_action": "sysverb_login"}
        page = browser.post(f"{self.url}/login.do", data=_hidden(page) | login, timeout=10)
        press = _hidden(page) | {"oauth_auth_check_action": "authorize"}
        answer = browser.post(f"{self.url}/oauth_auth.do", data=press, allow_redirects=False, timeout=10)
        query = parse_qs(urlsplit(answer.headers["Location"]).query)
        return query["state"][0], query["code"][0]

    def grant(self) -> TokenGrant:
        """Tokens of the integration user, without a browser."""
        user = seed.INTEGRATION_USER
        client = {"client_id": seed.SERVICENOW_CLIENT_ID, "client_secret": seed.SERVICENOW_CLIENT_SECRET}
        form = {"grant_type": "password", "username": user.name, "password": user.password, **client}
        body = requests.post(f"{self.url}/oauth_token.do", data=form, timeout=10).json()
        return TokenGrant(body["access_token"], self.clock.now(), body["refresh_token"])

    def desks(self, secrets: FakeSecrets | None = None) -> ServiceNowDesks:
        """Desks that hold a refresh token of the integration user; the first request fetches an access token."""
        secrets = secrets or FakeSecrets()
        secrets.set(self.connection.client_secret_name, seed.SERVICENOW_CLIENT_SECRET)
        desks = ServiceNowDesks(secrets, self.oauth, self.http, self.clock, FakeLeases(), sleep=lambda _: None)
        desks.hold(self.connection, self.grant())
        return desks

    def desk(self) -> TicketDesk:
        """The desk of the integration user."""
        return self.desks().at(self.connection)


def _hidden(page: requests.Response) -> dict[str, str]:
    return {html.unescape(name): html.unescape(value) for name, value in _INPUT.findall(page.text)}
