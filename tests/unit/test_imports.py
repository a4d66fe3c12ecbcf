"""The app as the host loads it: nothing is read or opened, and every function has its binding."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]

LOAD = """
import json, logging, os, sys

class Refused(Exception):
    pass

def audit(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen"):
        raise Refused(event)
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        raise Refused(f"{event} {args[0]} {args[1]}")

sys.dont_write_bytecode = True
import azure.functions, azure.data.tables, azure.identity, azure.keyvault.secrets, azure.storage.queue
import bs4, cryptography.fernet, jwt, markdownify, msal, pydantic, requests
sys.addaudithook(audit)
import function_app

functions = function_app.app.get_functions()
print(json.dumps({
    "environ": sorted(os.environ),
    "handlers": len(logging.getLogger().handlers),
    "functions": [json.loads(each.get_function_json()) | {"name": each.get_function_name()} for each in functions],
    "sandbox": sorted(name for name in sys.modules if name.split(".")[0] in ("sandbox", "tests", "pytest")),
    "wired": "connector.wiring" in sys.modules,
}))
"""


@cache
def loaded() -> dict[str, Any]:
    """What a process knows that imported the app with an empty environment, no network and no right to write."""
    run = subprocess.run(
        [sys.executable, "-c", LOAD], cwd=REPOSITORY, env={}, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def bindings(kind: str) -> dict[str, dict[str, Any]]:
    """The triggers of one kind by function."""
    return {
        function["name"]: binding
        for function in loaded()["functions"]
        for binding in function["bindings"]
        if binding["type"] == kind
    }


def test_the_app_loads_with_an_empty_environment() -> None:
    """
    Without settings, network or anything to write to: an exception here would lose every function.
    """
    assert len(loaded()["functions"]) > 20
    assert loaded()["wired"] is False


def test_nothing_is_configured_by_the_import() -> None:
    """
    The host owns logging; the environment stays as it was; nothing of the sandbox or the tests comes along.
    """
    assert loaded()["handlers"] == 0
    assert set(loaded()["environ"]) <= {"LC_CTYPE"}
    assert loaded()["sandbox"] == []


def test_queues_have_their_workers() -> None:
    """
    Each job queue and its poison queue, on the app's own storage.
    """
    queues = {name: (binding["queueName"], binding["connection"]) for name, binding in bindings("queueTrigger").items()}

    assert queues == {
        "create_tickets_worker": ("ticket-jobs", "AzureWebJobsStorage"),
        "sync_connection_worker": ("sync-jobs", "AzureWebJobsStorage"),
        "give_up_worker": ("ticket-jobs-poison", "AzureWebJobsStorage"),
        "keep_sync_worker": ("sync-jobs-poison", "AzureWebJobsStorage"),
    }


def test_timers_take_their_schedules_from_settings() -> None:
    """
    They keep what they missed while the app was away.
    """
    timers = bindings("timerTrigger")

    assert {name: binding["schedule"] for name, binding in timers.items()} == {
        "sync_timer": "%SYNC_SCHEDULE%",
        "sweep_timer": "%SWEEP_SCHEDULE%",
    }
    assert all(binding["useMonitor"] for binding in timers.values())


def test_http_functions_check_their_callers_themselves() -> None:
    """
    The host lets everybody in; each answers one method, and no two share method and route.
    """
    http = bindings("httpTrigger")
    places = [(binding["methods"][0], binding["route"]) for binding in http.values()]

    assert {binding["authLevel"].lower() for binding in http.values()} == {"anonymous"}
    assert all(len(binding["methods"]) == 1 for binding in http.values())
    assert len(set(places)) == len(places)


def test_function_names_are_unique() -> None:
    """
    The host would drop one of two.
    """
    names = [function["name"] for function in loaded()["functions"]]

    assert len(set(names)) == len(names)


def test_host_json_puts_the_portal_at_the_root() -> None:
    """
    No prefix before routes; the encoding that the queue adapter writes; ten tries, for a kill counts as one.
    """
    extensions = json.loads((REPOSITORY / "host.json").read_text("utf-8"))["extensions"]

    assert extensions["http"] == {"routePrefix": ""}
    assert (extensions["queues"]["messageEncoding"], extensions["queues"]["maxDequeueCount"]) == ("base64", 10)
