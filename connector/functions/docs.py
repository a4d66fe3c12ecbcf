"""The HTTP contract as OpenAPI 3.1, and a page to read it."""

from __future__ import annotations

import html
from functools import cache
from typing import Any

import azure.functions as func
from pydantic.json_schema import models_json_schema

from connector.functions.endpoint import ENDPOINTS, JSON, Endpoint, Request, endpoint
from connector.functions.pages import page
from connector.functions.parameters import Parameter
from connector.functions.replies import Reply
from connector.functions.views import ErrorView

bp = func.Blueprint()

_REFERENCE = "#/components/schemas/{model}"


@endpoint(bp, "GET", "api/openapi.json", role=None)
def get_openapi(_: Request) -> Reply:
    """This contract as OpenAPI 3.1."""
    return Reply(200, document(), {"Cache-Control": "public, max-age=300"})


@endpoint(bp, "GET", "api/docs", role=None)
def get_docs(_: Request) -> Reply:
    """This contract as a page."""
    return page("HTTP API", _content(), language="en")


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, made from the table of endpoints and their models."""
    models = {model for each in ENDPOINTS for model in (each.body, each.reply) if model} | {ErrorView}
    ordered = sorted(models, key=lambda model: model.__name__)
    references, definitions = models_json_schema(
        [(model, "serialization") for model in ordered], by_alias=True, ref_template=_REFERENCE
    )
    schemas = {model.__name__: references[(model, "serialization")] for model in ordered}
    paths: dict[str, Any] = {}
    for each in ENDPOINTS:
        paths.setdefault(f"/{each.path}", {})[each.method.lower()] = _operation(each, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Secure Score to ServiceNow", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"entra": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _operation(each: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    reply: dict[str, Any] = {"description": each.summary}
    if each.reply:
        reply["content"] = {each.content_type: {"schema": schemas[each.reply.__name__]}}
    elif each.content_type != JSON:
        reply["content"] = {each.content_type: {"schema": {"type": "string"}}}
    operation: dict[str, Any] = {
        "summary": each.summary,
        "parameters": [
            {"name": part[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
            for part in each.path.split("/")
            if part.startswith("{")
        ]
        + [_parameter(parameter, "query") for parameter in each.query]
        + [_parameter(parameter, "header") for parameter in each.headers],
        "responses": {
            str(each.status): reply,
            "default": {
                "description": "An error: code, message, request id.",
                "content": {"application/json": {"schema": schemas[ErrorView.__name__]}},
            },
        },
    }
    if each.body:
        schema = schemas[each.body.__name__]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if each.role:
        operation["security"] = [{"entra": [each.role.value]}]
    return operation


def _parameter(parameter: Parameter, place: str) -> dict[str, Any]:
    about = {"description": parameter.about} if parameter.about else {}
    return {"name": parameter.name, "in": place, "schema": parameter.schema, **about}


def _content() -> str:
    rows = "".join(
        f"<tr><td><code>{each.method} /{html.escape(each.path)}</code></td>"
        f"<td>{html.escape(each.role.value if each.role else 'anyone')}</td><td>{html.escape(each.summary)}</td></tr>"
        for each in sorted(ENDPOINTS, key=lambda each: each.path)
    )
    return (
        '<p>For programs: <a href="/api/openapi.json">OpenAPI 3.1</a>. Send an Entra access token as bearer token, or '
        '<a href="/api/auth/sign-in">sign in</a>.</p><div class="wide"><table><thead><tr><th>Endpoint</th>'
        f"<th>App role</th><th>Does</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
