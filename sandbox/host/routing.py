"""Route templates: `tickets/{id}`, `{*path}`, `{id:int}`, `{id?}`, `{kind=incident}`, `{name}.{ext}`.

Capitals and small letters are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote
from uuid import UUID

from sandbox.host.functions import Function, HttpTrigger

Constraint = Callable[[str], bool]


class RouteError(ValueError):
    """Not a route template; the message says why."""


def _converts(convert: Callable[[str], object]) -> Constraint:
    def accepts(text: str) -> bool:
        try:
            convert(text)
        except ValueError:
            return False
        return True

    return accepts


def _whole_number(bits: int) -> Constraint:
    def accepts(text: str) -> bool:
        return re.fullmatch(r"[+-]?\d{1,19}", text) is not None and -(2 ** (bits - 1)) <= int(text) < 2 ** (bits - 1)

    return accepts


def _length(argument: str) -> Constraint:
    least, _, most = argument.partition(",")
    return lambda text: int(least) <= len(text) <= int(most or least)


def _range(argument: str) -> Constraint:
    least, _, most = argument.partition(",")
    return lambda text: _whole_number(64)(text) and int(least) <= int(text) <= int(most)


_PLAIN: dict[str, Constraint] = {
    "int": _whole_number(32),
    "long": _whole_number(64),
    "bool": lambda text: text.lower() in ("true", "false"),
    "guid": _converts(UUID),
    "alpha": lambda text: re.fullmatch("[A-Za-z]*", text) is not None,
    "decimal": _converts(float),
    "double": _converts(float),
    "float": _converts(float),
    "required": bool,
}
_WITH_ARGUMENT: dict[str, Callable[[str], Constraint]] = {
    "length": _length,
    "minlength": lambda argument: lambda text: len(text) >= int(argument),
    "maxlength": lambda argument: lambda text: len(text) <= int(argument),
    "min": lambda argument: lambda text: _whole_number(64)(text) and int(text) >= int(argument),
    "max": lambda argument: lambda text: _whole_number(64)(text) and int(text) <= int(argument),
    "range": _range,
    "regex": lambda argument: lambda text: re.search(argument, text, re.IGNORECASE) is not None,
}


def _constraint(text: str) -> Constraint:
    name, parenthesis, rest = text.partition("(")
    if not parenthesis and name in _PLAIN:
        return _PLAIN[name]
    if parenthesis and name in _WITH_ARGUMENT and rest.endswith(")"):
        return _WITH_ARGUMENT[name](rest[:-1])
    raise RouteError(f"unknown constraint {text!r}")


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    constraints: tuple[Constraint, ...]
    catch_all: bool
    optional: bool
    default: str | None

    @classmethod
    def parse(cls, text: str) -> _Parameter:
        optional = text.endswith("?")
        declared, *default = _split_outside_parentheses(text.removesuffix("?"), "=")
        name, *constraints = _split_outside_parentheses(declared, ":")
        catch_all = name.startswith("*")
        name = name.lstrip("*")
        if not name.isidentifier():
            raise RouteError(f"{name!r} is not a parameter name")
        return cls(name, tuple(map(_constraint, constraints)), catch_all, optional, default[0] if default else None)


def _split_outside_parentheses(text: str, separator: str) -> list[str]:
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == separator and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


_TOKEN = re.compile(r"\{((?:[^{}]|\{\{|\}\})+)\}|([^{}]+)")


def _parts(segment: str) -> list[str | _Parameter]:
    parts: list[str | _Parameter] = []
    position = 0
    while position < len(segment):
        found = _TOKEN.match(segment, position)
        if found is None:
            raise RouteError(f"{segment!r} has a lone brace")
        inner = found[1]
        parts.append(found[2] if inner is None else _Parameter.parse(inner.replace("{{", "{").replace("}}", "}")))
        position = found.end()
    return parts


def _segments(template: str) -> list[str]:
    """Split at slashes outside braces: a regex constraint may hold one."""
    segments, depth = [""], 0
    for character in template:
        depth += (character == "{") - (character == "}")
        if character == "/" and not depth:
            segments.append("")
        else:
            segments[-1] += character
    return [segment for segment in segments if segment]


class Route:
    """A template, its methods and its function."""

    def __init__(self, template: str, methods: frozenset[str], function: Function) -> None:
        self.function = function
        self.methods = methods
        self.template = template.strip("/")
        self._segments = [_parts(segment) for segment in _segments(self.template)]
        self._parameters = [part for segment in self._segments for part in segment if isinstance(part, _Parameter)]
        names = [parameter.name.lower() for parameter in self._parameters]
        if len(set(names)) < len(names):
            raise RouteError(f"the route {template!r} names a parameter twice")
        self._pattern = re.compile(self._expression(), re.IGNORECASE | re.DOTALL)

    def match(self, path: str) -> dict[str, str] | None:
        """Route values of a decoded path without outer slashes, or None."""
        found = self._pattern.fullmatch(path)
        if found is None:
            return None
        values = {}
        for index, parameter in enumerate(self._parameters):
            value = found[f"p{index}"]
            if value is None:
                value = parameter.default
            if value is None:
                continue
            if not all(constraint(value) for constraint in parameter.constraints):
                return None
            values[parameter.name] = value
        return values

    @property
    def order(self) -> list[tuple[object, ...]]:
        """Sort key: literals, then parameters with constraints, then plain ones, then catch-alls; longer first."""
        key: list[tuple[object, ...]] = []
        for segment in self._segments:
            first = segment[0]
            if isinstance(first, str):
                key.append((0, 0, 0, first.lower()))
            else:
                key.append((1, int(first.catch_all), -len(first.constraints), ""))
        return [*key, (2,)]

    def _expression(self) -> str:
        expression, index = "", 0
        for position, segment in enumerate(self._segments):
            pattern = ""
            droppable = len(segment) == 1 and isinstance(segment[0], _Parameter)
            for part in segment:
                if isinstance(part, str):
                    pattern += re.escape(part)
                    continue
                pattern += f"(?P<p{index}>{'.*' if part.catch_all else '[^/]+?'})"
                index += 1
                droppable = droppable and (part.optional or part.catch_all or part.default is not None)
            pattern = f"/{pattern}" if position else pattern
            expression += f"(?:{pattern})?" if droppable else pattern
        return expression


class Router:
    """All routes of an app."""

    def __init__(self, functions: Iterable[Function], prefix: str) -> None:
        self._routes: list[Route] = []
        for function in functions:
            if isinstance(function.trigger, HttpTrigger):
                template = f"{prefix}/{function.trigger.route.strip('/')}" if prefix else function.trigger.route
                self._routes.append(Route(template, function.trigger.methods, function))
        self._routes.sort(key=lambda route: route.order)

    def find(self, method: str, raw_path: str) -> tuple[Function, dict[str, str]] | None:
        """The function for a request and its route values. A wrong method is as unknown as a wrong path."""
        path = _decoded(raw_path)
        for route in self._routes:
            if route.methods and method not in route.methods:
                continue
            values = route.match(path)
            if values is not None:
                return route.function, values
        return None


def _decoded(raw_path: str) -> str:
    # An encoded slash stays encoded: it does not separate segments.
    path = raw_path.replace("%2F", "%252F").replace("%2f", "%252f")
    return unquote(path).strip("/")
