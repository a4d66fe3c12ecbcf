"""The trigger's queues in Azure Storage: receive, renew, delete, move to poison."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity.aio import ManagedIdentityCredential
from azure.storage.queue.aio import QueueClient, QueueServiceClient

POISON_SUFFIX = "-poison"
RETRY: dict[str, Any] = {"initial_backoff": 1, "increment_base": 2, "retry_total": 3}
"""Kinder to a local run than the SDK's default of 15 seconds before the first retry."""

_QUEUE_NAME = re.compile(r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*")
_OWNERSHIP_LOST = frozenset(("PopReceiptMismatch", "MessageNotFound", "QueueNotFound", "QueueBeingDeleted"))


class ConnectionSettingError(ValueError):
    """The app settings name no storage for a connection; the message names the setting."""


@dataclass(frozen=True, slots=True)
class Message:
    """A leased message. `text` as stored; `pop_receipt` changes with every renewal."""

    id: str
    text: str
    dequeue_count: int
    pop_receipt: str
    inserted_at: datetime
    expires_at: datetime
    next_visible_at: datetime


def poison_queue_name(queue_name: str) -> str | None:
    """`<queue>-poison`, or None when the queue is one itself or the name would not be valid."""
    name = queue_name + POISON_SUFFIX
    if queue_name.endswith(POISON_SUFFIX) or _QUEUE_NAME.fullmatch(name) is None:
        return None
    return name


def open_queue_service(connection: str, settings: Mapping[str, str]) -> QueueServiceClient:
    """
    The storage account behind a trigger's `connection`: a connection string, or `<connection>__queueServiceUri` with
    the managed identity. The name with `AzureWebJobs` in front is tried first, as in Azure.

    Raises ConnectionSettingError.
    """
    for name in (f"AzureWebJobs{connection}", connection):
        if settings.get(name):
            return QueueServiceClient.from_connection_string(settings[name], **RETRY)
        url = settings.get(f"{name}__queueServiceUri")
        if url:
            client_id = settings.get(f"{name}__clientId")
            credential = ManagedIdentityCredential(client_id=client_id) if client_id else ManagedIdentityCredential()
            return QueueServiceClient(url, credential=credential, **RETRY)
    raise ConnectionSettingError(f"the app setting {connection} or {connection}__queueServiceUri is missing")


def is_ownership_lost(error: HttpResponseError) -> bool:
    """Whether a delete or update failed because the message is no longer ours, which is nobody's fault."""
    return getattr(error, "error_code", None) in _OWNERSHIP_LOST


class TriggerQueue:
    """One queue and its poison queue. Storage errors come out as HttpResponseError or ServiceRequestError."""

    def __init__(self, service: QueueServiceClient, name: str) -> None:
        self.name = name
        self.poison_name = poison_queue_name(name)
        self._client: QueueClient = service.get_queue_client(name)
        self._poison: QueueClient | None = service.get_queue_client(self.poison_name) if self.poison_name else None

    async def receive(self, count: int, lease_s: float) -> list[Message]:
        """Up to `count` (1 to 32) messages, hidden from others for `lease_s`."""
        pages = self._client.receive_messages(messages_per_page=count, visibility_timeout=round(lease_s)).by_page()
        async for page in pages:
            return [_message(item) async for item in page]
        return []

    async def hide(self, message: Message, seconds: float) -> Message:
        """Make the message visible again in `seconds`; returns it with its new pop receipt."""
        updated = await self._client.update_message(message.id, message.pop_receipt, visibility_timeout=round(seconds))
        return replace(message, pop_receipt=updated.pop_receipt or message.pop_receipt)

    async def delete(self, message: Message) -> None:
        """Delete the message."""
        await self._client.delete_message(message.id, message.pop_receipt)

    async def move_to_poison(self, message: Message) -> None:
        """Copy the text to the poison queue as a new message, creating the queue on demand, then delete it here."""
        if self._poison is None:
            raise ValueError(f"{self.name} has no poison queue")
        try:
            await self._poison.send_message(message.text)
        except ResourceNotFoundError:
            await self._create_poison()
            await self._poison.send_message(message.text)
        await self.delete(message)

    async def _create_poison(self) -> None:
        assert self._poison is not None  # noqa: S101 - checked by the caller
        try:
            await self._poison.create_queue()
        except HttpResponseError as error:
            if getattr(error, "error_code", None) != "QueueAlreadyExists":
                raise


def _message(item: Any) -> Message:
    return Message(
        id=item.id,
        text=item.content or "",
        dequeue_count=item.dequeue_count,
        pop_receipt=item.pop_receipt,
        inserted_at=item.inserted_on,
        expires_at=item.expires_on,
        next_visible_at=item.next_visible_on,
    )
