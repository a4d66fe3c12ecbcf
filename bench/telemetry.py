"""What telemetry costs: requests through the functions, with nothing exported and with everything exported."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.measure import Figure
from bench.processes import peak_kib_of, run_python, seconds_of

_ROUNDS = 3
_STARTED = "from connector.bootstrap import spans; spans()"
_TARGET = "InstrumentationKey=5ec0de00-0000-4000-8000-0000000000e1;IngestionEndpoint={url}/"

SHARES = """
import os, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Ingestion(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"itemsReceived": 1, "itemsAccepted": 1, "errors": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Ingestion)
threading.Thread(target=server.serve_forever, daemon=True).start()
if EXPORT:
    os.environ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = TARGET.format(url=f"http://127.0.0.1:{server.server_port}")

from connector import bootstrap
from tests.builders import make_connection, make_score_card
from tests.fakes import FakeScores, make_container
from tests.unit.functions.app import App
from tests.unit.functions.conftest import SETTINGS
from tests.unit.functions.test_worker import run, ticket_job

os.environ.update(SETTINGS)
actions = [f"Action{number}" for number in range(COUNT + 20)]
c = make_container(scores=FakeScores(make_score_card(*actions)))
c.connections.establish(make_connection())
bootstrap.build = lambda settings: c
app = App(c)
headers = app.bearer("Connector.Read", "Tickets.Share")
draft = app.get(f"/api/actions/{actions[0]}/draft?kind=incident", headers=headers).json()

def share(action):
    answer = app.post("/api/tickets", {**draft, "actionId": action}, headers=headers)
    assert answer.status == 202, answer.body
    run("create_tickets_worker", ticket_job(answer.json()["id"]))

for action in actions[:20]:
    share(action)
busy = time.process_time()
for action in actions[20:]:
    share(action)
print((time.process_time() - busy) / COUNT)
"""
_COUNT = 200


def figures() -> Iterator[Figure]:
    """The app's own work for one ticket, storage and ServiceNow costing nothing; the first invocation; memory."""
    off, on = [], []
    for _ in range(_ROUNDS):
        off.append(_seconds_per_ticket(export=False))
        on.append(_seconds_per_ticket(export=True))
    off_s, on_s = statistics.median(off), statistics.median(on)
    yield Figure(
        "telemetry: share and create a ticket in memory (processor time), exporting / not", on_s / off_s, "ratio"
    )
    yield Figure("telemetry: added to a ticket (two invocations)", (on_s - off_s) * 1e6, "µs", at_most=3000)
    string = _TARGET.format(url="https://127.0.0.1")
    target = f"import os; os.environ['APPLICATIONINSIGHTS_CONNECTION_STRING'] = {string!r}"
    with_s, without_s = seconds_of([f"{target}; {_STARTED}", _STARTED], rounds=_ROUNDS)
    yield Figure("telemetry: added to a process's first invocation", with_s - without_s, "s")
    added = peak_kib_of(f"import connector.wiring; {target}; {_STARTED}") - peak_kib_of("import connector.wiring")
    yield Figure("telemetry: added memory", added / 1024, "MiB")


def _seconds_per_ticket(*, export: bool) -> float:
    """Processor seconds: machines are shared, and other programs must not count."""
    return float(run_python(f"EXPORT, COUNT, TARGET = {export}, {_COUNT}, {_TARGET!r}\n{SHARES}"))
