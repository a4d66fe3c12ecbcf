"""Route templates and their order."""

import pytest

from sandbox.host.functions import Function, HttpTrigger
from sandbox.host.routing import RouteError, Router


def router(*routes: str, prefix: str = "", methods: tuple[str, ...] = ()) -> Router:
    return Router(
        [Function(route, route, HttpTrigger("req", route, frozenset(methods), "anonymous")) for route in routes], prefix
    )


def found(table: Router, path: str, method: str = "GET") -> tuple[str, dict[str, str]] | None:
    match = table.find(method, path)
    return match and (match[0].name, match[1])


def test_literals_win_over_parameters_and_these_over_catch_alls():
    """
    Whatever the order of registration: literal, constrained parameter, parameter, catch-all.
    """
    table = router("{*path}", "items/{name}", "items/{id:int}", "items/special")

    assert found(table, "/items/special") == ("items/special", {})
    assert found(table, "/items/7") == ("items/{id:int}", {"id": "7"})
    assert found(table, "/items/seven") == ("items/{name}", {"name": "seven"})
    assert found(table, "/items/7/more") == ("{*path}", {"path": "items/7/more"})


def test_catch_all_takes_the_root():
    """
    A catch-all matches the root, without a value.
    """
    assert found(router("{*path}"), "/") == ("{*path}", {"path": ""})


@pytest.mark.parametrize("route", ["/", ""])
def test_slash_is_the_root(route: str):
    """
    A route of "/" answers at the prefix itself and nowhere else.
    """
    assert found(router(route), "/") == (route, {})
    assert found(router(route), "/x") is None


def test_prefix_stands_before_every_route():
    """
    The prefix of host.json is part of each path.
    """
    table = router("health", prefix="api")

    assert found(table, "/api/health") == ("health", {})
    assert found(table, "/health") is None


def test_method_decides_too():
    """
    A wrong method is as unknown as a wrong path; no methods means all.
    """
    table = router("items", methods=("GET", "POST"))

    assert found(table, "/items", "DELETE") is None
    assert found(table, "/items", "POST") == ("items", {})
    assert found(router("items"), "/items", "DELETE") == ("items", {})


def test_case_and_trailing_slash_do_not_matter():
    """
    Literals match in any case, values keep theirs.
    """
    assert found(router("Items/{id}"), "/iTEMS/AbC/") == ("Items/{id}", {"id": "AbC"})


def test_values_are_decoded_but_an_encoded_slash_stays():
    """
    A value is percent-decoded; an encoded slash neither separates nor is decoded.
    """
    assert found(router("items/{id}"), "/items/a%20b%2Fc") == ("items/{id}", {"id": "a b%2Fc"})


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("a/{id?}", "/a", {}),
        ("a/{id?}", "/a/1", {"id": "1"}),
        ("a/{kind=incident}", "/a", {"kind": "incident"}),
        ("a/{kind=incident}", "/a/change", {"kind": "change"}),
        ("a/{name}.{ext}", "/a/page.html", {"name": "page", "ext": "html"}),
        ("a/{id:guid}", "/a/5ec0de00-0000-4000-8000-000000000001", {"id": "5ec0de00-0000-4000-8000-000000000001"}),
        ("a/{id:length(3)}", "/a/abc", {"id": "abc"}),
        ("a/{id:int:min(5)}", "/a/5", {"id": "5"}),
        ("a/{id:range(1,9)?}", "/a", {}),
        ("a/{id:regex(^[a-c]{{2}}$)}", "/a/ab", {"id": "ab"}),
        ("{*path:regex(^(?!api/).*$)}", "/x/y", {"path": "x/y"}),
    ],
)
def test_templates_that_match(template: str, path: str, values: dict[str, str]):
    """
    Optional parts, defaults, several parameters in a segment, constraints with arguments.
    """
    assert found(router(template), path) == (template, values)


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("a/{id}", "/a"),
        ("a/{id:int}", "/a/99999999999"),
        ("a/{id:int}", "/a/1.5"),
        ("a/{id:bool}", "/a/yes"),
        ("a/{id:alpha}", "/a/a1"),
        ("a/{id:guid}", "/a/none"),
        ("a/{id:length(2,3)}", "/a/abcd"),
        ("a/{id:min(5)}", "/a/4"),
        ("{*path:regex(^(?!api/).*$)}", "/api/y"),
    ],
)
def test_templates_that_do_not_match(template: str, path: str):
    """
    A missing part or a constraint not met.
    """
    assert found(router(template), path) is None


@pytest.mark.parametrize("template", ["a/{id:number}", "a/{id", "a/{}", "{id}/{ID}", "a/{id:length}"])
def test_broken_templates_are_refused(template: str):
    """
    An unknown constraint, a lone brace, an empty or repeated name is an error at start.
    """
    with pytest.raises(RouteError):
        router(template)
