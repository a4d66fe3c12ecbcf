"""Refusals in the form Entra gives them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

STATUS = {"invalid_client": 401, "temporarily_unavailable": 503}
"""HTTP status at the token endpoint; 400 for every other error."""


class EntraError(Exception):
    """A refusal. `error` is OAuth's word, `code` the number after AADSTS."""

    def __init__(self, error: str, code: int, message: str) -> None:
        super().__init__(f"AADSTS{code}: {message}")
        self.error, self.code, self.message = error, code, message
        self.trace_id = str(uuid.uuid4())

    @property
    def status(self) -> int:
        """HTTP status at the token endpoint."""
        return STATUS.get(self.error, 400)

    def description(self, now: datetime, correlation_id: str) -> str:
        """The text with everything support would ask for."""
        return f"{self} Trace ID: {self.trace_id} Correlation ID: {correlation_id} Timestamp: {now:%Y-%m-%d %H:%M:%S}Z"

    def body(self, now: datetime, correlation_id: str) -> dict[str, Any]:
        """The token endpoint's JSON."""
        return {
            "error": self.error,
            "error_description": self.description(now, correlation_id),
            "error_codes": [self.code],
            "timestamp": f"{now:%Y-%m-%d %H:%M:%S}Z",
            "trace_id": self.trace_id,
            "correlation_id": correlation_id,
        }


class PageError(EntraError):
    """A refusal shown to the person, since the client cannot be trusted with it."""


def missing_parameter(name: str) -> EntraError:
    """A request without a parameter it needs."""
    return EntraError("invalid_request", 900144, f"The request body must contain the following parameter: '{name}'.")


def unknown_client(client_id: str) -> EntraError:
    """A client id the tenant does not know."""
    text = f"Application with identifier '{client_id}' was not found in the directory."
    return EntraError("unauthorized_client", 700016, text)


def unknown_resource(identifier: str) -> EntraError:
    """An API the tenant does not know."""
    return EntraError("invalid_resource", 500011, f"The resource principal named {identifier} was not found.")
