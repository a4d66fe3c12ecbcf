"""Markdownify as a converter to plain text. Loads an HTML parser: imported by `html_text` on first use."""

from __future__ import annotations

from typing import Any

from markdownify import MarkdownConverter


class PlainText(MarkdownConverter):
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


def converter() -> PlainText:
    """A converter that escapes nothing: the text is not Markdown."""
    return PlainText(
        bullets="-",
        escape_asterisks=False,
        escape_underscores=False,
        escape_misc=False,
        strip=["h1", "h2", "h3", "h4", "h5", "h6"],
    )
