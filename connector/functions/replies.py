"""Answers in JSON, redirects, and the one table from an error to its HTTP status."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import azure.functions as func
from pydantic import BaseModel

from connector.errors import (
    AlreadySharedError,
    BodyTooLargeError,
    ConflictError,
    ConnectorError,
    InvalidRequestError,
    NotAllowedError,
    NotAuthenticatedError,
    NotConnectedError,
    NotFoundError,
    RemoteError,
    RemoteUnavailableError,
)
from connector.functions.encodings import compressed, is_worthwhile
from connector.functions.views.base import ErrorView

STATUS_OF: tuple[tuple[type[ConnectorError], int], ...] = (
    (BodyTooLargeError, 413),
    (InvalidRequestError, 400),
    (NotAuthenticatedError, 401),
    (NotAllowedError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
    (NotConnectedError, 409),
    (RemoteUnavailableError, 503),
    (RemoteError, 502),
    (ConnectorError, 500),
)
"""The first class that fits counts."""

_RETRY_AFTER_S = 10
_SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",  # A year. Neighbours below a domain of one's own are not ours.
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What a handler answers. `body` is JSON unless `content_type` says otherwise; `exclude` names properties of a view
    that are left out, as pydantic writes them.
    """

    status: int = 200
    body: BaseModel | Mapping[str, object] | str | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    exclude: Mapping[str, Any] | None = None


def redirect(url: str, headers: Mapping[str, str] | None = None) -> Reply:
    """To another page."""
    return Reply(302, None, {"Location": url, **(headers or {})})


def error_reply(error: ConnectorError, *, language: str, request_id: str) -> Reply:
    """The error body every client meets, and the status that goes with it."""
    view = ErrorView.of(error, language=language, request_id=request_id)
    return Reply(status_of(error), view.model_dump(by_alias=True, exclude_none=True), _headers(error))


def ticket_path(ticket_id: str) -> str:
    """A ticket's address."""
    return f"/api/tickets/{ticket_id}"


def status_of(error: ConnectorError) -> int:
    """The HTTP status of an error."""
    return next(status for kind, status in STATUS_OF if isinstance(error, kind))


def to_response(reply: Reply, request_id: str, *, accept_encoding: str = "") -> func.HttpResponse:
    """The reply as the host wants it, with the headers that every answer carries, and smaller where that pays."""
    headers = {**_SECURITY_HEADERS, "Vary": "Accept-Encoding", "X-Request-Id": request_id, **reply.headers}
    content = _bytes(reply)
    chose_itself = "Vary" in reply.headers
    if not chose_itself and is_worthwhile(content, accept_encoding):
        content, headers["Content-Encoding"] = compressed(content), "gzip"
    return func.HttpResponse(
        content, status_code=reply.status, headers=headers, mimetype=reply.content_type, charset="utf-8"
    )


def _bytes(reply: Reply) -> bytes:
    body = reply.body
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    if isinstance(body, BaseModel):
        return body.model_dump_json(by_alias=True, exclude=reply.exclude).encode()
    if isinstance(body, str):
        return body.encode()
    return json.dumps(body, ensure_ascii=False, default=_json).encode()


def _json(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    raise TypeError(type(value).__name__)


def _headers(error: ConnectorError) -> dict[str, str]:
    if isinstance(error, RemoteUnavailableError):
        return {"Retry-After": str(math.ceil(error.retry_after_s or _RETRY_AFTER_S))}
    if isinstance(error, NotAuthenticatedError):
        return {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    if isinstance(error, AlreadySharedError):
        return {"Location": ticket_path(error.ticket_id)}
    return {}
