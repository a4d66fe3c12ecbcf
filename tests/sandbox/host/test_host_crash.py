"""Processes that die: workers, the host, and timers across restarts."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.host import HostProcess

pytestmark = pytest.mark.e2e

Start = Callable[..., HostProcess]
EVERY_MINUTE = {"TICK_SCHEDULE": "0 * * * * *"}


def test_requests_of_a_killed_worker_answer_500(start_host: Start, records: Any, wait_for: Callable[..., Any]):
    """
    Only those that ran in it; a new worker takes its place at once.
    """
    host = start_host(workers=2)
    before = set(host.worker_pids())
    with ThreadPoolExecutor(2) as clients:
        answers = [clients.submit(requests.get, f"{host.url}/slow/2", timeout=20) for _ in range(2)]
        first, _ = records.wait("slow-started", 2)
        os.kill(first["pid"], signal.SIGKILL)
        statuses = sorted(answer.result().status_code for answer in answers)

    assert statuses == [200, 500]
    after = set(wait_for(lambda: pids if len(pids := host.worker_pids()) == 2 else None))
    assert len(after - before) == 1
    assert first["pid"] not in after


def test_requests_wait_for_a_worker_to_come_back(start_host: Start):
    """
    With the only worker gone, the next request is answered by its successor.
    """
    host = start_host(workers=1)
    [pid] = host.worker_pids()
    os.kill(pid, signal.SIGKILL)

    # The host may learn of the death only when it has already handed the request over.
    statuses = [requests.get(f"{host.url}/pid", timeout=20).status_code for _ in range(2)]

    assert statuses[-1] == 200
    assert host.worker_pids() != [pid]


@pytest.mark.parametrize("busy", ["/slow/30", "/blocks/30"])
def test_workers_end_with_a_killed_host(
    start_host: Start, records: Any, wait_for: Callable[..., Any], lives: Callable[[int], bool], busy: str
):
    """
    kill -9 of the host ends its workers within moments, even one whose event loop is held up.
    """
    host = start_host(workers=2)
    workers = host.worker_pids()
    with ThreadPoolExecutor(1) as client:
        request = client.submit(requests.get, host.url + busy, timeout=60)
        records.wait(f"{busy.split('/')[1]}-started")
        host.kill()
        wait_for(lambda: not any(map(lives, workers)), 2)
        assert isinstance(request.exception(), requests.ConnectionError)


def write_status(folder: Path, last: datetime) -> None:
    status = {"Last": last, "Next": last + timedelta(minutes=1), "LastUpdated": last}
    file = folder / "timers/tick/status.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({name: moment.isoformat() for name, moment in status.items()}))


def test_missed_ticks_run_once_at_start(start_host: Start, records: Any, tmp_path: Path):
    """
    A host that was down for an hour calls a timer of every minute once, past due, with the old status.
    """
    last = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=1)
    write_status(tmp_path / "state", last)
    start_host(workers=1, extra=EVERY_MINUTE, state_dir=tmp_path / "state")

    [tick] = [tick for tick in records.wait("tick") if tick["pastDue"]]
    assert tick["status"]["Last"] == last.isoformat()


def test_a_timer_runs_in_one_host_only(start_host: Start, records: Any, wait_for: Callable[..., Any], tmp_path: Path):
    """
    Of two hosts that share a state folder the first ticks; when it is killed the second takes over.
    """
    every_second = {"TICK_SCHEDULE": "* * * * * *"}
    first = start_host(workers=1, extra=every_second, state_dir=tmp_path / "state")
    second = start_host(workers=1, extra=every_second, state_dir=tmp_path / "state")
    records.wait("tick", 3)
    assert {tick["pid"] for tick in records.of("tick")} == set(first.worker_pids())

    second_pid = second.worker_pids()[0]
    first.kill()

    wait_for(lambda: second_pid in {tick["pid"] for tick in records.of("tick")})


def test_ticks_do_not_overlap(start_host: Start, records: Any):
    """
    A function that takes longer than its schedule is called again only after it ended.
    """
    start_host(workers=2, extra={"TICK_SCHEDULE": "* * * * * *", "TICK_SLEEP_S": "1.3"})

    times = [tick["at"] for tick in records.wait("tick", 3)]
    assert all(later - earlier >= 1.3 for earlier, later in pairwise(times))


def test_run_on_startup_and_by_hand(start_host: Start, records: Any):
    """
    runOnStartup calls once at start; the admin path calls now, without touching the schedule.
    """
    host = start_host(workers=1, extra={"AzureWebJobs.at_startup.Disabled": "false"})
    [started] = records.wait("at-startup")

    host.run("tick")

    [tick] = records.wait("tick")
    assert (started["pastDue"], tick["pastDue"], tick["status"]) == (False, False, {})
