"""Refusals in the form Key Vault gives them."""

from __future__ import annotations

from typing import Any


class VaultError(Exception):
    """A refusal. `inner_code` tells cases of one code apart, as the service does."""

    def __init__(self, status: int, code: str, message: str, *, inner_code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.inner_code = status, code, message, inner_code

    def body(self) -> dict[str, Any]:
        """The service's JSON."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        return {"error": error | ({"innererror": {"code": self.inner_code}} if self.inner_code else {})}


def bad_parameter(message: str) -> VaultError:
    """A request the service does not understand."""
    return VaultError(400, "BadParameter", message)


def not_found(what: str) -> VaultError:
    """No such secret, or no such version."""
    text = f"A secret with (name/id) {what} was not found in this key vault."
    return VaultError(404, "SecretNotFound", text)


def conflict(message: str, inner_code: str) -> VaultError:
    """The name is between two states."""
    return VaultError(409, "Conflict", message, inner_code=inner_code)


def forbidden(message: str, inner_code: str) -> VaultError:
    """Understood, but not for this caller, this secret or this vault."""
    return VaultError(403, "Forbidden", message, inner_code=inner_code)
