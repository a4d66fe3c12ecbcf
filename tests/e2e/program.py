"""A program outside the app: it knows `endpoints.json`, gets itself a token and drives the HTTP API."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from sandbox.demo.browser import Browser
from sandbox.demo.known_secrets import KnownSecrets

TIMEOUT_S = 60
POLL_S = 0.2

Json = dict[str, Any]


def eventually[Found](look: Callable[[], Found], what: str, *, timeout_s: float = 60.0) -> Found:
    """What `look` finds, as soon as it finds something. Fails when it has not in time."""
    deadline = time.monotonic() + timeout_s
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {timeout_s:.0f} s: {what}"
        time.sleep(POLL_S)
    return found


class Service:
    """A simulator by its control paths: trouble on demand."""

    def __init__(self, session: requests.Session, url: str) -> None:
        self._session = session
        self._url = url

    def fail(self, **fault: Any) -> None:
        """Answer with this fault from now on."""
        self._call("POST", "fail", fault)

    def heal(self) -> None:
        """No faults."""
        self._call("DELETE", "fail")

    def _call(self, method: str, path: str, body: Any = None) -> Json:
        response = self._session.request(method, f"{self._url}/_sandbox/{path}", json=body, timeout=TIMEOUT_S)
        assert response.ok, f"{method} {path}: {response.status_code} {response.text}"
        answer: Json = response.json()
        return answer


class ServiceNow(Service):
    """The instance: what it holds besides."""

    def heal(self) -> None:
        """No faults, no added access rules, no delay."""
        self._call("DELETE", "fail")
        self._call("POST", "acl", {"denyInsert": []})
        self._call("POST", "latency", {"ms": 0})

    def refuse_inserts(self, *tables: str) -> None:
        """The integration user may not create records in these tables."""
        self._call("POST", "acl", {"denyInsert": list(tables)})

    def slow_down(self, milliseconds: int) -> None:
        """Every request takes so long."""
        self._call("POST", "latency", {"ms": milliseconds})

    def records_of(self, ticket: Json) -> list[Json]:
        """The records with this ticket's id as correlation_id, of its kind."""
        path = f"records/{ticket['kind']}?correlationId={ticket['id']}"
        records: list[Json] = self._call("GET", path)["records"]
        return records

    def count(self) -> int:
        """Records of both kinds."""
        counts = self._call("GET", "counts")
        return int(counts["incident"]) + int(counts["change_request"])

    def work_on(self, ticket: Json, **fields: str) -> None:
        """An agent changes the ticket's record."""
        self._call("PATCH", f"records/{ticket['kind']}/{ticket['sysId']}", {"fields": fields})

    def requests(self) -> list[Json]:
        """What was asked since `forget_requests`: path, status, `startedS`, `ms`; oldest first."""
        asked: list[Json] = self._call("GET", "requests")["requests"]
        return sorted(asked, key=lambda request: float(request["startedS"]))

    def forget_requests(self) -> None:
        """Start counting again."""
        self._call("DELETE", "requests")

    def set_fields(self, ticket: Json, **fields: str) -> None:
        """The record's fields become these, whatever its rules demand."""
        self._call("PATCH", f"records/{ticket['kind']}/{ticket['sysId']}", {"fields": fields, "force": True})

    def remove(self, ticket: Json) -> None:
        """The ticket's record is deleted."""
        self._call("DELETE", f"records/{ticket['kind']}/{ticket['sysId']}")

    def protect_fields(self, **fields: list[str]) -> None:
        """The integration user may write all but these fields, by table."""
        self._call("POST", "acl", {"readOnlyFields": fields})


