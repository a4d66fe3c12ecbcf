"""One worker process of the app: `python -m bench.pages_worker`, its settings in the environment.

Reads one word per line and answers each with one line of JSON: the name of an HTTP function is called as the host
calls it, `bare NAME` sends again the storage requests of its last call and reads their answers, `memory` is asked of
the kernel. Answers: {"seconds", "calls"}, of `bare` also {"bytes"}, or {"kib"}.
"""

from __future__ import annotations

import json
import sys
import time
from types import SimpleNamespace
from typing import Any

import azure.functions as func
import requests

import function_app
from bench.drafts import make_caller
from bench.memory import peak_kib
from bench.wire import watched
from connector.bootstrap import container
from connector.functions.sessions import session_cookie
from sandbox import seed

_CONTEXT = SimpleNamespace(trace_context=SimpleNamespace(trace_parent=""))
"""What the host gives beside a request: no trace was begun outside."""


class Worker:
    """The app's functions, called by a person who signed in."""

    def __init__(self) -> None:
        self._functions = {f.get_function_name(): f.get_user_function() for f in function_app.app.get_functions()}
        self._cookie = session_cookie(make_caller(seed.TENANT_ID), container()).partition(";")[0]
        self._session = requests.Session()
        self._sent: dict[str, list[requests.PreparedRequest]] = {}

    def call(self, name: str) -> dict[str, Any]:
        """One GET. Raises RuntimeError unless it is answered with 200."""
        request = func.HttpRequest("GET", "http://localhost/", headers={"Cookie": self._cookie}, params={}, body=b"")
        self._sent[name] = sent = []

        def keep(request: requests.PreparedRequest) -> None:
            if request.method == "GET":  # Telemetry leaves as POST, whenever it likes.
                sent.append(request.copy())

        with watched(keep):
            started = time.perf_counter()
            answer = self._functions[name](request, _CONTEXT)
            seconds = time.perf_counter() - started
        if answer.status_code != requests.codes.ok:
            raise RuntimeError(f"{name}: {answer.status_code} {answer.get_body()!r}")
        return {"seconds": seconds, "calls": len(sent)}

    def repeat(self, name: str) -> dict[str, Any]:
        """The same requests again, one after the other."""
        sent = self._sent[name]
        read = 0
        started = time.perf_counter()
        for request in sent:
            answer = self._session.send(request, timeout=60)
            answer.raise_for_status()
            answer.json()
            read += len(answer.content)
        return {"seconds": time.perf_counter() - started, "calls": len(sent), "bytes": read}


def main() -> None:
    """Answer until the input ends."""
    worker = Worker()
    for line in sys.stdin:
        verb, _, name = line.strip().rpartition(" ")
        if name == "memory":
            answer = {"kib": peak_kib()}
        else:
            answer = worker.repeat(name) if verb == "bare" else worker.call(name)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
