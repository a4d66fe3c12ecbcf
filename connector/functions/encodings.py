"""Content encodings: which a client takes, and answers made smaller for it."""

from __future__ import annotations

import gzip

SMALLEST = 1_400
"""Bytes; less fits into one packet anyway."""
_LEVEL = 5
"""Of 9: the last levels cost twice the time and save a few percent."""


def accepted(accept_encoding: str) -> set[str]:
    """The encodings that an Accept-Encoding header names and does not refuse with q=0."""
    encodings = set()
    for item in accept_encoding.split(","):
        name, *parameters = (part.strip().casefold() for part in item.split(";"))
        if not any(text.startswith("q=") and not text[2:].strip("0.") for text in parameters):
            encodings.add(name)
    return encodings


def is_worthwhile(content: bytes, accept_encoding: str) -> bool:
    """Whether this client gains from `compressed` content."""
    return len(content) >= SMALLEST and "gzip" in accepted(accept_encoding)


def compressed(content: bytes) -> bytes:
    """The content as gzip; the same bytes for the same content."""
    return gzip.compress(content, _LEVEL, mtime=0)
