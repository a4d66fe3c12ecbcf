"""Texts for people: the same in every language, and one for every code that the connector raises."""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector import errors
from connector.errors import ConnectorError, RemoteError
from connector.functions import endpoint, messages

CONNECTOR = Path(errors.__file__).parent
NOT_FOR_PEOPLE = {CONNECTOR / "adapters/job_messages.py"}
"""Its words say why a message is no job; they go to the event log."""


def texts(language: str) -> dict[str, str]:
    """All texts of a language."""
    loaded: dict[str, str] = json.loads((CONNECTOR / f"messages/{language}.json").read_text("utf-8"))
    return loaded


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call in the connector whose result may reach people: where, the call, and the name of what is called."""
    for path in sorted(CONNECTOR.rglob("*.py")):
        if path in NOT_FOR_PEOPLE:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield f"{path.relative_to(CONNECTOR)}:{node.lineno}", node, name


def constants() -> dict[str, str]:
    """Texts that the connector's modules give a name in capitals."""
    found = {}
    for path in CONNECTOR.rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))) if name.isupper():
                    found[name] = text
    return found


def words(node: ast.expr | None) -> set[str]:
    """The words an expression may be: a literal, a constant, or those on both sides of an if."""
    match node:
        case ast.Constant(value=str(word)):
            return {word}
        case ast.Name(id=name) if name in CONSTANTS:
            return {CONSTANTS[name]}
        case ast.IfExp(body=body, orelse=orelse):
            return words(body) | words(orelse)
    return set()


def argument(call: ast.Call, name: str) -> ast.expr | None:
    """A keyword argument."""
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


CONSTANTS = constants()
ERRORS = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, ConnectorError)
}


def codes_of(call: ast.Call, kind: type[ConnectorError]) -> set[str]:
    """The codes an error may carry."""
    return words(argument(call, "code")) or {kind.code}


def raised() -> dict[str, str]:
    """Every code with one place that raises it: class defaults, `code=`, stored failures, fields at fault."""
    found = {kind.code: name for name, kind in ERRORS.items()}
    for place, call, name in calls():
        if name in ERRORS:
            found |= dict.fromkeys(codes_of(call, ERRORS[name]), place)
        match name, call.args:
            case ("Failure", [first, *_]):
                found |= dict.fromkeys(words(first), place)
            case ("InvalidRequestError", [ast.Dict(values=values), *_]):
                found |= {word: place for value in values for word in words(value)}
    return found


def test_codes_are_found() -> None:
    """
    The search of this module sees the ways in which codes are raised.
    """
    assert {"internal", "consent_needed", "instance_asleep", "gave_up", "in_the_past", "not_connected"} <= set(raised())


def test_every_code_that_is_raised_has_a_text() -> None:
    """
    Without one a person would read that something went wrong on our side.
    """
    known = texts("en")

    assert {code: place for code, place in raised().items() if code not in known} == {}


def test_every_problem_of_a_body_has_a_text() -> None:
    """
    Whatever pydantic finds wrong with a field is said in a word of ours.
    """
    tree = ast.parse(Path(endpoint.__file__).read_text("utf-8"))
    problems = next(n for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "_PROBLEMS")
    assert isinstance(problems.value, ast.Dict)
    found = {word for value in problems.value.values for word in words(value)} | {"not_a_date", "wrong_type"}

    assert found <= set(texts("en"))
    assert "unknown_field" in found


@pytest.mark.parametrize("language", messages.LANGUAGES[1:])
def test_languages_have_the_same_texts(language: str) -> None:
    """
    The same keys with the same placeholders, none of them empty.
    """
    english, other = texts("en"), texts(language)

    assert list(other) == list(english)
    assert {key: placeholders(text) for key, text in other.items()} == {k: placeholders(t) for k, t in english.items()}
    assert all(text.strip() for text in other.values())


def test_what_an_error_brings_fills_its_text() -> None:
    """
    A placeholder that nobody fills would be read as a question mark.
    """
    known, unfilled = texts("en"), {}
    for place, call, name in calls():
        if name not in ERRORS or name == "AlreadySharedError":  # This one brings its action by itself.
            continue
        brought = {"service", "reason"} if issubclass(ERRORS[name], RemoteError) else set()
        if isinstance(params := argument(call, "params"), ast.Dict):
            brought |= {word for key in params.keys for word in words(key)}
        for code in codes_of(call, ERRORS[name]):
            if missing := placeholders(known.get(code, "")) - brought:
                unfilled[place] = f"{code} lacks {sorted(missing)}"

    assert unfilled == {}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.8,en;q=0.5", "fr"),
        ("en;q=0.3, fr;q=0.7", "fr"),
        ("zh", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("ZH-cn", "zh-CN"),
        ("de, fr;q=0.1", "fr"),
        ("de-DE", "en"),
        ("*", "en"),
        ("fr;q=0, en", "en"),
        ("en;q=0.5, fr; q=0.9", "fr"),
        ("fr;q=lots,en", "en"),
        (";;;,,,q=1", "en"),
        ("frr", "en"),
        ("fr;q=0", "en"),
        ("zh-Hans-CN ; q=0.4 , fr ; q=0.3", "zh-CN"),
    ],
)
def test_the_best_language_of_the_header_is_taken(header: str, language: str) -> None:
    """
    By quality, then order; English for what we do not speak or cannot read.
    """
    assert messages.language_of(header) == language


def test_an_unknown_code_reads_as_an_internal_error() -> None:
    """
    Never as a bare code.
    """
    assert messages.text("no_such_code", "fr") == texts("fr")["internal"]


def test_a_text_is_filled_with_what_was_given() -> None:
    """
    Braces in a value are text, not placeholders.
    """
    text = messages.text("remote_rejected", "en", {"service": "ServiceNow", "reason": "{role} {0} %s"})

    assert text == "ServiceNow refused: {role} {0} %s"
