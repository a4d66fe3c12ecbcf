"""Query parameters: read strictly, and described for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from connector.errors import InvalidRequestError

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """Any words."""

    name: str
    about: str = ""

    @property
    def schema(self) -> dict[str, object]:
        """As JSON Schema."""
        return {"type": "string"}

    def of(self, query: Query) -> str:
        """The text, "" without it."""
        return query.get(self.name, "")


@dataclass(frozen=True, slots=True)
class Choice[Word: StrEnum]:
    """One of a few words."""

    name: str
    words: type[Word]
    about: str = ""

    @property
    def schema(self) -> dict[str, object]:
        """As JSON Schema."""
        return {"type": "string", "enum": [word.value for word in self.words]}

    def of(self, query: Query) -> Word | None:
        """The word, None without it. Raises InvalidRequestError."""
        value = query.get(self.name)
        if not value:
            return None
        try:
            return self.words(value)
        except ValueError as error:
            raise InvalidRequestError({self.name: "not_one_of"}) from error


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from 1 to `most`."""

    name: str
    most: int
    default: int
    about: str = ""

    @property
    def schema(self) -> dict[str, object]:
        """As JSON Schema."""
        return {"type": "integer", "minimum": 1, "maximum": self.most, "default": self.default}

    def of(self, query: Query) -> int:
        """The number, the default without it. Raises InvalidRequestError."""
        value = query.get(self.name)
        if not value:
            return self.default
        if not (value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= self.most):
            raise InvalidRequestError({self.name: "out_of_range"})
        return int(value)


Parameter = Text | Choice[StrEnum] | Number


class Fields(StrEnum):
    """How much of each item a list shows."""

    BRIEF = "brief"


FIELDS = Choice("fields", Fields, "brief: without the long texts.")
CURSOR = Text("cursor", "The `cursor` of the page before.")
