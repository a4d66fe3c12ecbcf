"""How many HTTP requests arrived, by what they are for: counted before any fault, so that lost ones count too."""

from __future__ import annotations

import json
import re
from collections import Counter

from aiohttp import web

_TASK_LIST = re.compile(r"/api/now/(?:v[12]/)?table/(?:task|incident|change_request|problem)$")
_BATCH = re.compile(r"/api/now/(?:v1/)?batch$")
_CREATES = re.compile(r"/api/now/(?:v[12]/)?table/\w+$|/api/sn_chg_rest/|/api/now/import/")
KINDS = ("create", "sync", "read", "update", "oauth")


class WireCounts:
    """One counter per kind: create, sync (looks for changed tickets), read, update, oauth."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def to_json(self) -> dict[str, int]:
        """All kinds, zeros too."""
        return {kind: self._counts[kind] for kind in KINDS}

    def clear(self) -> None:
        """Start again."""
        self._counts.clear()

    async def received(self, request: web.Request) -> None:
        """Count one request; pages are not counted."""
        if request.path == "/oauth_token.do":
            self._counts["oauth"] += 1
        elif request.path.startswith("/api/"):
            self._counts[await _kind(request)] += 1


async def _kind(request: web.Request) -> str:
    if _BATCH.match(request.path):
        return _batch_kind(await request.read())
    if request.method in ("GET", "HEAD"):
        return "sync" if _TASK_LIST.match(request.path) else "read"
    return "create" if request.method == "POST" and _CREATES.match(request.path) else "update"


def _batch_kind(body: bytes) -> str:
    try:
        methods = {str(item.get("method", "GET")).upper() for item in json.loads(body)["rest_requests"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        return "read"
    if "POST" in methods:
        return "create"
    return "sync" if methods == {"GET"} else "update"
