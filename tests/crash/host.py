"""What the Functions host does with messages and timers, in a process that started after the crash."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta

import azure.functions as func

from connector.errors import ConnectorError
from tests.crash.world import World
from tests.fakes import FakeClock
from tests.unit.functions.app import context, functions

HANDLERS = {
    "ticket-jobs": "create_tickets_worker",
    "sync-jobs": "sync_connection_worker",
    "ticket-jobs-poison": "give_up_worker",
    "sync-jobs-poison": "keep_sync_worker",
}
MOST_DELIVERIES = 10
"""`maxDequeueCount` of host.json."""
ROUND = timedelta(minutes=10)
"""Longer than a lost message stays invisible, and than a claim or a delay lasts."""
_MOST_ROUNDS = 30
_HELD_S = 3600


def invoke(queue: str, content: str) -> None:
    """One message, in base64 as it lies in the queue, to its function."""
    message = func.QueueMessage(id="m", body=base64.b64decode(content))
    name = HANDLERS[queue]
    functions()[name].get_user_function()(message, context(function_name=name))


def tick(timer: str) -> None:
    """A timer's function."""
    functions()[timer].get_user_function()(None, context(function_name=timer))


@dataclass
class Host:
    """Delivers until all is quiet: a round in which even the sweep found nothing to deliver."""

    world: World
    clock: FakeClock

    def settle(self) -> None:
        """What waits in the queues, then sweeps and what they put back, and a sync at the end."""
        self._deliver_all()
        for _ in range(_MOST_ROUNDS):
            self.clock.advance(seconds=ROUND.total_seconds())
            tick("sweep_timer")
            if not self._deliver_all():
                break
        else:
            raise AssertionError(f"not quiet after {_MOST_ROUNDS} rounds")
        tick("sync_timer")
        self._deliver("sync-jobs")

    def _deliver_all(self) -> int:
        return sum([self._deliver(queue) for queue in HANDLERS])

    def _deliver(self, name: str) -> int:
        """The messages that are there at this moment; those that they lead to come a round later."""
        queue, failed = self.world.queue(name), []
        messages = next(queue.receive_messages(messages_per_page=32, visibility_timeout=_HELD_S).by_page(), ())
        count = 0
        for message in messages:
            count += 1
            try:
                invoke(name, message.content)
            except ConnectorError:
                failed.append(message)
                continue
            queue.delete_message(message)
        for message in failed:
            if message.dequeue_count < MOST_DELIVERIES:
                queue.update_message(message, visibility_timeout=0)
            else:
                self.world.queue(f"{name}-poison").send_message(message.content)
                queue.delete_message(message)
        return count
