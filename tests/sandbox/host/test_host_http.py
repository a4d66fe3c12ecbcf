"""The HTTP front of a running host."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.host import HostProcess, HostStartError
from sandbox.host.process import REPOSITORY

pytestmark = pytest.mark.e2e

SAMPLE_APP = Path(__file__).parent / "sample_app"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostProcess]:
    """One host for the tests that only read."""
    settings = {
        "RECORDS": str(tmp_path_factory.mktemp("records")),
        "JOBS_QUEUE": "jobs",
        "TICK_SCHEDULE": "0 0 0 1 1 *",
        "AzureWebJobsDisableHomepage": "true",
        "AzureWebJobs.at_startup.Disabled": "true",
        "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT": "2000",
    }
    with HostProcess(SAMPLE_APP, settings) as running:
        yield running


def test_request_arrives_as_the_host_hands_it_on(host: HostProcess):
    """
    Repeated query names are joined by commas, empty values dropped, header names in lower case, repeated ones joined.
    """
    with socket.create_connection(("127.0.0.1", int(host.url.rpartition(":")[2]))) as client:
        client.sendall(
            b"POST /echo/a/b%20c?x=1&X=2&empty=&y=a+b HTTP/1.1\r\nHost: app.example\r\nX-Two: 1\r\nX-Two: 2\r\n"
            b"X-Empty:\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: gopher\r\n"
            b"Content-Length: 3\r\nConnection: close\r\n\r\n\x00\xffz"
        )
        answer = client.makefile("rb").read()
    seen = json.loads(answer.partition(b"\r\n\r\n")[2])

    assert seen["url"] == "http://app.example/echo/a/b%20c?x=1&X=2&empty=&y=a+b"
    assert seen["params"] == {"x": "1,2", "y": "a b"}
    assert seen["routeParams"] == {"path": "a/b c"}
    assert seen["body"] == [0, 255, ord("z")]
    assert seen["headers"]["x-two"] == "1,2"
    assert "x-empty" not in seen["headers"]
    assert seen["headers"]["x-forwarded-proto"] == "http"
    client_seen, own = seen["headers"]["x-forwarded-for"].split(", ")
    assert client_seen == "203.0.113.9"
    assert own.startswith("127.0.0.1:")


def test_bytes_come_back_as_bytes(host: HostProcess):
    """
    Every byte value passes both ways, and a compressed body is handed on as it came.
    """
    body = bytes(range(256))
    answer = requests.post(f"{host.url}/bytes", data=body, headers={"Content-Encoding": "gzip"}, timeout=10)

    assert answer.content == body[::-1]
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_several_cookies_and_a_redirect(host: HostProcess):
    """
    Each Set-Cookie stands alone, with its attributes; status and headers are the function's.
    """
    answer = requests.get(f"{host.url}/cookies", allow_redirects=False, timeout=10)

    assert (answer.status_code, answer.headers["Location"], answer.headers["X-Kept"]) == (302, "/", "yes")
    assert answer.raw.headers.getlist("Set-Cookie") == [
        "session=a%3Db%3D%3D; max-age=60; path=/; secure; samesite=lax; httponly",
        "old=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/",
    ]


def test_a_string_is_plain_text(host: HostProcess):
    """
    A function that returns str answers 200 in text/plain.
    """
    answer = requests.get(f"{host.url}/text", timeout=10)

    assert (answer.text, answer.headers["Content-Type"]) == ("plain words", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "function"),
    [("/items/special", "special"), ("/items/5", "number"), ("/items/five", "name"), ("/", "catch_all")],
)
def test_the_most_particular_route_answers(host: HostProcess, path: str, function: str):
    """
    Literal before constrained before plain parameter before catch-all.
    """
    assert requests.get(host.url + path, timeout=10).json()["function"] == function


def test_wrong_method_is_not_found(host: HostProcess):
    """
    A path that exists for other methods only answers 404, empty.
    """
    answer = requests.delete(f"{host.url}/items/5", timeout=10)

    assert (answer.status_code, answer.content) == (404, b"")


def test_an_exception_answers_500_without_a_word(host: HostProcess, wait_for: Callable[..., Any]):
    """
    The caller learns nothing; the log holds the error with its stack.
    """
    answer = requests.get(f"{host.url}/raises?code=not-for-logs", timeout=10)

    assert (answer.status_code, answer.content) == (500, b"")
    line = wait_for(lambda: next((line for line in host.log_lines() if line.get("function") == "raises"), None))
    assert (line["outcome"], line["error"]) == ("failed", "ValueError: a function that fails")
    assert "function_app.py" in line["stack"]
    assert "not-for-logs" not in host.log_text()


def test_function_key_opens_its_function_only(host: HostProcess):
    """
    401 without or with a wrong key; the header wins over ?code=.
    """
    key = host.admin("GET", "/admin/functions/guarded/keys")["keys"][0]["value"]
    other = host.admin("GET", "/admin/functions/for_admins/keys")["keys"][0]["value"]
    url = f"{host.url}/guarded"

    def status(header: str | None = None, code: str | None = None) -> int:
        headers = {"x-functions-key": header} if header else {}
        return requests.get(url, headers=headers, params={"code": code} if code else {}, timeout=10).status_code

    assert [status(), status(other), status(code="wrong"), status("wrong", code=key)] == [401] * 4
    assert [status(key), status(code=key), status(host.master_key)] == [200] * 3


def test_admin_level_wants_the_master_key(host: HostProcess):
    """
    No other key opens a function of auth level admin.
    """
    own = host.admin("GET", "/admin/functions/for_admins/keys")["keys"][0]["value"]
    url = f"{host.url}/for-admins"

    assert requests.get(url, headers={"x-functions-key": own}, timeout=10).status_code == 401
    assert requests.get(url, headers={"x-functions-key": host.master_key}, timeout=10).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/admin/host/status"),
        ("GET", "/admin/host/stats"),
        ("GET", "/admin/functions"),
        ("POST", "/admin/functions/tick"),
        ("POST", "/admin/host/drain"),
    ],
)
def test_admin_paths_want_the_master_key(host: HostProcess, method: str, path: str):
    """
    401 without the key and with a wrong one.
    """
    assert requests.request(method, host.url + path, timeout=10).status_code == 401
    assert requests.request(method, host.url + path, headers={"x-functions-key": "no"}, timeout=10).status_code == 401


def test_admin_lists_functions_and_those_in_error(host: HostProcess):
    """
    A function whose setting is missing is listed with the reason; the others run.
    """
    listed = {item["name"]: item for item in host.admin("GET", "/admin/functions")}

    assert listed["item_by_number"]["route"] == "items/{id:int}"
    assert "NOT_SET_ANYWHERE" in listed["misconfigured"]["error"]
    assert "AzureWebJobsStorage" in listed["jobs"]["error"]
    assert "at_startup" not in listed


@pytest.mark.parametrize(("function", "status"), [("nothing", 404), ("echo", 400), ("tick", 202)])
def test_admin_runs_by_name(host: HostProcess, function: str, status: int):
    """
    202 for a timer, 404 for an unknown name, 400 for an HTTP function.
    """
    answer = requests.post(
        f"{host.url}/admin/functions/{function}", headers={"x-functions-key": host.master_key}, timeout=10
    )
    assert answer.status_code == status


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_413(host: HostProcess, chunked: bool):
    """
    FUNCTIONS_REQUEST_BODY_SIZE_LIMIT holds, with a length said in advance and without.
    """
    body = b"x" * 2001
    answer = requests.post(f"{host.url}/echo/x", data=iter([body]) if chunked else body, timeout=10)

    assert answer.status_code == 413
    assert requests.post(f"{host.url}/echo/x", data=body[:-1], timeout=10).status_code == 200


def test_log_lines_carry_extra_fields_and_the_invocation(host: HostProcess, wait_for: Callable[..., Any]):
    """
    A record's `extra` becomes fields; records of own threads belong to the invocation they name; Debug is off.
    """
    invocation = requests.get(f"{host.url}/logs", timeout=10).json()["invocationId"]

    lines = wait_for(
        lambda: [line for line in host.log_lines() if line.get("invocationId") == invocation][2:] and host.log_lines()
    )
    own = {line["message"]: line for line in lines if line.get("invocationId") == invocation}
    assert own["ticket_created"]["extra"] == {"ticket_id": "t1", "elapsed_ms": 4}
    assert own["ticket_created"]["category"] == "Function.logs.User"
    assert own["from a thread"]["level"] == "Warning"
    assert own["invocation"]["outcome"] == "succeeded"
    assert "not written" not in host.log_text()


def test_host_json_sets_log_levels_per_function(host: HostProcess, wait_for: Callable[..., Any]):
    """
    "Function.quiet": "Warning" hushes that function's information.
    """
    requests.get(f"{host.url}/quiet", timeout=10)

    wait_for(lambda: "heard" in host.log_text())
    assert "hushed by host.json" not in host.log_text()


def test_stats_count_invocations_and_failures(start_host: Callable[..., HostProcess]):
    """
    Per function how often and how often in vain; per worker its process, restarts and memory.
    """
    host = start_host(workers=1)
    for path in ("/text", "/text", "/raises"):
        requests.get(host.url + path, timeout=10)

    stats = host.stats()
    assert stats["functions"]["text"] == {"invocations": 2, "failures": 0, "running": 0}
    assert stats["functions"]["raises"] == {"invocations": 1, "failures": 1, "running": 0}
    assert [(worker["pid"], worker["restarts"]) for worker in stats["workers"]] == [(host.worker_pids()[0], 0)]
    assert stats["workers"][0]["peakRssKiB"] > 10_000


def test_requests_spread_over_the_workers(host: HostProcess):
    """
    Two requests at once run in two processes, even when one holds up its event loop.
    """
    with ThreadPoolExecutor(2) as clients:
        answers = list(
            clients.map(lambda _: requests.get(f"{host.url}/blocks/0.5", timeout=10).json()["pid"], range(2))
        )

    assert sorted(answers) == sorted(host.worker_pids())


@pytest.mark.parametrize(("threads", "least_s"), [("1", 0.8), ("2", 0.0)])
def test_thread_count_is_honoured(start_host: Callable[..., HostProcess], threads: str, least_s: float):
    """
    With PYTHON_THREADPOOL_THREAD_COUNT=1 two sync functions of one worker run one after the other, with 2 side by side.
    """
    host = start_host(workers=1, extra={"PYTHON_THREADPOOL_THREAD_COUNT": threads})
    with ThreadPoolExecutor(2) as clients:
        answers = list(clients.map(lambda _: requests.get(f"{host.url}/slow/0.4", timeout=10), range(2)))

    slowest = max(answer.elapsed.total_seconds() for answer in answers)
    assert least_s <= slowest
    assert least_s or slowest < 0.75


def test_the_load_balancer_stops_waiting(start_host: Callable[..., HostProcess], wait_for: Callable[..., Any]):
    """
    After the response limit the caller gets 504, and the function runs to its end.
    """
    host = start_host(workers=1, options=("--response-limit-s", "0.2"))

    assert requests.get(f"{host.url}/slow/0.6", timeout=10).status_code == 504
    wait_for(lambda: host.stats()["functions"]["slow"]["invocations"] == 1)
    assert host.stats()["functions"]["slow"]["failures"] == 0


def test_function_timeout_kills_the_worker(
    start_host: Callable[..., HostProcess], tmp_path: Path, wait_for: Callable[..., Any]
):
    """
    An invocation over functionTimeout takes its process with it; the next one gets a new process.
    """
    app = tmp_path / "app"
    app.mkdir()
    (app / "function_app.py").write_text((SAMPLE_APP / "function_app.py").read_text())
    content = json.loads((SAMPLE_APP / "host.json").read_text())
    (app / "host.json").write_text(json.dumps({**content, "functionTimeout": "00:00:01"}))
    host = start_host(app, workers=1)
    before = host.worker_pids()

    assert requests.get(f"{host.url}/slow/30", timeout=10).status_code == 500
    # On a busy machine the first call to the new process may itself take longer than the limit.
    answer = wait_for(lambda: found if (found := requests.get(f"{host.url}/pid", timeout=10)).ok else None)
    assert answer.json()["pid"] not in before


def test_homepage_hides_the_root(start_host: Callable[..., HostProcess]):
    """
    Without AzureWebJobsDisableHomepage the root is the platform's page, whatever routes there are.
    """
    host = start_host(workers=1, extra={"AzureWebJobsDisableHomepage": "false"})

    answer = requests.get(host.url, timeout=10)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "up and running" in answer.text


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {
                "function_app.py": "import azure.functions\nraise KeyError('WANTED')\n",
                "host.json": '{"version": "2.0"}',
            },
            "WANTED",
        ),
        ({"function_app.py": "x = 1\n", "host.json": '{"version": "2.0"}'}, "Could not find top level function app"),
        ({"function_app.py": "x = 1\n"}, "no host.json"),
        ({"function_app.py": "import os\nos._exit(7)\n", "host.json": '{"version": "2.0"}'}, "ended while loading"),
    ],
)
def test_an_app_that_does_not_load_ends_the_host(tmp_path: Path, files: dict[str, str], said: str):
    """
    Exit code 1, and the app's own exception in the log.
    """
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    with pytest.raises(HostStartError, match=r"exit code 1(.|\n)*" + said), HostProcess(tmp_path, {}):
        pass


def test_a_port_in_use_ends_the_host(host: HostProcess):
    """
    Exit code 1, saying so.
    """
    port = int(host.url.rpartition(":")[2])
    with pytest.raises(HostStartError, match="in use"), HostProcess(SAMPLE_APP, {}, port=port, workers=1):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop_lets_running_requests_finish(
    start_host: Callable[..., HostProcess], records: Any, number: signal.Signals
):
    """
    A request that runs when the signal comes gets its answer, then the host ends with 0.
    """
    host = start_host(workers=1)
    answers: list[int] = []
    client = threading.Thread(target=lambda: answers.append(requests.get(f"{host.url}/slow/1", timeout=10).status_code))
    client.start()
    records.wait("slow-started")

    os.kill(host.pid, number)

    assert host.wait(10) == 0
    client.join()
    assert answers == [200]


def test_stop_does_not_wait_for_ever(start_host: Callable[..., HostProcess], records: Any):
    """
    What runs longer than the grace period is cut off and answers 500; the exit code stays 0.
    """
    host = start_host(workers=1, options=("--grace-s", "0.3"))
    with ThreadPoolExecutor(1) as client:
        answer = client.submit(requests.get, f"{host.url}/slow/60", timeout=90)
        records.wait("slow-started")

        assert host.stop(timeout_s=10) == 0
        assert answer.result().status_code == 500
    assert "cut off" in host.log_text()


def test_command_line_explains_itself():
    """
    --help names the options.
    """
    done = subprocess.run(
        [sys.executable, "-m", "sandbox.host", "--help"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert "--app-dir" in done.stdout
