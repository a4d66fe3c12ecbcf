"""Between the channel's messages and the objects of the worker library. Runs in the worker."""

from __future__ import annotations

import json
from typing import Any

from sandbox.host.channel import Head
from sandbox.host.protobuf import Message, RpcHttpCookie, TypedData

TriggerData = tuple[TypedData, dict[str, TypedData]]


def trigger_data(head: Head, body: bytes) -> TriggerData:
    """The trigger's argument and metadata for an "invoke" message."""
    match head["trigger"]:
        case "http":
            return _http(head["http"], body), {}
        case "queue":
            return _queue(head["metadata"], body)
        case "timer":
            return TypedData(json=json.dumps(head["timer"])), {}
    raise ValueError(f"unknown trigger {head['trigger']!r}")


def _http(request: Head, body: bytes) -> TypedData:
    return TypedData(
        http=Message(
            method=request["method"],
            url=request["url"],
            headers=request["headers"],
            query=request["query"],
            params=request["params"],
            body=TypedData(bytes=body) if body else TypedData(),
        )
    )


def _queue(metadata: Head, body: bytes) -> TriggerData:
    try:
        data = TypedData(string=body.decode())
    except UnicodeDecodeError:
        data = TypedData(bytes=body)
    fields = {
        name: TypedData(string=value) if name in ("Id", "PopReceipt") else TypedData(json=json.dumps(value))
        for name, value in metadata.items()
    }
    return data, fields


def outcome_of(response: Any) -> tuple[Head, bytes]:
    """The fields of a "result" message, and its body."""
    error = response.result.exception
    if error is not None:
        return {"error": {"message": error.message, "stack": error.stack_trace}}, b""
    value = response.return_value
    if value is None or value.kind is None:
        return {}, b""
    if value.kind == "http":
        return _http_answer(value.http)
    content = getattr(value, value.kind)
    plain = {"status": 200, "headers": [["Content-Type", "text/plain; charset=utf-8"]], "cookies": []}
    return {"http": plain}, content.encode() if isinstance(content, str) else content


def _http_answer(http: Message) -> tuple[Head, bytes]:
    body = http.body.bytes
    return {
        "http": {
            "status": int(http.status_code),
            "headers": list(http.headers.items()),
            "cookies": [_cookie(cookie) for cookie in http.cookies or ()],
        }
    }, body


def _cookie(cookie: RpcHttpCookie) -> Head:
    optional = {
        "domain": cookie.domain,
        "path": cookie.path,
        "secure": cookie.secure,
        "httpOnly": cookie.http_only,
        "maxAge": cookie.max_age,
    }
    return {
        "name": cookie.name,
        "value": cookie.value,
        "sameSite": cookie.same_site,
        "expires": cookie.expires.value.seconds if cookie.expires else None,
        **{name: field.value if field else None for name, field in optional.items()},
    }
