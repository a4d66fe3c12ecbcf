"""What is left in the queues, read in Azurite."""

from __future__ import annotations

from azure.storage.queue import QueueServiceClient

from sandbox.launcher.storage import QUEUES


def messages_left(connection_string: str) -> dict[str, int]:
    """Messages by queue, hidden ones too."""
    with QueueServiceClient.from_connection_string(connection_string) as queues:
        return {
            name: queues.get_queue_client(name).get_queue_properties().approximate_message_count or 0 for name in QUEUES
        }
