"""Clients that share: each repeats a request, with the same Idempotency-Key, until it is answered."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import requests

from sandbox.chaos.plan import Plan

CLIENTS = 6
TIMEOUT_S = 60
PATIENCE_S = 300.0
"""How long one request is repeated until the client gives up."""
LONGEST_PAUSE_S = 1.0

Json = dict[str, Any]


@dataclass
class Shared:
    """What clients were told: accepted tickets by id, why requests were repeated, and what should not have come."""

    tickets: dict[str, Json] = field(default_factory=dict)
    repeats: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def accept(self, ticket: Json) -> None:
        """One more ticket."""
        with self._lock:
            if self.tickets.setdefault(ticket["id"], ticket)["actionId"] != ticket["actionId"]:
                self.problems.append(f"ticket {ticket['id']} was given to two actions")

    def repeat(self, reason: str) -> None:
        """A request is sent again."""
        with self._lock:
            self.repeats[reason] += 1

    def complain(self, problem: str) -> None:
        """An answer that should not have come."""
        with self._lock:
            self.problems.append(problem)


class Client:
    """One caller; asks the addresses by turns, as a load balancer would hand its requests out."""

    def __init__(
        self,
        session: requests.Session,
        addresses: Sequence[str],
        chance: random.Random,
        shared: Shared,
        stopped: threading.Event,
    ) -> None:
        self._session = session
        self._stopped = stopped
        self._addresses = addresses
        self._chance = chance
        self._shared = shared

    def share(self, drafts: Sequence[Json], key: str) -> None:
        """Share one alone or several in bulk."""
        alone = len(drafts) == 1
        path, body = ("/api/tickets", drafts[0]) if alone else ("/api/tickets/bulk", {"drafts": list(drafts)})
        answer = self._until_answered(path, body, key)
        if answer is None:
            self._shared.complain(f"{path} with key {key} had no answer for {PATIENCE_S:.0f} s")
        elif answer.status_code != requests.codes.accepted:
            self._shared.complain(f"{path} with key {key} answered {answer.status_code}: {answer.text[:200]}")
        elif alone:
            self._shared.accept(answer.json())
        else:
            self._take_results(drafts, answer.json()["results"])

    def _take_results(self, drafts: Sequence[Json], results: list[Json]) -> None:
        if [result["index"] for result in results] != list(range(len(drafts))):
            self._shared.complain(f"a bulk of {len(drafts)} was answered with {len(results)} results")
        for result in results:
            if result.get("ticket"):
                self._shared.accept(result["ticket"])
            else:
                action = drafts[result["index"]]["actionId"]
                self._shared.complain(f"{action} in bulk answered {result['status']}: {result['error']['code']}")

    def _until_answered(self, path: str, body: Json, key: str) -> requests.Response | None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and not self._stopped.is_set():
            url = self._chance.choice(self._addresses) + path
            try:
                answer = self._session.post(url, json=body, headers={"Idempotency-Key": key}, timeout=TIMEOUT_S)
            except requests.RequestException as error:
                self._again(type(error).__name__)
                continue
            if answer.status_code == requests.codes.internal_server_error and not answer.content:
                self._again("500, the worker died")
            elif answer.status_code == requests.codes.service_unavailable:
                self._again("503", float(answer.headers.get("Retry-After", "0")))
            else:
                return answer
        return None

    def _again(self, reason: str, wait_s: float = 0.0) -> None:
        self._shared.repeat(reason)
        self._stopped.wait(wait_s or self._chance.uniform(0.1, LONGEST_PAUSE_S))


class Crowd:
    """All clients at work, each on a thread of its own."""

    def __init__(
        self,
        plan: Plan,
        drafts: Sequence[Json],
        session: Callable[[int], requests.Session],
        addresses: Sequence[str],
        shared: Shared,
    ) -> None:
        self._stopped = threading.Event()
        self._clients = [
            Client(session(number), addresses, plan.chance(f"client {number}"), shared, self._stopped)
            for number in range(CLIENTS)
        ]
        self._requests = list(enumerate(plan.requests()))
        self._key = f"chaos-{plan.seed}"
        self._chance = plan.chance("pace")
        self._pause_s = plan.spread_s * CLIENTS / len(self._requests)
        self._drafts = drafts
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(CLIENTS, thread_name_prefix="client")
        self._working: list[Future[None]] = []

    def __enter__(self) -> Crowd:
        self._working = [self._threads.submit(self._work, client) for client in self._clients]
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._threads.shutdown()

    @property
    def is_done(self) -> bool:
        """Whether all requests were sent and answered. Raises what a client raised."""
        return all(each.done() and each.result() is None for each in self._working)

    def _work(self, client: Client) -> None:
        while not self._stopped.is_set():
            with self._lock:
                if not self._requests:
                    return
                number, positions = self._requests.pop(0)
                pause_s = self._chance.uniform(0, 2 * self._pause_s)
            self._stopped.wait(pause_s)
            client.share([self._drafts[position] for position in positions], f"{self._key}-{number}")
