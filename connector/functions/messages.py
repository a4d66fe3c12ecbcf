"""Texts for people, by error code and language: `connector/messages/<language>.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr", "zh-CN")
_FOLDER = Path(__file__).parent.parent / "messages"


def text(code: str, language: str, params: Mapping[str, str] | None = None) -> str:
    """The message of a code, its placeholders filled; an unknown code reads as an internal error."""
    texts = _texts(language)
    return texts.get(code, texts["internal"]).format_map(_Params(params or {}))


def language_of(accept_language: str) -> str:
    """The best of our languages for an Accept-Language header; English when it names none of them."""
    wanted: list[tuple[float, str]] = []
    for item in accept_language.split(","):
        tag, *parameters = (part.strip().casefold() for part in item.split(";"))
        quality = next((_quality(text[2:]) for text in parameters if text.startswith("q=")), 1.0)
        if quality > 0:
            wanted.append((-quality, tag.partition("-")[0]))
    for _, tag in sorted(wanted, key=lambda item: item[0]):
        if match := next((own for own in LANGUAGES if own.partition("-")[0] == tag), None):
            return match
    return LANGUAGES[0]


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


@cache
def _texts(language: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return texts


class _Params(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
