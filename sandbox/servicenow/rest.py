"""REST requests without a socket: one `Call` in, one `Answer` out, so that a batch uses the same door for its items."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sandbox.servicenow import errors
from sandbox.servicenow.accounts import User
from sandbox.servicenow.errors import ApiError

JSON = "application/json"
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Call:
    """One request of one user. `headers` has lower-case names; `base_url` is scheme and host."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    user: User
    base_url: str

    @classmethod
    def of(cls, method: str, url: str, headers: Mapping[str, str], body: bytes, user: User, base_url: str) -> Call:
        """A call from a relative URL; of a parameter named twice the last counts."""
        parts = urlsplit(url)
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        lowered = {name.lower(): value for name, value in headers.items()}
        method = lowered.get("x-http-method-override", method).upper()
        return cls(method, unquote(parts.path), params, lowered, body, user, base_url)

    def flag(self, name: str) -> bool:
        """Whether a boolean parameter is set."""
        return self.params.get(name, "").lower() == "true"

    def number(self, name: str, default: int) -> int:
        """A numeric parameter; text that is no number counts as absent."""
        text = self.params.get(name, "").strip()
        return int(text) if text.removeprefix("-").isdecimal() else default

    def json_object(self) -> dict[str, Any]:
        """The body; of an array its first record. Raises ApiError 400, 406 or 415."""
        _check_media(self.headers)
        try:
            value = json.loads(self.body or b"{}")
        except ValueError as error:
            raise errors.bad_request(f"{type(error).__name__}: the body is not JSON") from error
        if isinstance(value, list) and value:
            value = value[0]
        if not isinstance(value, dict):
            raise errors.bad_request("the body is not a JSON object")
        return value


def _check_media(headers: Mapping[str, str]) -> None:
    sent = headers.get("content-type", "")
    if not sent:
        raise errors.bad_request("a Content-Type header is required")
    if not sent.startswith(JSON):
        raise ApiError(415, "Unsupported media type", f"Content-Type {sent.split(';')[0]} is not supported")


@dataclass
class Answer:
    """A status, a JSON payload (None: no body) and headers."""

    status: int = 200
    payload: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """The payload in bytes."""
        return b"" if self.payload is None else json.dumps(self.payload, ensure_ascii=False).encode()


Handler = Callable[..., Answer]


@dataclass(frozen=True)
class Route:
    """A path such as `/api/now/table/{table}` and who answers which verb. `resource` names the API in rate limits."""

    path: str
    resource: str
    verbs: Mapping[str, Handler]

    def match(self, path: str) -> dict[str, str] | None:
        """The path's parts, when it is this route's."""
        found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path), path)
        return found.groupdict() if found else None


class RestApi:
    """All REST routes of an instance."""

    def __init__(self, routes: list[Route]) -> None:
        self.routes = routes

    def find(self, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route of a path and the path's parts."""
        for route in self.routes:
            parts = route.match(path)
            if parts is not None:
                return route, parts
        return None

    def resource_of(self, path: str) -> tuple[str, str]:
        """Which API a path belongs to, as rate-limit rules name it, and which table; empty when there is none."""
        found = self.find(path)
        return (found[0].resource, found[1].get("table", "")) if found else ("", "")

    def answer(self, call: Call) -> Answer:
        """Run a call; refusals become answers too."""
        try:
            return self._answer(call)
        except ApiError as error:
            return Answer(error.status, error.payload, error.headers)

    def _answer(self, call: Call) -> Answer:
        found = self.find(call.path)
        if found is None:
            raise errors.no_resource()
        route, parts = found
        handler = route.verbs.get("GET" if call.method == "HEAD" else call.method)
        if handler is None:
            raise ApiError(405, "Method not allowed", f"{call.method} is not supported by this resource")
        wanted = call.headers.get("accept", "*/*")
        if not any(kind in wanted for kind in (JSON, "*/*", "application/*")):
            raise ApiError(406, "Not acceptable", f"Accept {wanted.split(';')[0]} is not supported")
        answer = handler(call, **parts)
        if call.method in WRITES and call.headers.get("x-no-response-body", "").lower() == "true":
            answer.payload = None
        return answer


def versions(path: str) -> list[str]:
    """A path of the `now` namespace without a version, as v1 and as v2."""
    return [path.replace("/api/now/", f"/api/now/{version}", 1) for version in ("", "v1/", "v2/")]
