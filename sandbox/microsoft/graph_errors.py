"""Refusals in the form Microsoft Graph gives them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class GraphError(Exception):
    """A refusal. `retry_after` in seconds becomes a header."""

    def __init__(self, status: int, code: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after

    def body(self, ids: RequestIds, now: datetime) -> dict[str, Any]:
        """Graph's JSON."""
        inner = {
            "date": f"{now:%Y-%m-%dT%H:%M:%S}",
            "request-id": ids.request_id,
            "client-request-id": ids.client_request_id,
        }
        return {"error": {"code": self.code, "message": self.message, "innerError": inner}}


@dataclass(frozen=True)
class RequestIds:
    """The ids support asks for; the client's own one is given back."""

    client_request_id: str
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @classmethod
    def of(cls, header: str | None) -> RequestIds:
        """From the `client-request-id` header, if any."""
        request_id = str(uuid.uuid4())
        return cls(header or request_id, request_id)

    def headers(self) -> dict[str, str]:
        """Both, as every answer carries them."""
        return {"request-id": self.request_id, "client-request-id": self.client_request_id}


def bad_request(message: str) -> GraphError:
    """A query or body Graph does not take."""
    return GraphError(400, "BadRequest", message)
