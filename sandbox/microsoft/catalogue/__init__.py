"""Improvement actions in Graph's wire shape: the sandbox's own, or those of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sandbox import seed

CATEGORIES = ("Identity", "Data", "Device", "Apps", "Infrastructure")
FOLDER = Path(__file__).parent

Profile = dict[str, Any]


class CatalogueError(ValueError):
    """A file that does not hold control profiles; says where and why."""


def own_profiles() -> list[Profile]:
    """The profiles written for the sandbox, one JSON file per category."""
    return [profile for category in CATEGORIES for profile in load_profiles(FOLDER / f"{category.lower()}.json")]


def load_profiles(path: Path) -> list[Profile]:
    """
    Control profiles of a file in Graph's shape: a list, or an object whose `value` is one.

    The tenant id becomes the sandbox's. Raises CatalogueError.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise CatalogueError(f"{path}: not JSON: {error}") from error
    items = content.get("value") if isinstance(content, dict) else content
    if not isinstance(items, list) or not items:
        raise CatalogueError(f"{path}: expected a list of control profiles, or an object with one in 'value'")
    seen: set[str] = set()
    for position, item in enumerate(items):
        if flaw := _flaw(item):
            raise CatalogueError(f"{path}: profile {position}: {flaw}")
        if item["id"] in seen:
            raise CatalogueError(f"{path}: profile {position}: id {item['id']!r} is there twice")
        seen.add(item["id"])
    return [item | {"azureTenantId": seed.TENANT_ID} for item in items]


def _flaw(item: object) -> str | None:
    if not isinstance(item, dict):
        return "not an object"
    for name in ("id", "title"):
        if not isinstance(item.get(name), str) or not item[name].strip():
            return f"'{name}' has to be a text that is not empty"
    if item.get("controlCategory") not in CATEGORIES:
        return f"'controlCategory' has to be one of {', '.join(CATEGORIES)}"
    score = item.get("maxScore")
    if isinstance(score, bool) or not isinstance(score, int | float) or score < 0:
        return "'maxScore' has to be a number that is not negative"
    updates = item.get("controlStateUpdates")
    if updates is not None and not (isinstance(updates, list) and all(isinstance(each, dict) for each in updates)):
        return "'controlStateUpdates' has to be a list of objects"
    return None
