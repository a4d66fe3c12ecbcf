"""The contract as OpenAPI and as a page: complete, sound in shape, and what the app does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from connector.functions.endpoint import ENDPOINTS
from tests.unit.functions.app import App, http_functions

CONTRACT = {
    "GET /api/health": None,
    "GET /api/openapi.json": None,
    "GET /api/docs": None,
    "GET /api/auth/sign-in": None,
    "GET /api/auth/callback": None,
    "POST /api/auth/sign-out": None,
    "GET /api/me": "Connector.Read",
    "GET /api/connection": "Connector.Read",
    "PUT /api/connection": "Connector.Admin",
    "GET /api/connection/callback": None,
    "DELETE /api/connection": "Connector.Admin",
    "GET /api/actions": "Connector.Read",
    "GET /api/actions/{id}": "Connector.Read",
    "GET /api/actions/{id}/draft": "Tickets.Share",
    "POST /api/tickets": "Tickets.Share",
    "POST /api/tickets/bulk": "Tickets.Share",
    "GET /api/tickets": "Connector.Read",
    "GET /api/tickets/{id}": "Connector.Read",
    "POST /api/tickets/{id}/retry": "Tickets.Share",
    "GET /api/tickets/{id}/preview": "Tickets.Share",
    "POST /api/tickets/{id}/refresh": "Tickets.Share",
    "GET /api/summary": "Connector.Read",
    "GET /api/score": "Connector.Read",
    "GET /api/connection/defaults": "Connector.Read",
    "PUT /api/connection/defaults": "Connector.Admin",
    "POST /api/tickets/lookup": "Connector.Read",
    "GET /api/connection/setup": "Connector.Admin",
    "POST /api/actions/drafts": "Tickets.Share",
}
"""Rows that programs outside rely on, with the role that each needs."""


@pytest.fixture
def document(app: App) -> dict[str, Any]:
    """What a client generator reads."""
    answer = app.get("/api/openapi.json", headers={})
    assert answer.status == 200
    document: dict[str, Any] = answer.json()
    return document


def operations(document: dict[str, Any]) -> dict[str, Any]:
    """Operations by method and path."""
    return {f"{m.upper()} {path}": each for path, item in document["paths"].items() for m, each in item.items()}


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from walk(item)


def test_the_contract_is_kept(document: dict[str, Any]) -> None:
    """
    Each row is there, with the role it always had.
    """
    roles = {
        name: (each.get("security") or [{"entra": [None]}])[0]["entra"][0]
        for name, each in operations(document).items()
    }

    assert {name: roles.get(name, "missing") for name in CONTRACT} == CONTRACT


def test_the_document_names_what_is_registered(document: dict[str, Any]) -> None:
    """
    No HTTP function without a row, no row without a function; the portal's files are no rows.
    """
    registered = {f"{each.method} /{each.route.strip('/')}" for each in http_functions() if each.name != "get_portal"}

    assert set(operations(document)) == registered
    assert len(ENDPOINTS) == len(registered)


def test_the_document_is_sound_in_shape(document: dict[str, Any]) -> None:
    """
    OpenAPI 3.1: every operation answers, every reference leads somewhere, every path parameter is declared.
    """
    assert document["openapi"].startswith("3.1.")
    schemas = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert {each["$ref"] for each in walk(document) if isinstance(each.get("$ref"), str)} <= schemas
    for name, each in operations(document).items():
        assert each["summary"]
        assert all(re.fullmatch(r"[1-5]\d\d|default", status) for status in each["responses"])
        declared = {p["name"] for p in each["parameters"] if p["in"] == "path" and p["required"]}
        assert declared == set(re.findall(r"{(\w+)}", name))


def test_bodies_name_their_fields_as_they_are_sent(document: dict[str, Any]) -> None:
    """
    In camelCase, required ones marked, others refused.
    """
    draft = document["components"]["schemas"]["DraftBody"]

    assert {"actionId", "kind", "name", "description", "priority", "dueDate"} <= set(draft["required"])
    assert draft["additionalProperties"] is False
    assert not any("_" in name for name in draft["properties"])


def test_every_answer_matches_its_schema_in_names(app: App, document: dict[str, Any]) -> None:
    """
    What a list answers has the fields that the document promises.
    """
    for path in ("/api/me", "/api/connection", "/api/actions", "/api/tickets", "/api/summary"):
        content = operations(document)[f"GET {path}"]["responses"]["200"]["content"]["application/json"]
        name = content["schema"]["$ref"].rpartition("/")[2]
        assert set(app.get(path).json()) == set(document["components"]["schemas"][name]["properties"])


def test_the_page_lists_every_row_for_people(app: App) -> None:
    """
    Without any script, for anyone.
    """
    answer = app.get("/api/docs", headers={})

    text = answer.body.decode()
    assert answer.headers["content-type"].startswith("text/html")
    assert all(f"/{each.path}</code>" in text for each in ENDPOINTS)
    assert "<script" not in text


def test_what_a_program_sends_and_gets_beside_json_is_there(document: dict[str, Any]) -> None:
    """
    The header that makes a repeat safe, the shape of each draft of many, the open ticket of a 409, and the CSV.
    """
    each, schemas = operations(document), document["components"]["schemas"]

    for path in ("/api/tickets", "/api/tickets/bulk"):
        assert ("Idempotency-Key", "header") in [(p["name"], p["in"]) for p in each[f"POST {path}"]["parameters"]]
    assert "DraftBody" in schemas["BulkBody"]["properties"]["drafts"]["description"]
    assert "ticket" in schemas["ErrorView"]["properties"]
    assert list(each["GET /api/tickets.csv"]["responses"]["200"]["content"]) == ["text/csv"]
    assert "application/json" in each["GET /api/health"]["responses"]["200"]["content"]
