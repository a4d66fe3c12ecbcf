"""HTML of any quality as readable plain text: lists numbered, links kept, tables as rows."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")
_SPACES = re.compile(r"[ \t\u00a0]+")


def html_to_text(html: str) -> str:
    """The text of a fragment; text without any tag comes back as it is, its white space tidied."""
    text = _converter().convert(html) if "<" in html or "&" in html else html
    lines = [_tidied(line) for line in text.replace("\r", "").split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _tidied(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    nested = " " * indent if indent > 1 else ""  # One space is what stood behind a line break.
    return (nested + _SPACES.sub(" ", line.strip())).rstrip()


@cache
def _converter() -> Any:
    from connector.adapters.plain_text import converter  # Only drafts need it, and it makes every cold start slower.

    return converter()
