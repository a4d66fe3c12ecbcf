"""HTML of any quality as readable plain text: lists numbered, links kept, tables as rows."""

from __future__ import annotations

import re
from typing import Any

from markdownify import MarkdownConverter

_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")
_SPACES = re.compile(r"[ \t\u00a0]+")


class _PlainText(MarkdownConverter):
    """Markdown's lists and tables, without its marks: a ServiceNow description shows text as it is."""

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        """A link as its text, and its address behind it unless that is the text."""
        address = (el.get("href") or "").strip()
        words = text.strip()
        if not address.lower().startswith(("http://", "https://")) or address == words:
            return text
        return text.replace(words, f"{words} ({address})", 1) if words else address

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        """A picture as the words that describe it."""
        return str(el.get("alt") or "")

    def convert_table(self, el: Any, text: str, parent_tags: Any) -> str:
        """A table as its rows."""
        return f"\n\n{text.strip()}\n\n"

    def convert_tr(self, el: Any, text: str, parent_tags: Any) -> str:
        """A row as one line."""
        return f"{text.strip().removesuffix('|').rstrip()}\n"

    def convert_td(self, el: Any, text: str, parent_tags: Any) -> str:
        """A cell, with a bar to the next."""
        return f"{' '.join(text.split())} | "

    convert_th = convert_td

    def _words(self, el: Any, text: str, parent_tags: Any) -> str:
        return text

    def _block(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"\n\n{text.strip()}\n\n"

    convert_b = convert_strong = convert_em = convert_i = convert_del = convert_s = _words
    convert_code = convert_kbd = convert_samp = _words
    convert_pre = convert_blockquote = _block


_CONVERTER = _PlainText(
    bullets="-",
    escape_asterisks=False,
    escape_underscores=False,
    escape_misc=False,
    strip=["h1", "h2", "h3", "h4", "h5", "h6"],
)


def html_to_text(html: str) -> str:
    """The text of a fragment; text without any tag comes back as it is, its white space tidied."""
    text = _CONVERTER.convert(html) if "<" in html or "&" in html else html
    lines = [_tidied(line) for line in text.replace("\r", "").split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _tidied(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    nested = " " * indent if indent > 1 else ""  # One space is what stood behind a line break.
    return (nested + _SPACES.sub(" ", line.strip())).rstrip()
