"""The secrets of one run, and whether one of them reached a log."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

import requests

SHORTEST = 8
"""Characters. Shorter values would be found by chance."""
URL_SECRETS = frozenset(
    {"code", "code_verifier", "token", "access_token", "refresh_token", "client_secret", "id_token"}
)
"""Query parameters whose values are secrets."""


class KnownSecrets:
    """Values that must stand in no log, each with a name to report it by."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str, value: str) -> None:
        """Remember one; empty and very short values are left out."""
        if len(value) >= SHORTEST:
            self._names.setdefault(value, name)

    def add_from(self, response: requests.Response) -> None:
        """Remember the cookies that an answer sets, and the codes and tokens in its URL and in where it redirects."""
        for cookie in response.cookies:
            self.add(f"cookie {cookie.name}", cookie.value or "")
        for url in (response.url, response.headers.get("Location", "")):
            parts = urlsplit(url)
            for name, value in [*parse_qsl(parts.query), *parse_qsl(parts.fragment)]:
                if name in URL_SECRETS:
                    self.add(f"{name} in a URL of {parts.path}", value)

    def leaks(self, folder: Path) -> list[str]:
        """
        Where a secret stands in a file under `folder`: "host.log line 7: cookie session". Never the value.

        Values are looked for as they are, and percent-encoded and decoded, as in logged URLs, forms and cookies.
        """
        forms = {form: name for value, name in self._names.items() for form in _forms(value)}
        found = []
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            text = path.read_text("utf-8", errors="replace")
            found += [
                f"{path.name} line {text.count('\n', 0, text.index(form)) + 1}: {name}"
                for form, name in forms.items()
                if form in text
            ]
        return sorted(set(found))


def _forms(value: str) -> set[str]:
    return {value, quote(value), quote(value, safe=""), quote_plus(value), unquote(value)}
