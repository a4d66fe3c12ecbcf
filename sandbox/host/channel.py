"""Messages between host and worker over a socket pair: a JSON head and a binary body, both length-prefixed."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Callable
from typing import Any

Head = dict[str, Any]

_LENGTHS = struct.Struct(">II")


class Channel(asyncio.Protocol):
    """One end. Calls `on_message(head, body)` for each message and `on_close()` once, when the other end is gone."""

    def __init__(self, on_message: Callable[[Head, bytes], None], on_close: Callable[[], None]) -> None:
        self._on_message = on_message
        self._on_close = on_close
        self._received = bytearray()
        self._transport: asyncio.WriteTransport | None = None

    def send(self, head: Head, body: bytes = b"") -> None:
        """Send a message; dropped when the other end is gone, which `on_close` has told or will tell."""
        if self._transport is None or self._transport.is_closing():
            return
        text = json.dumps(head).encode()
        self._transport.write(_LENGTHS.pack(len(text), len(body)) + text + body)

    def close(self) -> None:
        """Close this end."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 - a socket's transport writes
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self._received += data
        start = 0
        while len(self._received) - start >= _LENGTHS.size:
            head_size, body_size = _LENGTHS.unpack_from(self._received, start)
            body_start = start + _LENGTHS.size + head_size
            if len(self._received) < body_start + body_size:
                break
            head = json.loads(self._received[start + _LENGTHS.size : body_start])
            body = bytes(self._received[body_start : body_start + body_size])
            start = body_start + body_size
            self._on_message(head, body)
        del self._received[:start]

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Called by asyncio."""
        self._on_close()