class Program:
    """The API with a bearer token of the machine client, and the instance behind it."""

    def __init__(self, endpoints: Path) -> None:
        self.endpoints: Json = json.loads(endpoints.read_text("utf-8"))
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = self.endpoints["ca"]
        self.servicenow = ServiceNow(self.session, self.endpoints["servicenow"])
        self.graph = Service(self.session, self.endpoints["graph"])
        self._token = ""
        self._fresh: list[str] | None = None

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """One request; with the machine client's token unless `Authorization` is given."""
        sent = {
            **self.authorization(),
            **{name.replace("_", "-"): v for name, v in headers.items()},
        }
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if content is not None:
            sent.setdefault("Content-Type", "application/json")
        return self.session.request(
            method, self.endpoints["app"] + path, data=content, headers=sent, timeout=TIMEOUT_S, allow_redirects=False
        )

    def get(self, path: str) -> Json:
        """The JSON of a GET that succeeds."""
        response = self.send("GET", path)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    def share(self, action_id: str, kind: str = "incident", **headers: str) -> Json:
        """Share an action as it is prefilled; the accepted ticket."""
        response = self.send("POST", "/api/tickets", self.draft(action_id, kind), **headers)
        assert response.status_code == 202, response.text
        ticket: Json = response.json()
        return ticket

    def draft(self, action_id: str, kind: str = "incident") -> Json:
        """The prefilled task."""
        return self.get(f"/api/actions/{quote(action_id, safe='')}/draft?kind={kind}")

    def ticket(self, ticket_id: str) -> Json:
        """One ticket as it is now."""
        return self.get(f"/api/tickets/{ticket_id}")

    def tickets(self) -> list[str]:
        """Ids of all tickets."""
        found, cursor = [], ""
        while True:
            page = self.get(f"/api/tickets?cursor={cursor}")
            found += [item["id"] for item in page["items"]]
            if not (cursor := page["cursor"]):
                return found

    def fresh_actions(self, count: int) -> list[str]:
        """Improvement actions that nobody has shared; each is given out once."""
        if self._fresh is None:
            self._fresh = [
                item["id"] for item in self.get("/api/actions?ticket=without&limit=500&fields=brief")["items"]
            ]
        taken, self._fresh = self._fresh[:count], self._fresh[count:]
        assert len(taken) == count, "the catalogue is used up: share one action often, with allowAnother"
        return taken

    def wait(self, ticket_id: str, delivery: str, *, timeout_s: float = 60.0) -> Json:
        """The ticket as soon as its delivery is this. Fails when it ended otherwise, and when it has not in time."""

        def look() -> Json | None:
            ticket = self.ticket(ticket_id)
            ended = ticket["delivery"] in ("created", "failed")
            assert ticket["delivery"] == delivery or not ended, f"not {delivery}: {json.dumps(ticket)}"
            return ticket if ticket["delivery"] == delivery else None

        found = eventually(look, f"ticket {ticket_id} is {delivery}", timeout_s=timeout_s)
        assert found is not None
        return found

    def connect(self) -> None:
        """Register the instance and consent in a browser as the integration user."""
        body = {
            "instance": self.endpoints["servicenow"],
            "clientId": self.endpoints["client_id"],
            "clientSecret": self.endpoints["client_secret"],
        }
        begun = self.send("PUT", "/api/connection", body)
        assert begun.status_code == 200, begun.text
        user = self.endpoints["integration_user"]
        browser = Browser(requests.Session(), KnownSecrets())
        login = browser.open(begun.json()["authorizationUrl"])
        consent = browser.submit(login, {"user_name": user["name"], "user_password": user["password"]})
        browser.submit(consent, {}, press="Allow")
        connection = self.get("/api/connection")
        assert connection["status"] == "connected", connection

    def foreign_token(self, **wish: Any) -> str:
        """A token that Entra signs with other claims than ours."""
        url = f"{self.endpoints['entra']}/_sandbox/token"
        answer = self.session.post(url, json=wish, timeout=TIMEOUT_S).json()
        return str(answer.get("access_token") or answer.get("token"))

    def authorization(self) -> dict[str, str]:
        """The header that this program shows."""
        return {"Authorization": f"Bearer {self._bearer()}"}

    def _bearer(self) -> str:
        if not self._token:
            client = self.endpoints["machine_client"]
            metadata = self.session.get(
                f"{self.endpoints['entra']}/{self._tenant()}/v2.0/.well-known/openid-configuration"
            )
            form = {**client, "grant_type": "client_credentials"}
            answer = self.session.post(metadata.json()["token_endpoint"], data=form, timeout=TIMEOUT_S)
            assert answer.ok, answer.text
            self._token = answer.json()["access_token"]
        return self._token

    def _tenant(self) -> str:
        """The tenant whose sign-in page the app leads to."""
        start = self.session.get(f"{self.endpoints['app']}/api/auth/sign-in", allow_redirects=False, timeout=TIMEOUT_S)
        return urlsplit(start.headers["Location"]).path.split("/")[1]
