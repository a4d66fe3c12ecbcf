"""The registered functions, called as the host calls them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import azure.functions as func

import function_app
from connector.application.container import Container
from connector.ports import Caller
from sandbox.host.routing import Route
from tests.builders import ALL_ROLES, make_caller
from tests.fakes import PUBLIC_URL

SESSION = "__Host-connector-session"


@dataclass(frozen=True, slots=True)
class HttpFunction:
    """One HTTP function: its route, and what it runs."""

    name: str
    method: str
    route: str
    run: Callable[[func.HttpRequest, Any], func.HttpResponse]

    @property
    def pattern(self) -> Route:
        """The route as the local host reads it."""
        return Route(self.route, frozenset((self.method,)), function=None)  # type: ignore[arg-type]

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The route's parameters when the request is for this function."""
        return self.pattern.match(path.strip("/")) if method == self.method else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body."""
        assert self.headers["content-type"].startswith("application/json"), self.body
        return json.loads(self.body)

    def error(self) -> dict[str, Any]:
        """The error of the body."""
        error: dict[str, Any] = self.json()["error"]
        return error


def context(traceparent: str = "", *, function_name: str = "") -> Any:
    """What the host says of an invocation, as far as the app reads it."""
    return SimpleNamespace(function_name=function_name, trace_context=SimpleNamespace(trace_parent=traceparent))


@cache
def functions() -> dict[str, Any]:
    """Every function of the app by name. An app object lists its functions only once."""
    return {function.get_function_name(): function for function in function_app.app.get_functions()}


@cache
def http_functions() -> list[HttpFunction]:
    """The HTTP functions, in the order in which the host tries them."""
    found = []
    for name, function in functions().items():
        trigger = function.get_trigger()
        if trigger.get_binding_name() == "httpTrigger":
            (method,) = trigger.methods
            found.append(HttpFunction(name, method.value, trigger.route, function.get_user_function()))
    return sorted(found, key=lambda each: each.pattern.order)


@dataclass
class App:
    """The app on a container of fakes. Requests come from a program with all roles unless they say otherwise."""

    c: Container
    headers: dict[str, str] = field(default_factory=dict)
    traceparent: str = ""

    def bearer(self, *roles: str, tenant_id: str | None = None) -> dict[str, str]:
        """Headers of a program with these roles."""
        caller = make_caller(roles=frozenset(roles), in_browser=False)
        if tenant_id:
            caller = make_caller(roles=frozenset(roles), in_browser=False, tenant_id=tenant_id)
        return self._bearer(caller)

    def session(self, **fields: Any) -> dict[str, str]:
        """Headers of a person who signed in."""
        caller = make_caller(**fields)
        self.c.identity.person = caller  # type: ignore[attr-defined]
        started = self.get("/api/auth/sign-in", headers={})
        state = dict(parse_qsl(urlsplit(started.headers["location"]).query))["state"]
        cookie = started.headers["set-cookie"].partition(";")[0]
        ended = self.get(f"/api/auth/callback?state={state}&code=c", headers={"Cookie": cookie})
        return {"Cookie": ended.headers["set-cookie"].partition(";")[0], "Origin": PUBLIC_URL}

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """GET."""
        return self.send("GET", url, headers=headers)

    def post(self, url: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> Answer:
        """POST; a body that is not bytes goes as JSON."""
        return self.send("POST", url, body, headers=headers)

    def send(self, method: str, url: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Any request. Without `headers` it carries a token with all roles."""
        if headers is None:
            headers = self.bearer(*ALL_ROLES)
        parts = urlsplit(url)
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        for function in http_functions():
            parameters = function.match(method, parts.path)
            if parameters is not None:
                request = func.HttpRequest(
                    method,
                    PUBLIC_URL + url,
                    headers={**self.headers, **headers},
                    params=dict(parse_qsl(parts.query)),  # the host drops empty values too
                    route_params=parameters,
                    body=content,
                )
                return _answer(function.run(request, context(self.traceparent)))
        raise AssertionError(f"no function answers {method} {parts.path}")

    def _bearer(self, caller: Caller) -> dict[str, str]:
        bearers: dict[str, Caller] = self.c.identity.bearers  # type: ignore[attr-defined]
        token = f"token-{len(bearers)}"
        bearers[token] = caller
        return {"Authorization": f"Bearer {token}"}


def _answer(response: func.HttpResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    headers.setdefault("content-type", f"{response.mimetype}; charset={response.charset}")
    return Answer(response.status_code, headers, response.get_body())
