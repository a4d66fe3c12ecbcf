"""One decorator for every HTTP function: who may ask, what is read, what is answered, and what an error becomes.

It keeps a table of all endpoints, from which the OpenAPI document is made.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import azure.functions as func
from pydantic import BaseModel, ValidationError

from connector.bootstrap import container, spans
from connector.errors import (
    BodyTooLargeError,
    ConnectorError,
    InvalidRequestError,
    NotAllowedError,
)
from connector.functions.defects import log_defect
from connector.functions.messages import language_of
from connector.functions.pages import FailurePage, failure
from connector.functions.parameters import Parameter
from connector.functions.replies import Reply, error_reply, status_of, to_response
from connector.functions.sessions import caller_of
from connector.functions.traces import traceparent_of
from connector.ports import Caller

log = logging.getLogger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_BODY_MAX = 256 * 1024
JSON = "application/json"


class Role(StrEnum):
    """Entra app roles. Whoever has one of them may read."""

    READ = "Connector.Read"
    SHARE = "Tickets.Share"
    ADMIN = "Connector.Admin"


@dataclass(frozen=True, slots=True)
class Request:
    """What a handler reads of a request. Header names are lower case."""

    method: str
    headers: dict[str, str]
    query: Mapping[str, str]
    path: Mapping[str, str]
    body: bytes
    request_id: str
    language: str

    @property
    def address(self) -> str:
        """The client's network address as the platform's front end saw it, without port; "" when it says none."""
        # The front end adds what it saw at the end. What stands before came with the request: anyone may write it.
        seen = self.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        if seen.startswith("["):
            return seen[1:].partition("]")[0]
        return seen.partition(":")[0] if seen.count(":") == 1 else seen

    @property
    def wants_page(self) -> bool:
        """Whether a person's browser asks: it navigates, or sends a form."""
        return "text/html" in self.headers.get("accept", "")

    def json[Model: BaseModel](self, model: type[Model], *, limit: int = _BODY_MAX) -> Model:
        """The body as this model. Raises InvalidRequestError naming every field at fault."""
        if len(self.body) > limit:
            raise BodyTooLargeError({})
        return validated(model, self.body)


Handler = Callable[[Request, Caller], Reply] | Callable[[Request], Reply]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of the HTTP contract. `role` None: anyone; `content_type` is what it answers, `reply` its JSON."""

    method: str
    path: str
    role: Role | None
    summary: str
    body: type[BaseModel] | None
    reply: type[BaseModel] | None
    status: int
    query: tuple[Parameter, ...]
    headers: tuple[Parameter, ...]
    content_type: str


ENDPOINTS: list[Endpoint] = []


def endpoint(
    blueprint: func.Blueprint,
    method: str,
    path: str,
    *,
    role: Role | None,
    body: type[BaseModel] | None = None,
    reply: type[BaseModel] | None = None,
    status: int = 200,
    query: tuple[Parameter, ...] = (),
    headers: tuple[Parameter, ...] = (),
    content_type: str = JSON,
    failure_page: FailurePage | None = None,
    in_contract: bool = True,
) -> Callable[[Handler], Handler]:
    """
    Register a handler as HTTP function.

    A handler with a role takes (Request, Caller), one without takes (Request). It returns a Reply or raises a
    ConnectorError; anything else it raises is a defect and answers 500. Where browsers are sent to, `failure_page` says
    how an error is shown; elsewhere errors are JSON. What is not `in_contract` is no row of the table.
    """

    def register(handler: Handler) -> Handler:
        if in_contract:
            row = Endpoint(method, path, role, _summary(handler), body, reply, status, query, headers, content_type)
            ENDPOINTS.append(row)

        def function(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
            begun_by = traceparent_of(context) or req.headers.get("traceparent", "")
            with spans().request(method, f"/{path}", begun_by) as answered:
                reply, request_id = _answer(handler, role, req, failure_page)
                answered(reply.status, request_id)
            return to_response(reply, request_id, accept_encoding=req.headers.get("accept-encoding", ""))

        # The worker reads name and annotations of what it gets; a wrapped handler would show its own.
        function.__name__ = handler.__name__
        function.__doc__ = handler.__doc__
        blueprint.route(route=path or "/", methods=[method], auth_level=func.AuthLevel.ANONYMOUS)(function)
        return handler

    return register


def authorized(request: Request, role: Role) -> Caller:
    """Who asks. Raises NotAuthenticatedError, and NotAllowedError without this role; every role may read."""
    caller = caller_of(request.headers, request.method, container())
    if not caller.roles & ({role.value} if role is not Role.READ else {item.value for item in Role}):
        raise NotAllowedError(role.value, params={"role": role.value})
    return replace(caller, address=request.address)


def validated[Model: BaseModel](model: type[Model], body: bytes | str) -> Model:
    """JSON as this model. Raises InvalidRequestError naming every field at fault, never its value."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        if problems[0]["type"] == "json_invalid":
            raise InvalidRequestError({}, code="not_json") from None
        raise InvalidRequestError(
            {".".join(str(part) for part in p["loc"]) or "body": _problem(p["type"]) for p in problems}
        ) from None


def _answer(
    handler: Handler, role: Role | None, req: func.HttpRequest, failure_page: FailurePage | None
) -> tuple[Reply, str]:
    started = time.monotonic()
    request = _request(req)
    try:
        reply = _call(handler, role, request)
    except ConnectorError as error:
        reply = _failure(error, request, failure_page)
        _log_error(error, request)
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is one of ours
        log_defect(error, function=handler.__name__, request_id=request.request_id)
        reply = _failure(ConnectorError(), request, failure_page)
    log.info(
        "request",
        extra={
            "function": handler.__name__,
            "status": reply.status,
            "elapsed_ms": round((time.monotonic() - started) * 1000),
            "request_id": request.request_id,
        },
    )
    return reply, request.request_id


def _call(handler: Handler, role: Role | None, request: Request) -> Reply:
    if role is None:
        return handler(request)  # type: ignore[call-arg]
    return handler(request, authorized(request, role))  # type: ignore[call-arg]


def _request(req: func.HttpRequest) -> Request:
    headers = {name.lower(): value for name, value in req.headers.items()}
    given = headers.get("x-request-id", "")
    return Request(
        method=req.method.upper(),
        headers=headers,
        query=dict(req.params),
        path=dict(req.route_params),
        body=req.get_body(),
        request_id=given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex,
        language=language_of(headers.get("accept-language", "")),
    )


def _failure(error: ConnectorError, request: Request, failure_page: FailurePage | None) -> Reply:
    if failure_page and (request.wants_page or request.method == "GET"):
        return failure(error, failure_page, language=request.language, request_id=request.request_id)
    return error_reply(error, language=request.language, request_id=request.request_id)


def _log_error(error: ConnectorError, request: Request) -> None:
    level = logging.ERROR if status_of(error) == 500 else logging.INFO
    log.log(level, "refused", extra={"error": error.code, "reason": str(error), "request_id": request.request_id})


def _summary(handler: Handler) -> str:
    return (handler.__doc__ or "").strip().splitlines()[0]


_PROBLEMS = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_too_short": "empty",
    "too_short": "empty",
    "enum": "not_one_of",
    "string_pattern_mismatch": "forbidden_character",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}


def _problem(kind: str) -> str:
    return "not_a_date" if kind.startswith("date") else _PROBLEMS.get(kind, "wrong_type")
