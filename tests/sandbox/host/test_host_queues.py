"""The queue trigger of a running host, against Azurite."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueServiceClient

from sandbox.host import HostProcess

pytestmark = pytest.mark.e2e

Start = Callable[..., HostProcess]


def test_a_message_is_run_and_deleted(start_host: Start, jobs: Any, records: Any, wait_for: Callable[..., Any]):
    """
    The function gets the decoded body, the id and dequeue count 1; the message is gone afterwards.
    """
    message_id = jobs.put(n=1)
    start_host()

    [done] = records.wait("job-done")
    assert (done["id"], done["dequeueCount"], done["job"]) == (message_id, 1, {"n": 1})
    wait_for(lambda: jobs.count() == 0)


def test_a_failed_message_comes_back_after_the_visibility_timeout(
    start_host: Start, jobs: Any, records: Any, wait_for: Callable[..., Any]
):
    """
    host.json's visibilityTimeout, a second here, is the delay of the retry; the count has grown by one.
    """
    jobs.put(failures=1)
    start_host()

    first, second = records.wait("job-started", 2)
    assert [first["dequeueCount"], second["dequeueCount"]] == [1, 2]
    assert second["at"] - first["at"] >= 0.9
    wait_for(lambda: jobs.count() == 0)
    assert len(records.of("job-done")) == 1


def test_the_last_failure_goes_to_poison(start_host: Start, jobs: Any, records: Any, wait_for: Callable[..., Any]):
    """
    After maxDequeueCount tries, the first one included, the text is a new message in a queue made for it.
    """
    message_id = jobs.put(failures=9)
    start_host()

    [poisoned] = records.wait("poisoned")
    assert json.loads(poisoned["body"]) == {"failures": 9}
    assert poisoned["id"] != message_id
    assert poisoned["dequeueCount"] == 1
    assert [job["dequeueCount"] for job in records.of("job-started")] == [1, 2, 3]
    wait_for(lambda: jobs.count() == 0)


@pytest.mark.parametrize("text", ["not base64!", '{"n": 1}'])
def test_a_body_that_is_not_base64_is_never_run(start_host: Start, jobs: Any, records: Any, text: str, wait_for: Any):
    """
    With messageEncoding base64 such a message goes straight to poison, as it is, and the log says why.
    """
    jobs.queue.send_message(text)
    host = start_host(extra={"AzureWebJobs.poisoned.Disabled": "true"})

    wait_for(lambda: "Message decoding has failed! Check MessageEncoding settings." in host.log_text())
    [poisoned] = wait_for(lambda: _peek(jobs))
    assert poisoned.content == text
    assert not records.of("job-started")


def _peek(jobs: Any) -> list[Any]:
    try:
        return jobs.poison.peek_messages(max_messages=5)
    except ResourceNotFoundError:
        return []  # Until the host has made it.


def test_a_message_fetched_too_often_is_not_run_again(
    start_host: Start, jobs: Any, records: Any, wait_for: Callable[..., Any]
):
    """
    dequeue_count above maxDequeueCount, as after crashes, goes to poison without a call.
    """
    jobs.put(n=1)
    for _ in range(3):
        [fetched] = jobs.queue.receive_messages(visibility_timeout=1)
        jobs.queue.update_message(fetched, visibility_timeout=0)
    start_host()

    records.wait("poisoned")
    assert not records.of("job-started")
    wait_for(lambda: jobs.count() == 0)


def test_a_poison_queue_has_no_poison_queue(start_host: Start, jobs: Any, records: Any):
    """
    A message that fails there keeps its place, hidden until its lease ends, again and again.
    """
    jobs.poison.create_queue()
    jobs.poison.send_message("bmV2ZXI=")  # "never"
    start_host(lease_s=1, extra={"AzureWebJobs.jobs.Disabled": "true"})

    seen = records.wait("poisoned", 3)
    assert [message["dequeueCount"] for message in seen[:3]] == [1, 2, 3]
    assert jobs.poison.get_queue_properties().approximate_message_count == 1


def test_the_lease_is_renewed_while_the_function_runs(
    start_host: Start, jobs: Any, records: Any, wait_for: Callable[..., Any]
):
    """
    A run three times as long as the lease sees its message delivered once, and deletes it with the new receipt.
    """
    jobs.put(sleepS=6)
    start_host(lease_s=2)

    [done] = records.wait("job-done")
    assert len(records.of("job-started")) == 1
    assert done["dequeueCount"] == 1
    wait_for(lambda: jobs.count() == 0)


def test_at_most_batch_size_and_threshold_run_at_once(start_host: Start, jobs: Any, records: Any):
    """
    batchSize 4 and newBatchThreshold 2: never more than six at a time, and all done in the end.
    """
    for number in range(16):
        jobs.put(n=number, sleepS=0.3)
    start_host(extra={"PYTHON_THREADPOOL_THREAD_COUNT": "16"})

    done = records.wait("job-done", 16)
    events = sorted([(job["at"], 1) for job in records.of("job-started")] + [(job["at"], -1) for job in done])
    running = [sum(step for _, step in events[: index + 1]) for index in range(len(events))]
    assert 4 <= max(running) <= 6


def test_a_queue_that_is_not_there_yet_is_read_when_it_is(start_host: Start, jobs: Any, records: Any):
    """
    A missing queue counts as empty and is not created by the host.
    """
    jobs.queue.delete_queue()
    host = start_host()
    before = [queue for queue in _queues(jobs) if queue == jobs.queue.queue_name]

    jobs.queue.create_queue()
    jobs.put(n=1)

    assert before == []
    assert records.wait("job-done")
    assert host.stats()["functions"]["jobs"]["failures"] == 0


def _queues(jobs: Any) -> list[str]:
    account = jobs.queue.url.rpartition("/")[0].partition("?")[0]
    service = QueueServiceClient(account, credential=jobs.queue.credential)
    return [queue.name for queue in service.list_queues()]


def test_a_message_somebody_else_deleted_is_no_error(start_host: Start, jobs: Any, records: Any):
    """
    A pop receipt that no longer fits at the end of a run is swallowed.
    """
    jobs.put(sleepS=1.5)
    host = start_host()
    records.wait("job-started")
    jobs.queue.clear_messages()

    records.wait("job-done")
    assert host.stop() == 0
    assert "delete failed" not in host.log_text()


def test_drain_stops_fetching_and_lets_work_finish(
    start_host: Start, jobs: Any, records: Any, wait_for: Callable[..., Any]
):
    """
    After a drain the running job completes; a new message stays where it is.
    """
    jobs.put(sleepS=1)
    host = start_host()
    records.wait("job-started")
    host.admin("POST", "/admin/host/drain")
    jobs.put(n=2)

    wait_for(lambda: host.admin("GET", "/admin/host/drain/status")["state"] == "Completed")
    assert len(records.of("job-done")) == 1
    assert host.stop() == 0
    assert jobs.count() == 1


def test_stop_completes_what_is_running(start_host: Start, jobs: Any, records: Any):
    """
    A job that runs when the host is told to stop finishes, and its message is deleted.
    """
    jobs.put(sleepS=1)
    host = start_host()
    records.wait("job-started")

    assert host.stop() == 0
    assert len(records.of("job-done")) == 1
    assert jobs.count() == 0


def test_a_queue_function_can_be_run_by_hand(start_host: Start, jobs: Any, records: Any):
    """
    POST /admin/functions/{name} with an input runs it once, without a message.
    """
    host = start_host()
    host.run("jobs", json.dumps({"n": "by hand"}))

    [done] = records.wait("job-done")
    assert done["job"] == {"n": "by hand"}
    assert jobs.count() == 0


def test_a_killed_worker_leaves_its_message_for_later(
    start_host: Start, jobs: Any, records: Any, wait_for: Callable[..., Any]
):
    """
    kill -9 of the worker: nothing is written, the message returns when the lease ends, counted once more.
    """
    jobs.put(sleepS=1)
    host = start_host(workers=1, lease_s=3)
    [started] = records.wait("job-started")
    killed_at = time.time()
    os.kill(started["pid"], signal.SIGKILL)

    _, second = records.wait("job-started", 2)
    assert second["dequeueCount"] == 2
    assert second["pid"] != started["pid"]
    assert second["at"] - started["at"] >= 2.0
    assert second["at"] - killed_at < 6
    records.wait("job-done")
    wait_for(lambda: jobs.count() == 0)
    assert host.stats()["workers"][0]["restarts"] == 1


def test_a_killed_host_leaves_its_messages_for_the_next(
    start_host: Start, jobs: Any, records: Any, wait_for: Callable[..., Any], lives: Callable[[int], bool]
):
    """
    kill -9 of the host: its workers end at once, and the next host runs every message to its end.
    """
    for number in range(6):
        jobs.put(n=number, sleepS=0.8)
    host = start_host(lease_s=3)
    records.wait("job-started", 4)
    workers = host.worker_pids()
    host.kill()
    wait_for(lambda: not any(lives(pid) for pid in workers), 2)

    host.start()

    wait_for(lambda: {job["job"]["n"] for job in records.of("job-done")} == set(range(6)))
    wait_for(lambda: jobs.count() == 0)
    assert not records.of("poisoned")
