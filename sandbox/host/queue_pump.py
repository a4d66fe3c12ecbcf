"""The queue trigger: polls, leases, renews, invokes, and completes or gives back messages."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import math
from collections.abc import Awaitable, Callable

from azure.core.exceptions import AzureError, HttpResponseError

from sandbox.host.backoff import RandomizedBackoff
from sandbox.host.channel import Head
from sandbox.host.functions import Function
from sandbox.host.host_json import QueueOptions
from sandbox.host.invoker import CRASHED, TIMED_OUT, Invoker, Outcome
from sandbox.host.logs import HostLog
from sandbox.host.queue_storage import Message, TriggerQueue, is_ownership_lost

LEASE_S = 600.0
"""How long a fetched message is hidden; `visibilityTimeout` of host.json is something else, the delay of a retry."""

DECODING_FAILED = "Message decoding has failed! Check MessageEncoding settings."


class Lease:
    """Holds a message while its function runs, renewing at half time; after a failed renewal twice as soon."""

    def __init__(self, queue: TriggerQueue, message: Message, lease_s: float, log: HostLog) -> None:
        self.message = message
        self._queue = queue
        self._lease_s = lease_s
        self._log = log
        self._released = asyncio.Event()
        self._renewing = asyncio.create_task(self._renew())

    async def release(self) -> Message:
        """Stop renewing; returns the message with its current pop receipt. A renewal on its way is waited for."""
        self._released.set()
        await self._renewing
        return self.message

    async def _renew(self) -> None:
        normal_s = self._lease_s / 2
        wait_s = normal_s
        while not await _set_within(self._released, wait_s):
            try:
                self.message = await self._queue.hide(self.message, self._lease_s)
                wait_s = normal_s
            except AzureError as error:
                if isinstance(error, HttpResponseError) and is_ownership_lost(error):
                    return
                wait_s = max(wait_s / 2, normal_s / 5)
                self._log.warning("Host.Queues", "lease not renewed", queue=self._queue.name, error=str(error))


class QueuePump:
    """One queue-triggered function."""

    def __init__(
        self,
        function: Function,
        queue: TriggerQueue,
        options: QueueOptions,
        invoker: Invoker,
        log: HostLog,
        *,
        lease_s: float = LEASE_S,
    ) -> None:
        self._function = function
        self._queue = queue
        self._options = options
        self._invoker = invoker
        self._log = log
        self._lease_s = lease_s
        self._stopping = asyncio.Event()
        self._processing: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Fetch no more; what is running goes on."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until stopped, then wait for what is running."""
        backoff = RandomizedBackoff(self._options.max_polling_interval_s)
        while not self._stopping.is_set():
            await self._room()
            if self._stopping.is_set():
                break
            if await self._round():
                backoff.found()
            else:
                await _set_within(self._stopping, backoff.next_wait_s())
        if self._processing:
            await asyncio.wait(self._processing)

    async def _room(self) -> None:
        """Wait until so few messages are being processed that a new batch may be fetched."""
        if len(self._processing) <= self._options.new_batch_threshold:
            return
        stopping = asyncio.create_task(self._stopping.wait())
        while len(self._processing) > self._options.new_batch_threshold and not self._stopping.is_set():
            await asyncio.wait({*self._processing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await stopping

    async def _round(self) -> bool:
        """Fetch one batch; whether there was any. Trouble with the storage counts as an empty one."""
        try:
            messages = await self._queue.receive(self._options.batch_size, self._lease_s)
        except AzureError as error:
            self._log.debug("Host.Queues", "queue not read", queue=self._queue.name, error=str(error))
            return False
        for message in messages:
            task = asyncio.create_task(self._process(message))
            self._processing.add(task)
            task.add_done_callback(self._done)
        return bool(messages)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._processing.discard(task)
        error = task.exception()
        if error is not None:
            self._log.error("Host.Queues", "message not completed", queue=self._queue.name, error=repr(error))

    async def _process(self, message: Message) -> None:
        body = self._decoded(message.text)
        if body is None:
            self._log.error("Host.Queues", DECODING_FAILED, queue=self._queue.name, messageId=message.id)
            await self._poison(message)
            return
        if message.dequeue_count > self._options.max_dequeue_count:
            await self._poison(message)
            return
        lease = Lease(self._queue, message, self._lease_s, self._log)
        outcome = await self._invoker.invoke(self._function, "queue", {"metadata": _metadata(message)}, body)
        await self._complete(await lease.release(), outcome)

    async def _complete(self, message: Message, outcome: Outcome) -> None:
        if outcome.succeeded:
            await self._settle("delete", self._queue.delete, message)
        elif outcome.result in (CRASHED, TIMED_OUT):
            # Nobody knows how far the function came; the message comes back when its lease ends.
            return
        elif message.dequeue_count >= self._options.max_dequeue_count:
            await self._poison(message)
        else:
            delay_s = self._options.visibility_timeout_s
            await self._settle("give back", lambda kept: self._queue.hide(kept, delay_s), message)

    async def _poison(self, message: Message) -> None:
        if self._queue.poison_name is None:
            return  # Left hidden until the lease ends, again and again, as in Azure.
        self._log.warning(
            "Host.Queues",
            "message moved to the poison queue",
            queue=self._queue.name,
            messageId=message.id,
            dequeueCount=message.dequeue_count,
        )
        await self._settle("poison", self._queue.move_to_poison, message)

    async def _settle(self, what: str, act: Callable[[Message], Awaitable[object]], message: Message) -> None:
        """Do the last thing to a message. That it is no longer ours is no error; other trouble brings it back."""
        try:
            await act(message)
        except AzureError as error:
            lost = isinstance(error, HttpResponseError) and is_ownership_lost(error)
            write = self._log.debug if lost else self._log.error
            write("Host.Queues", f"{what} failed", queue=self._queue.name, messageId=message.id, error=str(error))

    def _decoded(self, text: str) -> bytes | None:
        if not self._options.base64:
            return text.encode()
        try:
            return base64.b64decode("".join(text.split()), validate=True)  # White space is no error in .NET.
        except (binascii.Error, ValueError):
            return None


def _metadata(message: Message) -> Head:
    return {
        "Id": message.id,
        "PopReceipt": message.pop_receipt,
        "DequeueCount": message.dequeue_count,
        "InsertionTime": message.inserted_at.isoformat(),
        "ExpirationTime": message.expires_at.isoformat(),
        "NextVisibleTime": message.next_visible_at.isoformat(),
    }


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event at most so long; whether it is set."""
    if seconds < math.inf:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
