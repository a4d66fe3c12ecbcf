"""`kill -9` on worker processes and hosts; a host is started again at once, as a platform does."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import requests

from sandbox.chaos.errors import ChaosError
from sandbox.launcher import Sandbox
from sandbox.launcher.children import Child

PAUSE_S = 1.0
"""Between two strikes, on average."""
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.3, 3.0
HOSTS_AMONG_VICTIMS = 0.1
STATS_TIMEOUT_S = 2.0

Tell = Callable[[str], None]


@dataclass(slots=True)
class Target:
    """One host that may be struck, and through it its workers."""

    name: str
    port: int
    child: Child

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"


class Killer:
    """Strikes processes of this run's own hosts, by their ids. `kills` counts "worker", "host" and "nobody was up"."""

    def __init__(
        self,
        sandbox: Sandbox,
        targets: list[Target],
        chance: random.Random,
        tell: Tell,
        *,
        hosts: float = HOSTS_AMONG_VICTIMS,
    ) -> None:
        self._sandbox = sandbox
        self._targets = targets
        self._chance = chance
        self._tell = tell
        self._hosts = hosts
        self._session = sandbox.session()
        self._struck: set[int] = set()
        self.kills: Counter[str] = Counter()

    def pause_s(self) -> float:
        """How long to wait before the next strike."""
        return min(max(self._chance.expovariate(1 / PAUSE_S), SHORTEST_PAUSE_S), LONGEST_PAUSE_S)

    def strike(self) -> None:
        """One kill. Raises ChaosError when a host had ended by itself."""
        target, takes_host = self._chance.choice(self._targets), self._chance.random() < self._hosts
        position = self._chance.random()
        self.require_alive()
        workers = self._workers(target)
        if not workers:
            self.kills["nobody was up"] += 1
        elif takes_host:
            self._tell(f"kill -9 {target.name} {target.child.pid}, started again")
            target.child.kill()
            target.child = self._sandbox.start_host(target.name, port=target.port)
            self.kills["host"] += 1
        else:
            worker = workers[int(position * len(workers))]
            self._tell(f"kill -9 worker {worker['pid']} of {target.name}, which ran {worker['running']}")
            with suppress(ProcessLookupError):
                os.kill(worker["pid"], signal.SIGKILL)
            self._struck.add(worker["pid"])
            self.kills["worker"] += 1

    @property
    def is_noticed(self) -> bool:
        """Whether every host has noticed its dead workers: until then it hands them requests, which die with them."""
        return not any(worker["pid"] in self._struck for target in self._targets for worker in self._workers(target))

    def require_alive(self) -> None:
        """Raises ChaosError when a host has ended by itself."""
        for target in self._targets:
            if target.child.exit_code is not None:
                raise ChaosError(target.child.obituary())

    def _workers(self, target: Target) -> list[dict[str, Any]]:
        """The host's workers that are up; none while the host itself is not."""
        url, headers = f"{target.url}/admin/host/stats", {"x-functions-key": self._sandbox.master_key}
        try:
            workers = self._session.get(url, headers=headers, timeout=STATS_TIMEOUT_S).json()["workers"]
        except (requests.RequestException, ValueError):
            return []
        return [worker for worker in workers if worker["ready"]]
