"""The Functions host's part in a delivery: it takes messages from the queue and runs the worker side by side."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from azure.storage.queue import QueueClient

WORKERS = 8
"""Messages in work at a time: `batchSize` of host.json."""


def drain(queue: QueueClient, work: Callable[[bytes], object], *, workers: int = WORKERS) -> int:
    """Work off every message. Returns how many there were."""

    def run(_: int) -> int:
        done = 0
        while (message := queue.receive_message(visibility_timeout=300)) is not None:
            work(message.content.encode())
            queue.delete_message(message)
            done += 1
        return done

    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(run, range(workers)))


def side_by_side[Item](work: Callable[[Item], object], items: list[Item], *, workers: int = WORKERS) -> None:
    """Each item, several at a time."""
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, items))
