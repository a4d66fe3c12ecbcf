"""Encoded queries (`state=1^ORstate=2^NQactive=true^ORDERBYnumber`) taken apart; `query_sql.py` gives them meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

UNARY = ("ISNOTEMPTY", "ISEMPTY", "EMPTYSTRING", "ANYTHING")
BINARY = (
    "NOT LIKE",
    "NOT IN",
    "STARTSWITH",
    "ENDSWITH",
    "NSAMEAS",
    "SAMEAS",
    "BETWEEN",
    "DYNAMIC",
    "LIKE",
    "IN",
    "!=",
    "!*",
    ">=",
    "<=",
    "=",
    ">",
    "<",
    "*",
    "%",
)
RANGE_OPERATORS = frozenset({"<", "<=", ">", ">=", "LIKE", "NOT LIKE", "STARTSWITH", "ENDSWITH", "BETWEEN", "TEXT"})
"""What the `query_range` access operation guards; the others are matches."""

_ALIASES = {"*": "LIKE", "!*": "NOT LIKE", "%": "ENDSWITH"}
_TERM = re.compile(rf"([a-z][a-z0-9_.]*)(?:({'|'.join(UNARY)})$|({'|'.join(map(re.escape, BINARY))})(.*)$)", re.DOTALL)
_TEXT_SEARCH = "123TEXTQUERY321="


@dataclass(frozen=True, slots=True)
class Condition:
    """One term. `operator` is empty when the text has no known form; then `field` is that text."""

    field: str
    operator: str
    value: str = ""


Clause = list[Condition]
"""Conditions joined by OR."""


@dataclass
class EncodedQuery:
    """Groups joined by OR; within a group, clauses joined by AND. `order` is (field, descending) in the order given."""

    groups: list[list[Clause]] = field(default_factory=list)
    order: list[tuple[str, bool]] = field(default_factory=list)


def parse(text: str, *, caret_escape: bool = True, or_binds_to_previous: bool = True) -> EncodedQuery:
    """Take an encoded query apart. Never fails: what has no known form becomes a condition without operator."""
    query = EncodedQuery()
    group: list[Clause] = []
    for piece in _pieces(text, caret_escape):
        if piece == "EQ":
            break
        if piece.startswith("ORDERBYDESC"):
            query.order.append((piece[11:], True))
        elif piece.startswith("ORDERBY"):
            query.order.append((piece[7:], False))
        elif piece.startswith("NQ"):
            query.groups.append(group)
            group = _with(piece[2:])
        elif piece.startswith("OR") and group:
            _add_alternative(query, group, _condition(piece[2:]), or_binds_to_previous)
            if not or_binds_to_previous:
                group = query.groups.pop()
        else:
            group.extend(_with(piece))
    query.groups.append(group)
    query.groups = [clauses for clauses in query.groups if clauses]
    return query


def _add_alternative(query: EncodedQuery, group: list[Clause], condition: Condition, to_previous: bool) -> None:
    if to_previous:
        group[-1].append(condition)
    else:
        query.groups.extend([group, [[condition]]])


def _with(piece: str) -> list[Clause]:
    return [[_condition(piece)]] if piece else []


def _pieces(text: str, caret_escape: bool) -> list[str]:
    if not caret_escape:
        return text.split("^")
    return [piece.replace("\0", "^") for piece in text.replace("^^", "\0").split("^")]


def _condition(piece: str) -> Condition:
    if piece.startswith(_TEXT_SEARCH):
        return Condition("", "TEXT", piece[len(_TEXT_SEARCH) :])
    match = _TERM.match(piece)
    if match is None:
        return Condition(piece, "")
    name, unary, binary, value = match.groups()
    operator = unary or binary
    return Condition(name, _ALIASES.get(operator, operator), value or "")
