"""The portal's source: its types are the app's contract, its texts are whole, its first load is small."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.missing import cannot_run

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "portal" / "src"
LOCALES = SOURCE / "i18n" / "locales"
SITE = REPOSITORY / "connector" / "functions" / "site"
LANGUAGES = ("fr", "zh-CN")
PAGES = sorted(path.stem for path in (LOCALES / "en").glob("*.json"))

FIRST_LOAD_MAX = 250 * 1024
"""Bytes of compressed script that a browser fetches before the home page shows."""

_PLURAL = re.compile(r"_(zero|one|two|few|many|other)$")
_LITERAL = re.compile(r"""(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1""")


def keys(language: str, page: str) -> set[str]:
    """The keys of a page's texts, joined by dots, without the ending of a plural."""

    def walk(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name, item in value.items():
                yield from walk(item, f"{path}.{name}" if path else name)
        else:
            yield _PLURAL.sub("", path)

    return set(walk(json.loads((LOCALES / language / f"{page}.json").read_text(encoding="utf-8")), ""))


def placeholders(language: str, page: str) -> dict[str, set[str]]:
    """The names between double braces, by line that holds any; plurals share one entry."""
    found: dict[str, set[str]] = {}
    for name, text in re.findall(r'"([^"]+)": "(.*)"', (LOCALES / language / f"{page}.json").read_text("utf-8")):
        found.setdefault(_PLURAL.sub("", name), set()).update(re.findall(r"{{(\w+)}}", text))
    return found


def literals() -> set[str]:
    """Every text in quotes in the portal's source; of a template, what stands before its first placeholder and `*`."""
    found = set()
    for file in SOURCE.rglob("*.ts*"):
        for _, text in _LITERAL.findall(file.read_text(encoding="utf-8")):
            key = text.partition(":")[2] if text.partition(":")[0] in PAGES else text
            found.add(re.sub(r"\$\{[^}]*\}", "*", key))
    return found


@pytest.mark.parametrize("file", ["schema.ts", "rules.ts"])
def test_the_types_are_those_of_the_app(file: str) -> None:
    """
    `make api-types` was run after the last change of the contract.
    """
    script = runpy.run_path(str(REPOSITORY / "portal" / "scripts" / "api_types.py"))

    first = (SOURCE / "api" / file).read_text(encoding="utf-8").partition("\n")[0]
    assert first == script["first_line"](script["contract"]())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_every_language(language: str, page: str) -> None:
    """
    No key too few or too many, and each takes the same values.
    """
    assert keys(language, page) == keys("en", page)
    assert placeholders(language, page) == placeholders("en", page)


def test_no_language_has_a_page_of_its_own() -> None:
    """
    The folders hold the same files.
    """
    assert all(sorted(path.stem for path in (LOCALES / name).glob("*.json")) == PAGES for name in LANGUAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_text_is_used(page: str) -> None:
    """
    What the source does not name, also not as a pattern, is not kept. That what it names is there, tsc sees.
    """
    named = literals()
    patterns = [re.compile(re.escape(key).replace(r"\*", r"[^.]+")) for key in named if "*" in key and "." in key]

    unused = {key for key in keys("en", page) - named if not any(pattern.fullmatch(key) for pattern in patterns)}
    assert unused == set()


def test_the_first_load_is_small() -> None:
    """
    Entry, start, home page with its charts, and all they import, as a browser with Brotli fetches them.
    """
    if not SITE.is_dir():
        cannot_run("the portal is not built: make portal")
    manifest: dict[str, Any] = json.loads((SITE / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    needed = [
        "index.html",
        "src/start.tsx",
        "src/pages/home/HomePage.tsx",
        *(f"src/pages/home/{chart}.tsx" for chart in ("ScoreChart", "MovesChart")),
        *(f"src/i18n/locales/en/{p}.json" for p in ("common", "home")),
    ]
    seen: set[str] = set()
    while needed:
        name = needed.pop()
        if name not in seen:
            seen.add(name)
            needed += manifest[name].get("imports", [])

    sizes = {name: (SITE / f"{manifest[name]['file']}.br").stat().st_size for name in seen}
    assert sum(sizes.values()) <= FIRST_LOAD_MAX, sizes
