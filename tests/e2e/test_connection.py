"""The connection on the wire: who consents, how often tokens are fetched, what revoking and pushing do."""

from __future__ import annotations

import base64
import hmac
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from sandbox.demo.browser import Browser
from sandbox.demo.errors import DemoError
from sandbox.demo.known_secrets import KnownSecrets
from sandbox.launcher import Ports, Sandbox, SandboxConfig
from tests.e2e.conftest import SETTINGS, require_azurite
from tests.e2e.program import TIMEOUT_S, Json, Program, eventually

pytestmark = pytest.mark.e2e

PROCESSES = 2
WORKERS = 32
THREADS = {"PYTHON_THREADPOOL_THREAD_COUNT": str(WORKERS // PROCESSES)}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A sandbox of its own, connected: what happens to its connection disturbs no other test."""
    require_azurite()
    folder = tmp_path_factory.mktemp("connection")
    config = SandboxConfig(folder, Ports.from_environ({}, free=True), settings=SETTINGS | THREADS, workers=PROCESSES)
    with Sandbox(config) as running:
        program = Program(running.endpoints_file)
        program.connect()
        yield program


def control(program: Program, name: str, method: str, path: str, body: Json | None = None) -> Json:
    """One of a simulator's control paths."""
    url = f"{program.endpoints[name]}/_sandbox/{path}"
    response = program.session.request(method, url, json=body, timeout=TIMEOUT_S)
    assert response.ok, response.text
    answer: Json = response.json()
    return answer


def share_many(program: Program, count: int) -> list[Json]:
    """Singly shared tickets, until each has its record."""
    tickets = [program.share(action) for action in program.fresh_actions(count)]
    return [program.wait(ticket["id"], "created") for ticket in tickets]


def consent(program: Program, user: Json, *, press: str = "Allow") -> requests.Response:
    """Begin a consent and answer ServiceNow's page as this user; the page it ends on."""
    body = {
        "instance": program.endpoints["servicenow"],
        "clientId": program.endpoints["client_id"],
        "clientSecret": program.endpoints["client_secret"],
    }
    begun = program.send("PUT", "/api/connection", body)
    browser = Browser(requests.Session(), KnownSecrets())
    login = browser.open(begun.json()["authorizationUrl"])
    page = browser.submit(login, {"user_name": user["name"], "user_password": user["password"]})
    return browser.submit(page, {}, press=press)


def test_a_ticket_costs_no_secret_and_no_token(alone: Program) -> None:
    """
    In steady state neither Key Vault nor the token endpoint hears of a share.
    """
    share_many(alone, 4)  # Every process has its token by now.
    control(alone, "keyvault", "DELETE", "requests")
    control(alone, "servicenow", "DELETE", "wire-counts")

    share_many(alone, 6)

    assert control(alone, "keyvault", "GET", "requests")["requests"] == []
    assert control(alone, "servicenow", "GET", "wire-counts")["oauth"] == 0


def test_tokens_that_die_are_renewed_once_per_process(alone: Program) -> None:
    """
    However many workers meet the end of a token at the same moment: here 32, in two processes.
    """
    [ticket] = share_many(alone, 1)
    control(alone, "servicenow", "POST", "tokens", {"expire": "access"})
    control(alone, "servicenow", "DELETE", "wire-counts")
    start = threading.Barrier(WORKERS)

    def refresh(_: int) -> int:
        start.wait()
        return alone.send("POST", f"/api/tickets/{ticket['id']}/refresh").status_code

    with ThreadPoolExecutor(WORKERS) as pool:
        answers = list(pool.map(refresh, range(WORKERS)))

    assert answers == [200] * WORKERS
    assert 1 <= control(alone, "servicenow", "GET", "wire-counts")["oauth"] <= PROCESSES


def test_refresh_tokens_that_rotate_are_never_used_twice(alone: Program) -> None:
    """
    Where each refresh ends the token it used, the connection lives on through many renewals of several processes.
    """
    control(alone, "servicenow", "POST", "switches", {"rotateRefreshToken": True})
    for _ in range(3):
        control(alone, "servicenow", "POST", "tokens", {"expire": "access"})
        share_many(alone, 2)
    control(alone, "servicenow", "POST", "switches", {"rotateRefreshToken": False})

    eventually(lambda: alone.get("/api/connection")["status"] == "connected", "the connection works")


def test_doctor_finds_nothing_wrong(alone: Program) -> None:
    """
    The same settings file that names the app's dependencies lets an operator ask each of them.
    """
    settings = Path(alone.endpoints["ca"]).parent.parent / "local.settings.json"
    command = [sys.executable, "-m", "connector", "--settings", str(settings), "doctor"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "FAIL" not in done.stdout
    assert "CONNECTOR_OUTGOING_ADDRESS" in done.stdout


def test_a_signed_push_is_followed_at_once(alone: Program) -> None:
    """
    The ticket is read back before the answer; the same push a second time is refused.
    """
    [ticket] = share_many(alone, 1)
    made = alone.send("POST", "/api/connection/webhook-key").json()
    alone.servicenow.work_on(ticket, state="2")
    body = json.dumps({"table": ticket["kind"], "sysId": ticket["sysId"]}).encode()
    timestamp = str(int(time.time()))
    mac = hmac.digest(base64.b64decode(made["key"]), timestamp.encode() + b"." + body, "sha256")
    headers = {"X-Connector-Timestamp": timestamp, "X-Connector-Signature": base64.b64encode(mac).decode()}

    answers = [alone.session.post(made["url"], data=body, headers=headers, timeout=TIMEOUT_S) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 401]
    assert alone.ticket(ticket["id"])["state"] == "2"


def test_an_administrators_consent_waits_for_a_word(alone: Program) -> None:
    """
    Nothing is shared as an administrator before someone accepts, and accepting is on record.
    """
    page = consent(alone, alone.endpoints["personal_user"])
    connection = alone.get("/api/connection")
    assert "Is this the right user?" in page.text
    assert (connection["status"], connection["doubts"]) == ("confirm_user", ["administrator"])
    refused = alone.send("POST", "/api/tickets", alone.draft(alone.fresh_actions(1)[0]))
    assert refused.json()["error"]["code"] == "not_connected"

    alone.send("POST", f"/api/connection/{connection['connectionId']}/confirm")

    assert alone.get("/api/connection")["status"] == "connected"
    assert alone.get("/api/events")["items"][0]["name"] == "user_accepted"


def test_deny_is_said_and_costs_a_working_connection_nothing(alone: Program) -> None:
    """
    The page says what happened; the connection goes on.
    """
    with pytest.raises(DemoError, match=r"400: .*did not give its consent"):
        consent(alone, alone.endpoints["integration_user"], press="Deny")

    assert alone.get("/api/connection")["status"] == "connected"
    share_many(alone, 1)


def test_tickets_outlive_a_lost_consent(alone: Program) -> None:
    """
    Tokens revoked in ServiceNow show as attention; what was shared waits, and goes on after the next consent.
    """
    control(alone, "servicenow", "POST", "tokens", {"revoke": "all"})
    waiting = alone.share(alone.fresh_actions(1)[0])
    eventually(lambda: alone.get("/api/connection")["status"] == "attention", "the connection needs attention")
    assert alone.get("/api/connection")["lastError"]["code"] == "consent_needed"
    assert alone.ticket(waiting["id"])["delivery"] in ("queued", "creating")

    alone.connect()

    assert alone.wait(waiting["id"], "created", timeout_s=90)["number"]


def test_disconnecting_keeps_tickets_and_connecting_takes_them_up(alone: Program) -> None:
    """
    New shares are refused with a reason; the same instance is the same connection, with its tickets followed.
    """
    [ticket] = share_many(alone, 1)
    former = alone.get("/api/connection")["connectionId"]
    assert alone.send("DELETE", "/api/connection").json()["status"] == "not_connected"
    refused = alone.send("POST", "/api/tickets", alone.draft(alone.fresh_actions(1)[0]))
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_connected")

    alone.connect()
    alone.servicenow.work_on(ticket, state="2")

    assert alone.get("/api/connection")["connectionId"] == former
    eventually(lambda: alone.ticket(ticket["id"])["state"] == "2", "the ticket is followed again")
